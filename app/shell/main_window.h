// SPDX-License-Identifier: GPL-3.0-or-later
// MainWindow: puts the panels, docks, menus and the toolbar together. GUI thread only.
#pragma once
#include "app/shell/actions.h"
#include "ui/kit/theme.h"
#include <QMainWindow>
#include <functional>
#include <memory>
#include <vector>

class QDockWidget;
class QLabel;
class QMenu;
class QProgressBar;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QUndoGroup;
class QUndoStack;
class QVBoxLayout;

namespace convscope {

class BatchPanel;
class ChelseaDemo;
class EvaluationPanel;
class ImportActions;
class RunActions;
class RunsPanel;
class SurgeryActions;
class TrainingPanel;
class GetDataset;
class ManyPictures;
class MapsPanel;
class MessageBar;
class PicturesPanel;
class PredictionsPanel;
class PreflightDialog;
struct Services;
class Settings;
class TimeBar;
class TrainingPanel;
class WelcomePanel;
struct Divergence;
struct MapsFile;
struct KeptRun;
struct ModelOfRun;
struct EvaluationExport;
struct RunSummary;
struct TrainedModel;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Services &services, Settings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    Actions &actions() { return m_actions; }
    /// Asked before the window closes on a run that goes on; true: close.
    void setQuitQuestion(std::function<bool()> question) { m_askQuit = std::move(question); }

public Q_SLOTS:
    void openDataset(const QString &location);
    void showWelcome();
    /// Goes on with the run in `folder`.
    void resumeRun(const QString &folder);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildCentre();
    QWidget *buildMapsPage();
    void buildSurgery(QVBoxLayout &above, QSplitter &parts); ///< its list, and what maps are worth
    void chooseSteps();
    void buildFilterEditor(QSplitter &parts); ///< below the maps
    void buildDocks();
    QDockWidget *addDock(
        const char *objectName, const QString &title, QWidget *panel, Qt::DockWidgetArea area);
    void buildToolBar();
    void buildMenus();
    void buildViewMenu(QMenu &menu);
    void buildStatusBar();
    void connectActions();
    void connectSession();
    void connectTraining();
    bool settingsAreUnderstood();
    void startTraining(); ///< or go on
    void checkBeforeTraining();
    void showKept(const KeptRun &kept);
    bool askToQuit();
    void offerLowerRate(const Divergence &divergence);
    void offerInterruptedRun(const std::vector<RunSummary> &runs);
    void connectEvaluation(EvaluationPanel &panel);
    void connectRuns(RunsPanel &panel, TrainingPanel &charts);
    void connectPast(TrainingPanel &charts);
    void buildBatchPanel();
    void updatePast();
    std::shared_ptr<const TrainedModel> presentModel() const; ///< null: the newest of the run
    void showMaps(); ///< of another picture, which was chosen elsewhere
    void lookAtBatch(qint64 batch);
    void exportAnimation(bool filters, bool asGif);
    void fillModelMenu();
    void fillExportMenu();

    void leaveWelcome();
    void showChelsea();
    void arrangeDocks(); // as they are at first
    void lookAt(quint64 sample);
    void enlargeData(); // or back
    void updateActions();
    void updateStatus();
    void updateRecent(const std::vector<RunSummary> &runs);
    void chooseDataset();
    void getDataset();
    void chooseModel();
    void chooseDatasetFile();
    void choosePinned();
    void connectFiles(); ///< what goes out, and weights that come in
    void saveFigures();
    void buildPredictions();
    void classifyMany(const QStringList &paths);
    void savePredictions();
    void exportAs(std::size_t format);
    void showExported(const QString &path, double largestDifference, const QString &howto,
        const ModelOfRun &model);
    void showHowto(const QString &file);
    void saveMaps(const MapsFile &file);
    void saveSummary();
    void importWeights(const QString &path);
    void openDropped(const QString &path);
    QString askForFile(const QString &title, const QString &name, const QString &filter);
    QString askForNewFolder(const QString &title, const QString &name);
    void exportReport();
    QString askWhereToSave(const EvaluationExport &format);
    void useTheme(Theme theme);
    void showShortcuts();
    void showAbout();

    Services &m_services;
    Settings &m_settings;
    Actions m_actions;
    std::function<bool()> m_askQuit;

    QStackedWidget *m_pages = nullptr; // welcome, then the tabs
    WelcomePanel *m_welcome = nullptr;
    QTabWidget *m_tabs = nullptr;
    GetDataset *m_getDataset = nullptr; // made when it is first asked for
    QWidget *m_mapsPage = nullptr;
    MapsPanel *m_maps = nullptr;
    MessageBar *m_mapsMessage = nullptr;
    ImportActions *m_import = nullptr;
    ChelseaDemo *m_chelsea = nullptr;
    RunActions *m_runActions = nullptr;
    TimeBar *m_timeBar = nullptr;
    BatchPanel *m_batchPanel = nullptr; // made when it is first asked for
    PicturesPanel *m_pictures = nullptr;
    PredictionsPanel *m_predictions = nullptr; // made when it is first asked for
    ManyPictures *m_manyPictures = nullptr; // the same
    MessageBar *m_message = nullptr;
    SurgeryActions *m_surgery = nullptr;
    QUndoStack *m_leftOutSteps = nullptr;
    QUndoGroup *m_steps = nullptr; // of it and of the surgery
    std::vector<QDockWidget *> m_docks; // data, model, settings, predict
    QByteArray m_firstLayout;
    bool m_withoutDocks = false; // Chelsea alone, with nothing open
    PreflightDialog *m_preflight = nullptr; // made when it is first asked for
    QString m_offeredRun; // to go on with; empty: none
    bool m_lookedForInterrupted = false;
    QLabel *m_status = nullptr;
    QProgressBar *m_progress = nullptr;
};

} // namespace convscope
