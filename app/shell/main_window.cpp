// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_window.h"
#include "app/rooms/ablation/surgery_actions.h"
#include "app/services/services.h"
#include "app/shell/status_text.h"
#include "app/shell/window_keys.h"
#include "app/shell/wiring.h"
#include "core/base/notices.h"
#include "core/data/dataset/dataset.h"
#include "ui/data/data_panel.h"
#include "ui/data/data_report.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/history/time_bar.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/location_name.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include "ui/maps/maps_panel.h"
#include "ui/model/model_panel.h"
#include "ui/predict/predict_panel.h"
#include "ui/preparation/pictures_panel.h"
#include "ui/runs/runs_panel.h"
#include "ui/settings/settings_panel.h"
#include "ui/training/training_panel.h"
#include "ui/welcome/welcome_panel.h"
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace convscope {

MainWindow::MainWindow(Services &services, Settings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_settings(settings)
    , m_actions(*this)
    , m_askQuit([this] { return askToQuit(); })
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("ConvScope"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    buildCentre();
    buildDocks();
    buildToolBar();
    buildMenus();
    buildStatusBar();
    connectActions();
    connectSession();
    connectFiles();
    resize(QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(16, 48))); // and its frame
    arrangeDocks();
    m_firstLayout = saveState();
    restoreGeometry(m_settings.geometry());
    restoreState(m_settings.docks());
    showWelcome();
    updateActions();
    updateStatus();
    new WindowKeys(*this, [this] { return m_services.training.hasRun(); });
}

MainWindow::~MainWindow()
{
    onNotice({});
}

void MainWindow::buildCentre()
{
    m_welcome = new WelcomePanel(this);
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("centralTabs"));
    m_tabs->setDocumentMode(true);
    auto *evaluation = new EvaluationPanel(this);
    auto *runs = new RunsPanel(this);
    auto *training = new TrainingPanel(m_services.training.run(), this);
    m_pictures = new PicturesPanel(this);
    m_tabs->addTab(training, tr("T&raining"));
    m_mapsPage = buildMapsPage();
    m_tabs->addTab(m_mapsPage, tr("Feature &maps"));
    m_tabs->addTab(evaluation, tr("Eva&luation"));
    m_tabs->addTab(runs, tr("R&uns"));
    m_tabs->addTab(m_pictures, tr("&Preparation"));
    wire(m_services, *training);
    connectEvaluation(*evaluation);
    connectRuns(*runs, *training);
    wire(m_services, *m_pictures);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_tabs);
    m_timeBar = new TimeBar(this);
    m_message = new MessageBar(this);
    m_message->setObjectName(QStringLiteral("mainMessage"));
    connectPast(*training);
    auto *shownRun = new QLabel(this);
    shownRun->setObjectName(QStringLiteral("shownRunNote"));
    shownRun->setWordWrap(true);
    shownRun->setMargin(4);
    wireShownRun(m_services, *shownRun);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(shownRun);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_timeBar);
    setCentralWidget(centre);
    connect(m_tabs, &QTabWidget::currentChanged, this,
        [this] { m_services.inspection.setMapsVisible(m_tabs->currentWidget() == m_mapsPage); });
}

QWidget *MainWindow::buildMapsPage()
{
    auto *page = new QWidget(this);
    auto *maps = m_maps = new MapsPanel(page);
    m_mapsMessage = new MessageBar(page);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_mapsMessage);
    auto *parts = new QSplitter(Qt::Vertical, page);
    parts->setChildrenCollapsible(false);
    parts->addWidget(maps);
    buildSurgery(*layout, *parts);
    buildFilterEditor(*parts);
    layout->addWidget(parts, 1);
    wire(m_services, *maps);
    connect(maps, &MapsPanel::pinImageRequested, this, &MainWindow::choosePinned);
    Inspection &inspection = m_services.inspection;
    connect(&inspection, &Inspection::mapsFailed, m_mapsMessage, &MessageBar::showError);
    connect(&inspection, &Inspection::pinnedChanged, this, [this] {
        if (m_services.inspection.showsChelsea())
            m_mapsMessage->showNote(tr(
                "Filters that nobody trained. The first layer's find edges: one answers where it "
                "gets lighter to the right, one where the top is lighter than the bottom; "
                "those after them are random. Change any number: all maps that follow from it "
                "change at once."));
        else
            m_mapsMessage->clear();
    });
    return page;
}

