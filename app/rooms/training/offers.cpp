// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/training/offers.h"
#include "app/shell/shell.h"
#include "ui/kit/location_name.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

namespace convscope {

Offers::Offers(Services &services, Shell &shell)
    : m_services(services)
    , m_shell(shell)
{
    TrainingController &controller = services.training.controller();
    connect(&controller, &TrainingController::noted, this, [this](QString sentence) {
        sentence.front() = sentence.front().toUpper();
        m_shell.note(sentence + QLatin1Char('.'));
    });
    connect(&controller, &TrainingController::runKept, this, &Offers::showKept);
    connect(&services.training, &TrainingService::diverged, this, &Offers::offerLowerRate);
    connect(&services.library, &RunLibrary::listed, this, &Offers::offerInterrupted);
    connect(&shell.message(), &MessageBar::dismissed, this, [this] {
        if (!m_offered.isEmpty())
            m_shell.preferences().setDeclinedRun(std::exchange(m_offered, {}));
    });
    shell.setQuitQuestion([this] { return askToQuit(); });
}

void Offers::showKept(const KeptRun &kept)
{
    const QString batch = QLocale().toString(qlonglong(kept.batch));
    if (kept.error.empty()) {
        m_shell.note(tr("The run is saved again, as it stood after batch %1.").arg(batch));
        return;
    }
    const QString consequence = m_services.training.hasRun()
        ? tr("Training goes on, and saving is tried again.")
        : tr("It stays in memory until another run begins.");
    m_shell.offer(
        tr("The run cannot be saved. %1. %2 Its folder keeps it as it stood after batch "
           "%3, and the network in memory can be exported.")
            .arg(QString::fromStdString(kept.error), consequence, batch),
        tr("Save it now"), [this] { m_services.training.controller().send(SaveAgain {}); }, true);
}

bool Offers::askToQuit()
{
    const KeptRun &kept = m_services.training.controller().kept();
    const QString unsaved
        = tr("The run cannot be saved. %1. Quitting loses what came after batch %2.")
              .arg(QString::fromStdString(kept.error), QLocale().toString(qlonglong(kept.batch)));
    const QString going = tr("A run is going on. Quitting saves it where it stands, and the next "
                             "start offers to go on with it.");
    QMessageBox box(QMessageBox::Question, tr("Quit while training?"),
        kept.error.empty() ? going : unsaved, QMessageBox::NoButton, &m_shell.window());
    QPushButton *quit
        = box.addButton(kept.error.empty() ? tr("&Save and quit") : tr("&Quit all the same"),
            QMessageBox::AcceptRole);
    quit->setObjectName(QStringLiteral("saveAndQuit"));
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == quit;
}

void Offers::offerLowerRate(const Divergence &divergence)
{
    const double rate = divergence.lowerRate();
    QString sentence = QString::fromStdString(toString(divergence)) + QLatin1Char('.');
    sentence.front() = sentence.front().toUpper();
    if (divergence.cause != Divergence::Cause::Rate) {
        m_shell.showError(sentence);
        return;
    }
    m_shell.offer(
        sentence, tr("Train again with %1").arg(QLocale().toString(rate, 'g', 3)),
        [this, rate] {
            RunConfig config = m_services.settings.config();
            config.optimizer.rate = rate;
            m_services.settings.configure(config);
            Q_EMIT trainRequested();
        },
        true);
}

/// Once, after the start; the newest of them.
void Offers::offerInterrupted(const std::vector<RunSummary> &runs)
{
    if (std::exchange(m_hasLooked, true) || m_services.training.hasRun()
        || m_services.dataset.isBusy())
        return;
    const auto run = std::ranges::find_if(runs, &RunSummary::interrupted);
    if (run == runs.end())
        return;
    const QString folder = QString::fromStdString(run->folder.string());
    if (folder == m_shell.preferences().declinedRun())
        return;
    m_offered = folder;
    const int epoch = std::min(run->epochs + 1, run->epochsPlanned);
    m_shell.offer(tr("The run %1 on %2 was interrupted in epoch %3 of %4.")
                      .arg(QString::fromStdString(run->folder.filename().string()),
                          locationName(QString::fromStdString(run->dataset)),
                          QLocale().toString(epoch), QLocale().toString(run->epochsPlanned)),
        tr("Resume it"), [this, folder] {
            m_offered.clear();
            resume(folder);
        });
}

void Offers::resume(const QString &folder)
{
    m_shell.message().clear();
    m_shell.show("training");
    m_services.training.requests().resume(folder);
}

} // namespace convscope
