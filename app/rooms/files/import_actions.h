// SPDX-License-Identifier: GPL-3.0-or-later
// ImportActions: brings weights of other programs in: asks which, works out off the window's thread
// what becomes of them, and opens the model when the person agrees. GUI thread only.
#pragma once
#include "app/threads/background_task.h"
#include "ui/files/import_request.h"
#include <QTimer>

namespace convscope {

class ImportDialog;
struct Services;

class ImportActions : public QObject {
    Q_OBJECT
public:
    ImportActions(Services &services, QWidget *window);

    /// Shows the dialog; `path` empty: the person chooses there.
    void open(const QString &path, const QString &lastFolder);
    ImportDialog *dialog() const { return m_dialog; } ///< null until it was opened once

Q_SIGNALS:
    void imported(const QString &path);
    void refused(const QString &sentence);
    void folderUsed(const QString &folder); ///< for the next file dialog

private:
    void build();
    void nameNetwork();
    void plan();
    void take();

    Services &m_services;
    QWidget *m_window;
    ImportDialog *m_dialog = nullptr;
    QTimer m_soon; // after the last change, so that not every letter reads the file
    ImportProposal m_proposal;
    BackgroundTask m_task;
};

} // namespace convscope
