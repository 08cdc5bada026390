// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the dataset: opening one, what is in it, what is excluded. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class DataPanel;

class DataRoom final : public Room {
    Q_OBJECT
public:
    DataRoom(Services &services, Shell &shell);

    QWidget *widget() override;
    std::vector<RoomAction> actions() override;
    QUndoStack *undo() override;
    bool accepts(const QUrl &url) const override;
    void open(const QUrl &url) override;

private:
    void buildActions();
    void connectLoading();
    void connectReport();
    void connectPanel();
    void chooseFolder();
    void chooseFile();
    void inspect(quint64 sample);
    void enlarge(); ///< or back

    DataPanel *m_panel;
    QString m_asked; ///< a folder without labels, which could be read otherwise
    QAction *m_open, *m_openFile, *m_digits;
};

} // namespace convscope
