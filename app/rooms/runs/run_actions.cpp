// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/runs/run_actions.h"
#include "app/services/services.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/base/files/folder_lock.h"
#include "core/io/run/tensorboard.h"
#include "ui/kit/message_bar.h"
#include "ui/runs/run_menu.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/runs_table.h"
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QInputDialog>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace convscope {

namespace fs = std::filesystem;

namespace {

constexpr int kUsualEpochs = 5, kMaxEpochs = 100000;

RunActions::Questions askingIn(QWidget *window)
{
    const auto confirm
        = [window](const QString &title, const QString &sentence, const QString &yes) {
              QMessageBox box(QMessageBox::Question, title, sentence, QMessageBox::Cancel, window);
              const QPushButton *button = box.addButton(yes, QMessageBox::DestructiveRole);
              box.setDefaultButton(QMessageBox::Cancel);
              box.exec();
              return box.clickedButton() == button;
          };
    const auto moreEpochs = [window](const QString &run) {
        bool isAccepted = false;
        const int epochs = QInputDialog::getInt(window, RunActions::tr("Continue %1").arg(run),
            RunActions::tr("It did all its epochs. How many more?"), kUsualEpochs, 1, kMaxEpochs, 1,
            &isAccepted);
        return isAccepted ? epochs : 0;
    };
    const auto moveToTrash = [](const QString &folder) {
        return QFile::moveToTrash(folder);
    };
    return { confirm, moreEpochs, moveToTrash };
}

/// "the run “a”", or "the 3 selected runs".
QString named(const QStringList &folders)
{
    return folders.size() == 1
        ? RunActions::tr("the run in “%1”").arg(QDir(folders.front()).dirName())
        : RunActions::tr("the %1 selected runs").arg(QLocale().toString(int(folders.size())));
}

} // namespace

RunActions::RunActions(Services &services, RunsPanel &runs, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_panel(runs)
    , m_questions(askingIn(window))
{
    connectPanel();
    connect(&m_services.training, &TrainingService::changed, this, [this] {
        m_panel.setGoingOn(QString::fromStdString(m_services.library.goingOn().string()));
    });
    connect(&m_services.training.run(), &RunModel::appended, this, [this] {
        const std::size_t epochs = m_services.training.run().epochs().size();
        if (std::exchange(m_epochsSeen, epochs) != epochs && m_panel.isVisible())
            m_services.library.list();
    });
    connect(&m_services.training.run(), &RunModel::started, this, &RunActions::showOverlays);
    for (BackgroundTask *task : { &m_fileTask, &m_removeTask, &m_overlayTask })
        connect(task, &BackgroundTask::failed, &m_panel.message(), &MessageBar::showError);
}

void RunActions::connectPanel()
{
    RunMenu &menu = m_panel.menu();
    connect(&menu, &RunMenu::removeRequested, this, &RunActions::remove);
    connect(&menu, &RunMenu::continueRequested, this, &RunActions::resume);
    connect(&menu, &RunMenu::duplicateRequested, &m_services.library, &RunLibrary::takeSettingsOf);
    connect(&menu, &RunMenu::folderRequested, this, &RunActions::show);
    connect(&menu, &RunMenu::eventFilesRequested, this, &RunActions::writeEventFiles);
    const RunsModel &runs = m_panel.table().runs();
    connect(&runs, &RunsModel::notesEdited, this, &RunActions::keepNotes);
    connect(&runs, &RunsModel::overlaysChanged, this, &RunActions::loadOverlays);
}

void RunActions::keepNotes(const QString &folder, const RunNotes &notes)
{
    try {
        writeRunNotes(folder.toStdString(), notes);
    } catch (const Error &error) {
        m_panel.message().showError(QString::fromStdString(error.what()));
    }
    m_services.library.list();
}

void RunActions::remove(const QStringList &folders)
{
    if (!m_questions.confirm(tr("Delete runs?"),
            tr("Move %1 to the trash, with its models and notes?").arg(named(folders)),
            tr("Move to the trash")))
        return;
    m_removeTask.start([this, folders, move = m_questions.moveToTrash](
                           const Progress &) -> BackgroundTask::Deliver {
        QStringList left;
        for (const QString &folder : folders) {
            const FolderLock lock(folder.toStdString()); // nobody goes on with it meanwhile
            if (!move(folder))
                left.append(folder);
        }
        return [this, left] {
            m_services.library.list();
            if (!left.isEmpty()
                && m_questions.confirm(tr("Delete for good?"),
                    tr("There is no trash that %1 could be moved to. Delete for good?")
                        .arg(named(left)),
                    tr("Delete for good")))
                removeForGood(left);
        };
    });
}

void RunActions::removeForGood(const QStringList &folders)
{
    m_removeTask.start([this, folders](const Progress &) -> BackgroundTask::Deliver {
        QStringList left;
        for (const QString &folder : folders) {
            const FolderLock lock(folder.toStdString()); // somebody may have gone on with it
            std::error_code error;
            fs::remove_all(folder.toStdString(), error);
            if (error)
                left.append(tr("%1: cannot delete it: %2.")
                                .arg(folder, QString::fromStdString(error.message())));
        }
        return [this, left] {
            if (!left.isEmpty())
                m_panel.message().showError(left.join(QLatin1Char(' ')));
            m_services.library.list();
        };
    });
}

void RunActions::resume(const QString &folder)
{
    const auto runs = m_panel.table().shownRuns();
    const auto run = std::ranges::find(runs, fs::path(folder.toStdString()), &RunSummary::folder);
    if (run == runs.end())
        return;
    if (run->isUnfinished() && run->epochs < run->epochsPlanned) {
        Q_EMIT resumeRequested(folder, 0);
    } else if (const int more = m_questions.moreEpochs(QString::fromStdString(run->name()))) {
        Q_EMIT resumeRequested(folder, more);
    }
}

void RunActions::show(const QString &folder)
{
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        m_panel.message().showError(
            tr("%1: no file manager could be started; open the folder yourself.")
                .arg(QDir::toNativeSeparators(folder)));
}

void RunActions::writeEventFiles(const QStringList &folders)
{
    m_fileTask.start([this, folders](const Progress &progress) -> BackgroundTask::Deliver {
        std::size_t done = 0;
        for (const QString &folder : folders) {
            writeEventFile(folder.toStdString());
            if (!progress(++done, std::size_t(folders.size())))
                throw Cancelled();
        }
        return [this, folders] {
            m_panel.message().showNote(tr("TensorBoard shows them all when it is started on %1")
                                           .arg(QFileInfo(folders.front()).absolutePath()));
            m_services.library.list();
        };
    });
}

void RunActions::saveFile(
    const QString &file, std::string_view ending, std::function<std::string()> content)
{
    m_fileTask.start([this, file, ending, content = std::move(content)](
                         const Progress &) -> BackgroundTask::Deliver {
        writeFileNamed(file.toStdString(), { ending }, content());
        return [this, file] {
            m_panel.message().showNote(tr("Saved %1").arg(file));
        };
    });
}

void RunActions::saveReport(const QString &folder, const QString &file)
{
    saveFile(file, ".html",
        [run = fs::path(folder.toStdString())] { return reportOf(loadModelOfRun(run), nullptr); });
}

void RunActions::saveTable(const QString &file)
{
    saveFile(file, ".csv", [runs = m_panel.table().shownRuns()] { return runsCsv(runs); });
}

/// Only what is not there yet is read, or has changed since: until then it is shown as it was.
void RunActions::loadOverlays()
{
    std::vector<ChosenOverlay> missing;
    std::map<QString, KnownLogs> kept;
    for (const ChosenOverlay &overlay : m_panel.table().runs().overlays()) {
        const auto known = m_logs.find(overlay.folder);
        if (known == m_logs.end() || known->second.stamp != overlay.stamp)
            missing.push_back(overlay);
        if (known != m_logs.end())
            kept.insert(*known);
    }
    m_logs = std::move(kept);
    showOverlays();
    m_overlayTask.cancel();
    if (!missing.empty())
        m_overlayTask.start([this, missing](const Progress &) { return readLogs(missing); });
}

/// Runs on a thread of its own.
BackgroundTask::Deliver RunActions::readLogs(const std::vector<ChosenOverlay> &runs)
{
    std::map<QString, KnownLogs> read;
    QStringList errors;
    for (const ChosenOverlay &run : runs) {
        auto logs = std::make_shared<RunLogs>();
        try {
            *logs = readRunLogs(run.folder.toStdString());
        } catch (const Error &error) {
            errors.append(QString::fromStdString(error.what()));
        }
        read.insert_or_assign(run.folder, KnownLogs { run.stamp, std::move(logs) });
    }
    return [this, read, errors] {
        for (const auto &[folder, logs] : read)
            m_logs.insert_or_assign(folder, logs);
        if (!errors.isEmpty())
            m_panel.message().showError(errors.join(QLatin1Char('\n')));
        showOverlays();
    };
}

void RunActions::showOverlays()
{
    std::vector<OverlayRun> overlays;
    const QString open = QString::fromStdString(m_services.training.run().source().folder.string());
    for (const ChosenOverlay &overlay : m_panel.table().runs().overlays()) {
        const auto known = m_logs.find(overlay.folder);
        if (known != m_logs.end() && overlay.folder != open) // which the charts show anyway
            overlays.push_back({ overlay.name, overlay.colour, known->second.logs->batches,
                known->second.logs->epochs });
    }
    Q_EMIT m_services.library.overlaysChosen(overlays);
}

} // namespace convscope