void MainWindow::buildDocks()
{
    auto *dataPanel = new DataPanel(this);
    m_leftOutSteps = &dataPanel->steps();
    chooseSteps();
    auto *model = new ModelPanel(this);
    auto *settings = new SettingsPanel(this);
    auto *predict = new PredictPanel(this);
    wire(m_services, *dataPanel);
    wire(m_services, *model);
    wire(m_services, *settings);
    wire(m_services, *predict);
    m_surgery->addTo(*predict);
    connect(predict, &PredictPanel::manyChosen, this, &MainWindow::classifyMany);
    connect(dataPanel, &DataPanel::openRequested, this, &MainWindow::chooseDataset);
    connect(dataPanel, &DataPanel::getRequested, m_actions.getDataset, &QAction::trigger);
    connect(dataPanel, &DataPanel::sampleChosen, this, &MainWindow::lookAt);
    connect(dataPanel, &DataPanel::enlargeRequested, this, &MainWindow::enlargeData);
    m_docks = { addDock("dataDock", tr("Data"), dataPanel, Qt::LeftDockWidgetArea),
        addDock("modelDock", tr("Model"), model, Qt::LeftDockWidgetArea),
        addDock("settingsDock", tr("Settings"), settings, Qt::LeftDockWidgetArea),
        addDock("predictDock", tr("Predict"), predict, Qt::RightDockWidgetArea) };
}

QDockWidget *MainWindow::addDock(
    const char *objectName, const QString &title, QWidget *panel, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, this);
    dock->setObjectName(QString::fromLatin1(objectName));
    dock->setWidget(panel);
    addDockWidget(area, dock);
    // Qt only moves a dock away that lies behind another: its fields would go on taking keys.
    QSizePolicy policy = panel->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    panel->setSizePolicy(policy);
    connect(dock, &QDockWidget::visibilityChanged, panel, &QWidget::setVisible);
    return dock;
}

/// Data above; model and settings share the place below it; the picture to classify on the right.
void MainWindow::arrangeDocks()
{
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        dock->show();
    }
    QDockWidget *left = m_docks[0];
    QDockWidget *model = m_docks[1];
    QDockWidget *settings = m_docks[2];
    QDockWidget *right = m_docks[3];
    addDockWidget(Qt::LeftDockWidgetArea, left);
    addDockWidget(Qt::LeftDockWidgetArea, model);
    addDockWidget(Qt::RightDockWidgetArea, right);
    tabifyDockWidget(model, settings);
    model->raise();
    resizeDocks({ left, right }, { 330, 262 }, Qt::Horizontal);
    resizeDocks({ left, model }, { 480, 340 }, Qt::Vertical);
}

/// In the feature maps, or in the preview where that is open. `sample` counts in the whole dataset.
void MainWindow::lookAt(quint64 sample)
{
    const LoadedData &loaded = m_services.dataset.loaded();
    const auto remaining = remainingSamples(*loaded.whole, loaded.config.leftOut);
    const auto place = std::ranges::lower_bound(remaining, std::size_t(sample));
    if (place != remaining.end() && *place == sample)
        m_pictures->choose(std::size_t(place - remaining.begin()));
    if (m_tabs->currentWidget() != m_pictures)
        showMaps();
}

/// The arithmetic of one value belonged to the picture before.
void MainWindow::showMaps()
{
    m_maps->leavePlace();
    m_tabs->setCurrentWidget(m_mapsPage);
}

/// The same panel: as a window it has room for large pictures and long lists.
void MainWindow::enlargeData()
{
    QDockWidget &dock = *m_docks.front();
    dock.setFloating(!dock.isFloating());
    if (dock.isFloating())
        dock.setGeometry(QRect(pos(), size())
                             .adjusted(width() / 10, height() / 12, -width() / 10, -height() / 12));
}

void MainWindow::buildStatusBar()
{
    m_status = new QLabel(this);
    m_status->setObjectName(QStringLiteral("statusLine"));
    m_status->setAccessibleName(tr("Where the run stands"));
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("progressBar"));
    m_progress->setAccessibleName(tr("Batches trained"));
    m_progress->setMaximumWidth(240);
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(m_progress);
}

