// SPDX-License-Identifier: GPL-3.0-or-later
// What MainWindow takes away and brings in: exports, saved maps and summaries, weights of other
// programs, and files that are dropped on it.
#include "app/rooms/files/import_actions.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/data/dataset/dataset.h"
#include "core/io/import/weight_sources.h"
#include "ui/files/howto_dialog.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/save_dialog.h"
#include "ui/kit/settings.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
#include "ui/model/model_panel.h"
#include "ui/training/moment_text.h"
#include "ui/training/training_panel.h"
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QTabWidget>

namespace convscope {

namespace {

QString fileFilter(const ExportFormat &format)
{
    return MainWindow::tr("%1 (*%2)").arg(fromView(format.title), fromView(format.extension));
}

/// By a look at its name and beginning; a picture, say, is none.
bool looksLikeDataset(const QString &location)
{
    const std::filesystem::path path = location.toStdString();
    return std::ranges::any_of(
        datasetFormats(), [&](const DatasetFormat &format) { return format.probe(path); });
}

} // namespace

void MainWindow::fillExportMenu()
{
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    for (std::size_t i = 0; i < exportFormats().size(); ++i) {
        const ExportFormat &format = exportFormats()[i];
        const bool isFolder = format.extension.empty();
        QAction *action = menu->addAction(isFolder ? fromView(format.title) + QStringLiteral("…")
                                                   : fileFilter(format) + QStringLiteral("…"));
        action->setObjectName(QStringLiteral("actionExport_") + fromView(format.name));
        action->setToolTip(tr("The trained model, checked by reading it again, with a text that "
                              "says how to use it"));
        connect(action, &QAction::triggered, this, [this, i] { exportAs(i); });
    }
    menu->addSeparator();
    QAction *report = menu->addAction(tr("Report of the run (*.html)…"));
    report->setObjectName(QStringLiteral("actionExportReport"));
    connect(report, &QAction::triggered, this, &MainWindow::exportReport);
    QAction *summary = menu->addAction(tr("Summary of the network (*.txt, *.svg, *.png)…"));
    summary->setObjectName(QStringLiteral("actionExportSummary"));
    connect(summary, &QAction::triggered, this, &MainWindow::saveSummary);
    menu->addSeparator();
    menu->addActions(m_maps->saveActions());
    menu->addSeparator();
    menu->addActions(findChild<TrainingPanel *>()->exportActions());
    m_actions.exportModel->setMenu(menu);
}

void MainWindow::connectFiles()
{
    m_import = new ImportActions(m_services, this);
    connect(m_actions.importWeights, &QAction::triggered, this, [this] { importWeights({}); });
    connect(&m_services.models, &ModelService::weightsFound, this, &MainWindow::importWeights);
    connect(m_import, &ImportActions::folderUsed, this,
        [this](const QString &folder) { m_settings.setLastFolder(folder); });
    connect(m_import, &ImportActions::imported, this, [this](const QString &path) {
        leaveWelcome();
        m_tabs->setCurrentWidget(m_mapsPage);
        m_message->offer(tr("The network has the weights of %1 now: drop pictures on it, look at "
                            "its maps, evaluate it.")
                             .arg(QDir::toNativeSeparators(path)),
            tr("Save it as a model…"), [this] { exportAs(0); });
    });
    connect(m_import, &ImportActions::refused, m_message, &MessageBar::showError);
    connect(&m_services.exports, &Exports::modelExported, this, &MainWindow::showExported);
    connect(m_maps, &MapsPanel::saveWanted, this, &MainWindow::saveMaps);
    connect(findChild<ModelPanel *>(), &ModelPanel::summaryWanted, this, &MainWindow::saveSummary);
    connect(&m_services.exports, &Exports::exported, this, &MainWindow::updateStatus);
    connect(&m_services.exports, &Exports::failed, this, &MainWindow::updateStatus);
}

/// Empty: nowhere.
QString MainWindow::askForFile(const QString &title, const QString &name, const QString &filter)
{
    const QString file = convscope::askForFile(
        this, title, m_settings.lastFolder() + QLatin1Char('/') + name, filter);
    if (!file.isEmpty())
        m_settings.setLastFolder(QFileInfo(file).absolutePath());
    return file;
}

QString MainWindow::askForNewFolder(const QString &title, const QString &name)
{
    const QString folder = convscope::askForNewFolder(
        this, title, m_settings.lastFolder() + QLatin1Char('/') + name);
    if (!folder.isEmpty())
        m_settings.setLastFolder(QFileInfo(folder).absolutePath());
    return folder;
}

void MainWindow::exportAs(std::size_t format)
{
    const ExportFormat &chosen = exportFormats()[format];
    const QString path = chosen.extension.empty()
        ? askForNewFolder(tr("Save the weights in a new folder"), QStringLiteral("weights"))
        : askForFile(tr("Save the trained model"),
            QStringLiteral("model") + fromView(chosen.extension), fileFilter(chosen));
    if (path.isEmpty())
        return;
    m_status->setText(tr("Saving %1…").arg(QDir::toNativeSeparators(path)));
    m_services.exports.exportModel(chosen, path);
}

void MainWindow::showExported(
    const QString &path, double largestDifference, const QString &howto, const ModelOfRun &model)
{
    updateStatus();
    m_message->offer(
        //: %1 a file, %2 which network of which run, %3 a number, %4 a file
        tr("Saved %1 · network: %2 · read again: largest difference %3 · how to use it: %4")
            .arg(QDir::toNativeSeparators(path), originText(model.origin, *model.model),
                locale().toString(largestDifference, 'g', 2), QFileInfo(howto).fileName()),
        tr("How to use it"), [this, howto] { showHowto(howto); });
}

void MainWindow::showHowto(const QString &file)
{
    constexpr std::size_t kMost = std::size_t(1) << 20U; // bytes; it was written by this program
    try {
        const auto bytes = readFile(file.toStdString(), kMost);
        const QByteArray text(
            reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()));
        auto *dialog = new HowtoDialog(file, QString::fromUtf8(text), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    } catch (const Error &error) {
        m_message->showError(QString::fromUtf8(error.what()));
    }
}

void MainWindow::saveMaps(const MapsFile &file)
{
    const auto maps = m_maps->maps(); // as they are now, whatever the run does meanwhile
    const QString layer = file.allLayers ? QString() : m_maps->chosenLayer();
    const QString name = file.allLayers ? QStringLiteral("maps") : layer + QStringLiteral("-maps");
    QString path;
    if (file.asArrays)
        path = askForFile(tr("Save the maps as arrays"), name + QStringLiteral(".npz"),
            tr("NumPy arrays (*.npz)"));
    else if (!file.allLayers)
        path = askForFile(tr("Save the maps as a picture"), name + QStringLiteral(".png"),
            tr("Pictures (*.png)"));
    else
        path = askForNewFolder(tr("Save the maps in a new folder"), name);
    if (!path.isEmpty())
        m_services.exports.exportMaps(maps, layer, path);
}

void MainWindow::saveSummary()
{
    const std::string &preset = m_services.settings.config().preset;
    const QString name = preset.empty() ? tr("network") : QString::fromStdString(preset);
    const QString file = askForFile(tr("Save a summary of the network"),
        name + QStringLiteral(".svg"), tr("Drawing, picture or text (*.svg *.png *.txt)"));
    if (!file.isEmpty())
        m_services.exports.exportSummary(file);
}

void MainWindow::importWeights(const QString &path)
{
    m_message->clear();
    m_import->open(path, m_settings.lastFolder());
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (m_services.training.hasRun() || urls.size() != 1)
        return;
    const QString path = urls.front().toLocalFile();
    if (looksLikeWeights(path.toStdString()) || looksLikeDataset(path))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openDropped(event->mimeData()->urls().front().toLocalFile());
}

/// Weights are imported, except from this program's own models, which say what they are for.
void MainWindow::openDropped(const QString &path)
{
    if (!looksLikeWeights(path.toStdString())) {
        openDataset(path);
    } else if (path.endsWith(QStringLiteral(".safetensors"), Qt::CaseInsensitive)) {
        leaveWelcome();
        m_services.models.open(path);
    } else {
        importWeights(path);
    }
}

} // namespace convscope
