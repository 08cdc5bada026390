// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/preflight/room.h"
#include "app/shell/new_action.h"
#include "ui/preflight/preflight_dialog.h"

namespace convscope {

PreflightRoom::PreflightRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_check(newAction(shell.window(),
          { "actionPreflight", tr("&Check before training…"),
              tr("Find out in seconds whether a run can work, and which learning rate suits") },
          QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)))
{
    connect(m_check, &QAction::triggered, this, &PreflightRoom::check);
    const auto update = [this] {
        m_check->setEnabled(m_services.training.requests().canTrain());
    };
    connect(&services.training, &TrainingService::changed, this, update);
    update();
}

void PreflightRoom::check()
{
    if (!m_shell.takeTyped())
        return;
    if (!m_dialog)
        build();
    m_dialog->begin();
    m_dialog->show();
    m_services.preflight.check();
}

void PreflightRoom::build()
{
    m_dialog = new PreflightDialog(&m_shell.window());
    Preflight &preflight = m_services.preflight;
    connect(&preflight, &Preflight::progressed, m_dialog, &PreflightDialog::setProgress);
    connect(&preflight, &Preflight::checked, m_dialog, &PreflightDialog::setReport);
    connect(&preflight, &Preflight::ended, m_dialog, &PreflightDialog::end);
    const auto compare = [this] {
        if (m_services.preflight.isOutdated())
            m_dialog->outdate();
    };
    connect(&preflight, &Preflight::checked, this, compare);
    connect(&preflight, &Preflight::ended, this, compare);
    connect(&m_services.settings, &RunSettings::changed, this, compare);
    connect(&m_services.dataset, &DatasetService::changed, this, compare);
    connect(&preflight, &Preflight::failed, m_dialog, &PreflightDialog::showError);
    connect(&m_services.dataset, &DatasetService::failed, m_dialog, &PreflightDialog::showError);
    connect(m_dialog, &PreflightDialog::cancelRequested, &preflight, &Preflight::cancel);
    connect(m_dialog, &PreflightDialog::rateChosen, this, [this](double rate) {
        RunConfig config = m_services.settings.config();
        config.optimizer.rate = rate;
        m_services.settings.configure(config);
    });
}

} // namespace convscope