void MainWindow::connectSession()
{
    connect(&m_services.training, &TrainingService::changed, this, &MainWindow::updateActions);
    connect(&m_services.training, &TrainingService::changed, this, &MainWindow::updateStatus);
    connect(&m_services.models, &ModelService::changed, this, &MainWindow::updateActions);
    connect(&m_services.training.run(), &RunModel::appended, this, &MainWindow::updateStatus);
    connect(&m_services.training.run(), &RunModel::started, this, [this] {
        m_message->clear(); // it was about the run before
        leaveWelcome();
        updateStatus();
    });
    connect(&m_services.training, &TrainingService::failed, m_message, &MessageBar::showError);
    connect(&m_services.models, &ModelService::failed, m_message, &MessageBar::showError);
    connect(&m_services.evaluations, &Evaluations::failed, m_message, &MessageBar::showError);
    connect(&m_services.exports, &Exports::failed, m_message, &MessageBar::showError);
    connect(&m_services.library, &RunLibrary::failed, m_message, &MessageBar::showError);
    connect(
        &m_services.settings, &RunSettings::replaced, m_message, [this](const QString &dataset) {
            //: %1 the name of a dataset
            m_message->showNote(
                tr("Model and settings are those suggested for %1 now; what you had "
                   "set for the dataset before is replaced.")
                    .arg(locationName(dataset)));
        });
    connect(&m_services.dataset, &DatasetService::began, this, &MainWindow::leaveWelcome);
    connect(&m_services.dataset, &DatasetService::progressed, this,
        [this](quint64 done, quint64 total) {
            m_status->setText(total > 0
                    ? tr("Reading picture %1 of %2")
                          .arg(locale().toString(done), locale().toString(total))
                    : tr("Reading…"));
        });
    connect(&m_services.dataset, &DatasetService::changed, this, [this] {
        const QString location = m_services.dataset.loaded().location;
        m_settings.addRecentDataset(location);
        setWindowTitle(tr("%1 – ConvScope").arg(locationName(location)));
    });
    connect(&m_services.dataset, &DatasetService::excludedChanged, this, [this] {
        m_settings.setLeftOut(
            m_services.dataset.loaded().location, m_services.settings.config().leftOut);
    });
    connect(&m_services.exports, &Exports::exported, this,
        [this](const QString &path) { m_message->showNote(tr("Saved %1").arg(path)); });
    onNotice([bar = m_message](const std::string &sentence) { // on any thread
        QMetaObject::invokeMethod(
            bar, [bar, text = QString::fromStdString(sentence)] { bar->showNote(text); },
            Qt::QueuedConnection);
    });
    connect(&m_services.library, &RunLibrary::listed, this, &MainWindow::updateRecent);
    connectTraining();
    m_services.library.list();
}

void MainWindow::updateRecent(const std::vector<RunSummary> &runs)
{
    QStringList folders;
    for (const RunSummary &run : runs)
        if (run.fault.empty())
            folders.append(QString::fromStdString(run.folder.string()));
    m_welcome->setRecent(m_settings.recentDatasets(), folders);
}

void MainWindow::showWelcome()
{
    for (QDockWidget *dock : m_docks)
        dock->hide();
    m_withoutDocks = false;
    m_pages->setCurrentWidget(m_welcome);
    m_services.library.list();
}

void MainWindow::leaveWelcome()
{
    if (m_pages->currentWidget() == m_tabs && !m_withoutDocks)
        return;
    m_withoutDocks = false;
    m_pages->setCurrentWidget(m_tabs);
    restoreState(m_settings.docks().isEmpty() ? m_firstLayout : m_settings.docks());
}

void MainWindow::openDataset(const QString &location)
{
    m_message->clear();
    const QFileInfo file(location);
    // Under this name it is found again, from wherever the program is started next.
    const QString place = file.exists() ? QDir::cleanPath(file.absoluteFilePath()) : location;
    m_services.dataset.open(place, m_settings.leftOut(place));
    m_tabs->setCurrentIndex(0);
}

void MainWindow::updateActions()
{
    using State = TrainingController::State;
    const State state = m_services.training.controller().state();
    const bool canTrain = m_services.training.canTrain();
    m_actions.train->setEnabled(canTrain || state == State::Paused);
    m_actions.train->setText(state == State::Paused ? tr("&Resume") : tr("&Train"));
    m_actions.preflight->setEnabled(canTrain);
    m_actions.pause->setEnabled(state != State::Idle);
    m_actions.step->setEnabled(canTrain || state != State::Idle);
    m_actions.stop->setEnabled(state != State::Idle);
    m_actions.exportModel->setEnabled(m_services.models.hasModel());
    m_actions.saveModel->setEnabled(m_services.models.hasModel());
    for (QAction *action : { m_actions.openDataset, m_actions.openDatasetFile, m_actions.tryDigits,
             m_actions.openModel, m_actions.importWeights, m_actions.welcome })
        action->setEnabled(state == State::Idle);
}

void MainWindow::updateStatus()
{
    const RunModel &run = m_services.training.run();
    m_status->setText(statusText(run, m_services.training.controller().state()));
    m_progress->setVisible(m_services.training.hasRun());
    const std::int64_t done = run.batches().empty() ? 0 : run.batches().back().batch;
    const std::int64_t total = std::max<std::int64_t>(1, run.batchesTotal());
    constexpr int kParts = 10'000; // whatever the number of batches
    m_progress->setMaximum(kParts);
    const double share = double(std::min(done, total)) / double(total);
    m_progress->setValue(int(kParts * share));
    m_progress->setFormat(shareText(share)); // 14 of 2,000 epochs are not 0 %
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    takeTyped(*this);
    const TrainingController &training = m_services.training.controller();
    if ((training.hasRun() || !training.kept().fault.empty()) && !m_askQuit()) {
        event->ignore();
        return;
    }
    if (m_pages->currentWidget() == m_tabs && !m_withoutDocks)
        m_settings.setWindow(saveGeometry(), saveState());
    event->accept();
}

} // namespace convscope
