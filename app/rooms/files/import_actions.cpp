// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/files/import_actions.h"
#include "app/rooms/files/import_job.h"
#include "app/services/services.h"
#include "ui/files/import_dialog.h"
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

ImportActions::ImportActions(Services &services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200ms);
    connect(&m_soon, &QTimer::timeout, this, &ImportActions::plan);
}

void ImportActions::build()
{
    m_dialog = new ImportDialog(m_window);
    connect(m_dialog, &ImportDialog::requestChanged, this, [this] {
        m_task.cancel();
        m_proposal = {};
        m_soon.start();
    });
    connect(m_dialog, &QDialog::accepted, this, &ImportActions::take);
    connect(m_dialog, &QDialog::finished, this, [this] {
        m_soon.stop();
        m_task.cancel();
        Q_EMIT folderUsed(m_dialog->lastFolder());
    });
    connect(&m_task, &BackgroundTask::failed, m_dialog, &ImportDialog::showError);
    const auto again = [this] {
        nameNetwork();
        if (!m_dialog->isVisible() || m_dialog->request().weights.isEmpty())
            return;
        m_task.cancel(); // the network, the classes or the images are others
        m_proposal = {};
        m_dialog->setProposal({});
        m_soon.start();
    };
    connect(&m_services.settings, &RunSettings::changed, this, again);
    connect(&m_services.dataset, &DatasetService::changed, this, again);
}

void ImportActions::nameNetwork()
{
    const RunConfig &config = m_services.settings.config();
    const QString name
        = config.preset.empty() ? tr("own network") : QString::fromStdString(config.preset);
    m_dialog->setPresentNetwork(
        tr("%1, %2").arg(name, QString::fromStdString(toString(config.model.input))));
}

void ImportActions::open(const QString &path, const QString &lastFolder)
{
    if (!m_dialog)
        build();
    nameNetwork();
    m_dialog->setLastFolder(lastFolder);
    m_dialog->setWeights(path);
    m_soon.start(); // also where the same file is opened again
    m_dialog->open();
}

void ImportActions::plan()
{
    const ImportRequest request = m_dialog->request();
    if (request.weights.isEmpty()) {
        m_dialog->setProposal({});
        return;
    }
    m_task.start([this, request,
                     around = ImportSurroundings { m_services.settings.config(),
                         m_services.dataset.loaded().data }](const Progress &) {
        auto proposal = std::make_shared<const ImportProposal>(proposedImport(request, around));
        return [this, proposal] {
            m_proposal = *proposal;
            m_dialog->setProposal(m_proposal);
        };
    });
}

void ImportActions::take()
{
    if (!m_proposal.model)
        return;
    const QString weights = m_dialog->request().weights;
    if (m_services.models.use(m_proposal.model))
        Q_EMIT imported(weights);
    else
        Q_EMIT refused(tr("%1: stop the training first; it has the model.").arg(weights));
}

} // namespace convscope
