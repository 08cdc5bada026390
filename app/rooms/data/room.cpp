// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/data/room.h"
#include "app/shell/new_action.h"
#include "core/data/dataset/dataset.h"
#include "core/io/import/weight_sources.h"
#include "ui/data/data_header.h"
#include "ui/data/data_pages.h"
#include "ui/data/data_panel.h"
#include "ui/data/data_report.h"
#include "ui/data/layout_bar.h"
#include "ui/data/loading_row.h"
#include "ui/data/warning_bar.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QDockWidget>
#include <algorithm>

namespace convscope {

DataRoom::DataRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new DataPanel(&shell.window()))
{
    buildActions();
    connectLoading();
    connectReport();
    connectPanel();
}

void DataRoom::buildActions()
{
    QWidget &window = m_shell.window();
    m_open = newAction(window,
        { "actionOpenDataset", tr("&Open dataset…"),
            tr("Open a folder with one folder of images a class, with a labels.csv, or with the "
               "files of a known dataset"),
            "open" },
        QKeySequence::Open);
    m_openFile = newAction(window,
        { "actionOpenDatasetFile", tr("Open dataset &file…"),
            tr("Open a single file with many labelled images: .csv, .npz, or one of MNIST or "
               "CIFAR") },
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O));
    m_digits = newAction(window,
        { "actionTryDigits", tr("Try the handwritten &digits"),
            tr("Open the 1,797 handwritten digits that are built in") });
    connect(m_open, &QAction::triggered, this, &DataRoom::chooseFolder);
    connect(m_openFile, &QAction::triggered, this, &DataRoom::chooseFile);
    connect(m_digits, &QAction::triggered, this,
        [this] { m_shell.openDataset(QStringLiteral("sample:digits")); });
    connect(&m_services.training, &TrainingService::changed, this, [this] {
        for (QAction *action : { m_open, m_openFile, m_digits })
            action->setEnabled(!m_services.training.hasRun());
    });
}

void DataRoom::connectLoading()
{
    DatasetService &dataset = m_services.dataset;
    connect(&m_panel->loading(), &LoadingRow::cancelRequested, &dataset, &DatasetService::cancel);
    connect(&dataset, &DatasetService::began, m_panel, &DataPanel::showLoading);
    connect(&dataset, &DatasetService::progressed, &m_panel->loading(), &LoadingRow::setProgress);
    connect(&dataset, &DatasetService::ended, m_panel, &DataPanel::endLoading);
    connect(&dataset, &DatasetService::failed, &m_panel->message(), &MessageBar::showError);
    connect(&dataset, &DatasetService::changed, this, [this] {
        const LoadedData &loaded = m_services.dataset.loaded();
        m_panel->showData({ loaded.location, loaded.whole, loaded.config.excluded, loaded.data,
            loaded.examples });
        m_panel->setExcluded(m_services.settings.config().excluded);
        m_shell.preferences().addRecentDataset(loaded.location);
    });
    connect(&dataset, &DatasetService::unlabelled, this, [this](const LoadedData &found) {
        m_asked = found.location;
        m_panel->showUnlabelled(found.location, found.whole->layout());
    });
    connect(&m_panel->layouts(), &LayoutBar::chosen, this, [this](const QString &reading) {
        const QString location = m_asked.isEmpty() ? m_services.dataset.loaded().location : m_asked;
        m_shell.preferences().setLayout(location, reading);
        m_shell.openDataset(location);
    });
    connect(&dataset, &DatasetService::began, this, [this] { m_asked.clear(); });
    connect(&dataset, &DatasetService::excludedChanged, this, [this] {
        m_shell.preferences().setExcluded(
            m_services.dataset.loaded().location, m_services.settings.config().excluded);
    });
}

void DataRoom::connectReport()
{
    DatasetExaminer &examiner = m_services.dataset.examiner();
    connect(&examiner, &DatasetExaminer::progressed, &m_panel->header(), &DataHeader::setProgress);
    connect(&examiner, &DatasetExaminer::reportChanged, m_panel,
        [this, &examiner] { m_panel->setReport(examiner.report()); });
    connect(&m_panel->steps(), &ExclusionSteps::changed, this,
        [this] { m_services.dataset.exclude(m_panel->steps().current()); });
    connect(&m_panel->warnings(), &WarningBar::classWeightsRequested, this, [this] {
        RunConfig config = m_services.settings.config();
        config.classWeights = ClassWeights::Balanced;
        m_services.settings.configure(config);
    });
    connect(&m_services.settings, &RunSettings::changed, this, [this] {
        const RunConfig &config = m_services.settings.config();
        m_panel->warnings().setWeighted(config.classWeights == ClassWeights::Balanced);
        m_panel->setExcluded(config.excluded);
    });
}

void DataRoom::connectPanel()
{
    connect(m_panel, &DataPanel::openRequested, this, &DataRoom::chooseFolder);
    connect(
        m_panel, &DataPanel::getRequested, this, [this] { m_shell.trigger("actionGetDataset"); });
    connect(&m_panel->pages(), &DataPages::sampleChosen, this, &DataRoom::inspect);
    connect(&m_panel->header(), &DataHeader::enlargeRequested, this, &DataRoom::enlarge);
}

QWidget *DataRoom::widget()
{
    return m_panel;
}

std::vector<RoomAction> DataRoom::actions()
{
    return { { m_open, Menu::File, 0 }, { m_openFile, Menu::File, 1 }, { m_digits, Menu::File, 3 },
        { m_open, Menu::ToolBar, 0 } };
}

QUndoStack *DataRoom::undo()
{
    return &m_panel->steps().stack();
}

void DataRoom::chooseFolder()
{
    const QString folder = m_shell.askOpenFolder(tr("Open a dataset folder"));
    if (!folder.isEmpty())
        m_shell.openDataset(folder);
}

void DataRoom::chooseFile()
{
    const QString file = m_shell.askOpenFile(tr("Open a dataset file"),
        tr("Datasets (*.csv *.tsv *.csv.gz *.tsv.gz *.npz *.bin *ubyte *ubyte.gz);;"
           "All files (*)"));
    if (!file.isEmpty())
        m_shell.openDataset(file);
}

/// By a look at its name and beginning; an image, say, is none.
bool DataRoom::accepts(const QUrl &url) const
{
    const std::filesystem::path path = url.toLocalFile().toStdString();
    return !looksLikeWeights(path)
        && std::ranges::any_of(
            datasetFormats(), [&](const DatasetFormat &format) { return format.probe(path); });
}

void DataRoom::open(const QUrl &url)
{
    m_shell.openDataset(url.toLocalFile());
}

/// In the feature maps, or in the preview where that is open. `sample` counts in the whole dataset.
void DataRoom::inspect(quint64 sample)
{
    m_services.inspection.pinned().pinSample(m_services.dataset.loaded().whole, sample);
    Q_EMIT m_services.dataset.sampleChosen(sample);
    if (!m_shell.shows("preparation"))
        Q_EMIT m_services.focus.otherImageRequested();
}

/// The same panel: as a window it has room for large images and long lists.
void DataRoom::enlarge()
{
    auto *dock = qobject_cast<QDockWidget *>(m_panel->parentWidget());
    if (!dock)
        return;
    dock->setFloating(!dock->isFloating());
    const QWidget &window = m_shell.window();
    const int x = window.width() / 10, y = window.height() / 12;
    if (dock->isFloating())
        dock->setGeometry(QRect(window.pos(), window.size()).adjusted(x, y, -x, -y));
}

} // namespace convscope
