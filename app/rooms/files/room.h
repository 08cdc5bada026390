// SPDX-License-Identifier: GPL-3.0-or-later
// The room of what goes out as files, and of weights that come in. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class ImportActions;

class FilesRoom final : public Room {
    Q_OBJECT
public:
    FilesRoom(Services &services, Shell &shell);
    std::vector<RoomAction> actions() override;
    bool accepts(const QUrl &url) const override;
    void open(const QUrl &url) override;

private:
    void buildActions();
    void connectImport();
    void update();
    void importWeights(const QString &path);
    void showImported(const QString &path);
    void exportAs(std::size_t format);
    void showExported(const QString &path, double largestDifference, const QString &howto,
        const ModelOfRun &model);
    void showHowto(const QString &file);

    QAction *m_import, *m_save;
    QAction *m_export; ///< with a menu
    std::vector<QAction *> m_formats;
    ImportActions *m_importing;
};

} // namespace convscope
