// SPDX-License-Identifier: GPL-3.0-or-later
// What MainWindow asks and offers about runs: to save one on quitting, to go on with one that was
// interrupted, to begin anew with a lower learning rate.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "app/threads/training_controller.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/in_sight.h"
#include "ui/kit/location_name.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include "ui/preflight/preflight_dialog.h"
#include "ui/preparation/pictures_panel.h"
#include "ui/settings/settings_panel.h"
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <algorithm>

namespace convscope {

void MainWindow::connectTraining()
{
    connect(m_actions.preflight, &QAction::triggered, this, &MainWindow::checkBeforeTraining);
    connect(&m_services.training.controller(), &TrainingController::noted, this,
        [this](QString sentence) {
            sentence.front() = sentence.front().toUpper();
            m_message->showNote(sentence + QLatin1Char('.'));
        });
    connect(&m_services.training, &TrainingService::diverged, this, &MainWindow::offerLowerRate);
    connect(&m_services.library, &RunLibrary::listed, this, &MainWindow::offerInterruptedRun);
    connect(&m_services.training.controller(), &TrainingController::runKept, this,
        &MainWindow::showKept);
    connect(m_message, &MessageBar::dismissed, this, [this] {
        if (!m_offeredRun.isEmpty())
            m_settings.setDeclinedRun(std::exchange(m_offeredRun, {}));
    });
}

/// No run begins with another number than the one that stands in a field.
bool MainWindow::settingsAreUnderstood()
{
    for (const QWidget *panel :
        std::initializer_list<const QWidget *> { findChild<SettingsPanel *>(), m_pictures }) {
        QAbstractSpinBox *field = takeTyped(*panel);
        if (!field)
            continue;
        //: %1 a field, %2 what is wrong with what is typed there
        m_message->showError(
            tr("%1: %2 Nothing was started.")
                .arg(nameOf(*field), dynamic_cast<const TypedField &>(*field).fault()));
        bringIntoSight(*field);
        return false;
    }
    return true;
}

void MainWindow::startTraining()
{
    m_message->clear();
    if (!settingsAreUnderstood())
        return;
    m_services.training.train();
    m_tabs->setCurrentIndex(0);
}

void MainWindow::checkBeforeTraining()
{
    if (!settingsAreUnderstood())
        return;
    if (!m_preflight) {
        m_preflight = new PreflightDialog(this);
        Preflight &job = m_services.preflight;
        connect(&job, &Preflight::progressed, m_preflight, &PreflightDialog::setProgress);
        connect(&job, &Preflight::checked, m_preflight, &PreflightDialog::setReport);
        connect(&job, &Preflight::ended, m_preflight, &PreflightDialog::end);
        const auto compare = [this, &job] {
            if (job.isOutdated())
                m_preflight->outdate();
        };
        connect(&job, &Preflight::checked, m_preflight, compare);
        connect(&job, &Preflight::ended, m_preflight, compare);
        connect(&m_services.settings, &RunSettings::changed, m_preflight, compare);
        connect(&m_services.dataset, &DatasetService::changed, m_preflight, compare);
        connect(&job, &Preflight::failed, m_preflight, &PreflightDialog::showFault);
        connect(&m_services.dataset, &DatasetService::failed, m_preflight,
            &PreflightDialog::showFault);
        connect(m_preflight, &PreflightDialog::cancelRequested, &job, &Preflight::cancel);
        connect(m_preflight, &PreflightDialog::rateChosen, this, [this](double rate) {
            RunConfig config = m_services.settings.config();
            config.optimizer.rate = rate;
            m_services.settings.configure(config);
        });
    }
    m_preflight->begin();
    m_preflight->show();
    m_services.preflight.check();
}

void MainWindow::showKept(const KeptRun &kept)
{
    const QString batch = locale().toString(qlonglong(kept.batch));
    if (kept.fault.empty()) {
        m_message->showNote(tr("The run is saved again, as it stood after batch %1.").arg(batch));
        return;
    }
    const QString goesOn = m_services.training.hasRun()
        ? tr("Training goes on, and saving is tried again.")
        : tr("It stays in memory until another run begins.");
    m_message->offer(
        tr("The run cannot be saved. %1. %2 Its folder keeps it as it stood after batch "
           "%3, and the network in memory can be exported.")
            .arg(QString::fromStdString(kept.fault), goesOn, batch),
        tr("Save it now"), [this] { m_services.training.controller().send(SaveAgain {}); }, true);
}

bool MainWindow::askToQuit()
{
    const KeptRun &kept = m_services.training.controller().kept();
    const QString unsaved
        = tr("The run cannot be saved. %1. Quitting loses what came after batch %2.")
              .arg(QString::fromStdString(kept.fault), locale().toString(qlonglong(kept.batch)));
    const QString going = tr("A run is going on. Quitting saves it where it stands, and the next "
                             "start offers to go on with it.");
    QMessageBox box(QMessageBox::Question, tr("Quit while training?"),
        kept.fault.empty() ? going : unsaved, QMessageBox::NoButton, this);
    QPushButton *quit
        = box.addButton(kept.fault.empty() ? tr("&Save and quit") : tr("&Quit all the same"),
            QMessageBox::AcceptRole);
    quit->setObjectName(QStringLiteral("saveAndQuit"));
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == quit;
}

void MainWindow::offerLowerRate(const Divergence &divergence)
{
    const double rate = divergence.lowerRate();
    QString sentence = QString::fromStdString(toString(divergence)) + QLatin1Char('.');
    sentence.front() = sentence.front().toUpper();
    if (divergence.cause != Divergence::Cause::Rate) {
        m_message->showError(sentence);
        return;
    }
    m_message->offer(
        sentence, tr("Train again with %1").arg(locale().toString(rate, 'g', 3)),
        [this, rate] {
            RunConfig config = m_services.settings.config();
            config.optimizer.rate = rate;
            m_services.settings.configure(config);
            startTraining();
        },
        true);
}

/// Once, after the start; the newest of them.
void MainWindow::offerInterruptedRun(const std::vector<RunSummary> &runs)
{
    if (std::exchange(m_lookedForInterrupted, true) || m_services.training.hasRun()
        || m_services.dataset.isBusy())
        return;
    const auto run = std::ranges::find_if(runs, &RunSummary::interrupted);
    if (run == runs.end())
        return;
    const QString folder = QString::fromStdString(run->folder.string());
    if (folder == m_settings.declinedRun())
        return;
    m_offeredRun = folder;
    const int epoch = std::min(run->epochs + 1, run->epochsPlanned);
    m_message->offer(tr("The run %1 on %2 was interrupted in epoch %3 of %4.")
                         .arg(QString::fromStdString(run->folder.filename().string()),
                             locationName(QString::fromStdString(run->dataset)),
                             locale().toString(epoch), locale().toString(run->epochsPlanned)),
        tr("Resume it"), [this, folder] {
            m_offeredRun.clear();
            resumeRun(folder);
        });
}

void MainWindow::resumeRun(const QString &folder)
{
    m_message->clear();
    leaveWelcome();
    m_tabs->setCurrentIndex(0);
    m_services.training.resume(folder);
}

} // namespace convscope
