// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/download/room.h"
#include "app/download/get_dataset.h"
#include "app/shell/new_action.h"

namespace convscope {

DownloadRoom::DownloadRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_get(newAction(shell.window(),
          { "actionGetDataset", tr("&Get a dataset…"),
              tr("Fetch MNIST, Fashion-MNIST or CIFAR-10 from the internet"), "download" }))
{
    connect(m_get, &QAction::triggered, this, &DownloadRoom::showDialog);
}

/// Fetching goes on beside a run; what was fetched is opened when there is none.
void DownloadRoom::showDialog()
{
    if (!m_dialog) {
        m_dialog = new GetDataset(m_shell.preferences(), datasetCatalogue(), {}, &m_shell.window());
        connect(m_dialog, &GetDataset::openRequested, this, [this](const QString &location) {
            if (m_services.training.hasRun())
                m_shell.note(tr("A run is going on: stop it, then open %1.").arg(location));
            else
                m_shell.openDataset(location);
        });
    }
    m_dialog->show();
}

} // namespace convscope
