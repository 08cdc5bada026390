// SPDX-License-Identifier: GPL-3.0-or-later
// The menus and the toolbar of MainWindow, and the dialogs they open.
#include "app/download/get_dataset.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/train/setup/presets.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include "ui/welcome/welcome_panel.h"
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QUndoGroup>
#include <array>

namespace convscope {

void MainWindow::buildToolBar()
{
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setMovable(false);
    bar->addAction(m_actions.openDataset);
    bar->addAction(m_actions.model);
    bar->addSeparator();
    for (QAction *action : { m_actions.train, m_actions.pause, m_actions.step, m_actions.stop })
        bar->addAction(action);
    bar->addSeparator();
    bar->addAction(m_actions.exportModel);
    for (QAction *action : { m_actions.model, m_actions.exportModel })
        if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action)))
            button->setPopupMode(QToolButton::InstantPopup);
    fillModelMenu();
    fillExportMenu();
}

void MainWindow::fillModelMenu()
{
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    for (const Preset &preset : presets()) {
        const QString name = QString::fromStdString(preset.name);
        QAction *action = menu->addAction(name);
        action->setToolTip(QString::fromStdString(preset.summary));
        connect(action, &QAction::triggered, this,
            [this, name] { m_services.settings.choosePreset(name); });
    }
    menu->addSeparator();
    menu->addActions({ m_actions.openModel, m_actions.importWeights });
    m_actions.model->setMenu(menu);
    connect(&m_services.training, &TrainingService::changed, menu,
        [this] { m_actions.model->setEnabled(!m_services.training.hasRun()); });
}

void MainWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addActions({ m_actions.openDataset, m_actions.openDatasetFile, m_actions.getDataset,
        m_actions.tryDigits, m_actions.chelsea });
    file->addSeparator();
    file->addActions({ m_actions.openModel, m_actions.importWeights });
    file->addSeparator();
    file->addActions({ m_actions.saveModel, m_actions.exportModel });
    file->addSeparator();
    file->addAction(m_actions.quit);
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_steps->createUndoAction(this, tr("&Undo"));
    undo->setObjectName(QStringLiteral("actionUndo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = m_steps->createRedoAction(this, tr("&Redo"));
    redo->setObjectName(QStringLiteral("actionRedo"));
    redo->setShortcut(QKeySequence::Redo);
    edit->addActions({ undo, redo });
    QMenu *view = menuBar()->addMenu(tr("&View"));
    buildViewMenu(*view);
    QMenu *train = menuBar()->addMenu(tr("&Train"));
    train->addActions({ m_actions.train, m_actions.pause, m_actions.step, m_actions.stop });
    train->addSeparator();
    train->addActions({ m_actions.preflight, m_actions.model });
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({ m_actions.shortcuts, m_actions.about });
}

void MainWindow::buildViewMenu(QMenu &menu)
{
    for (const QDockWidget *dock : m_docks)
        menu.addAction(dock->toggleViewAction());
    menu.addSeparator();
    QMenu *themes = menu.addMenu(tr("&Colours"));
    auto *group = new QActionGroup(this);
    const std::array<std::pair<Theme, QString>, 3> choices {
        { { Theme::System, tr("As the &system") }, { Theme::Light, tr("&Light") },
            { Theme::Dark, tr("&Dark") } }
    };
    for (const auto &[theme, title] : choices) {
        QAction *action = group->addAction(title);
        action->setCheckable(true);
        action->setChecked(m_settings.theme() == theme);
        connect(action, &QAction::triggered, this, [this, chosen = theme] { useTheme(chosen); });
    }
    themes->addActions(group->actions());
    menu.addSeparator();
    menu.addActions({ m_actions.welcome, m_actions.resetLayout });
}

void MainWindow::useTheme(Theme theme)
{
    m_settings.setTheme(theme);
    applyTheme(theme);
}

void MainWindow::connectActions()
{
    for (const QAction *action : QWidget::actions()) // before all else that they do
        connect(action, &QAction::triggered, this, [this] { takeTyped(*this); });
    connect(m_actions.openDataset, &QAction::triggered, this, &MainWindow::chooseDataset);
    connect(m_actions.getDataset, &QAction::triggered, this, &MainWindow::getDataset);
    connect(m_actions.openModel, &QAction::triggered, this, &MainWindow::chooseModel);
    connect(m_actions.saveModel, &QAction::triggered, this, [this] { exportAs(0); });
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions.train, &QAction::triggered, this, &MainWindow::startTraining);
    connect(m_actions.pause, &QAction::triggered, this, [this] {
        if (m_services.training.controller().state() != TrainingController::State::Paused)
            m_services.training.pause();
        else if (settingsAreUnderstood())
            m_services.training.train();
    });
    connect(m_actions.step, &QAction::triggered, this, [this] {
        if (settingsAreUnderstood())
            m_services.training.step();
    });
    connect(m_actions.stop, &QAction::triggered, &m_services.training, &TrainingService::stop);
    connect(m_actions.tryDigits, &QAction::triggered, this,
        [this] { openDataset(QStringLiteral("sample:digits")); });
    connect(m_actions.openDatasetFile, &QAction::triggered, this, &MainWindow::chooseDatasetFile);
    connect(m_actions.chelsea, &QAction::triggered, this, &MainWindow::showChelsea);
    connect(m_actions.welcome, &QAction::triggered, this, &MainWindow::showWelcome);
    connect(m_actions.resetLayout, &QAction::triggered, this, [this] {
        leaveWelcome();
        restoreState(m_firstLayout);
    });
    connect(m_actions.shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions.about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_welcome, &WelcomePanel::openRequested, this, &MainWindow::chooseDataset);
    connect(m_welcome, &WelcomePanel::getRequested, m_actions.getDataset, &QAction::trigger);
    connect(m_welcome, &WelcomePanel::digitsRequested, m_actions.tryDigits, &QAction::trigger);
    connect(m_welcome, &WelcomePanel::chelseaRequested, m_actions.chelsea, &QAction::trigger);
    connect(m_welcome, &WelcomePanel::datasetChosen, this, &MainWindow::openDataset);
    connect(m_welcome, &WelcomePanel::runChosen, &m_services.models, &ModelService::open);
}

void MainWindow::chooseDataset()
{
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Open a dataset folder"), m_settings.lastFolder());
    if (folder.isEmpty())
        return;
    m_settings.setLastFolder(QFileInfo(folder).absolutePath());
    openDataset(folder);
}

void MainWindow::chooseDatasetFile()
{
    const QString file
        = QFileDialog::getOpenFileName(this, tr("Open a dataset file"), m_settings.lastFolder(),
            tr("Datasets (*.csv *.tsv *.csv.gz *.tsv.gz *.npz *.bin *ubyte *ubyte.gz);;"
               "All files (*)"));
    if (file.isEmpty())
        return;
    m_settings.setLastFolder(QFileInfo(file).absolutePath());
    openDataset(file);
}

/// Fetching goes on beside a run; what was fetched is opened when there is none.
void MainWindow::getDataset()
{
    if (!m_getDataset) {
        m_getDataset = new GetDataset(m_settings, datasetCatalogue(), {}, this);
        connect(m_getDataset, &GetDataset::openRequested, this, [this](const QString &location) {
            if (m_actions.openDataset->isEnabled())
                openDataset(location);
            else
                m_message->showNote(tr("A run is going on: stop it, then open %1.").arg(location));
        });
    }
    m_getDataset->show();
}

void MainWindow::chooseModel()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a trained model"),
        m_settings.lastFolder(), tr("Models (*.safetensors);;All files (*)"));
    if (file.isEmpty())
        return;
    m_settings.setLastFolder(QFileInfo(file).absolutePath());
    leaveWelcome();
    m_services.models.open(file);
}

void MainWindow::choosePinned()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Look at a picture"),
        m_settings.lastFolder(),
        tr("Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pnm *.pgm *.ppm);;All "
           "files (*)"));
    if (file.isEmpty())
        return;
    m_settings.setLastFolder(QFileInfo(file).absolutePath());
    m_services.inspection.pinFile(file);
}

void MainWindow::showShortcuts()
{
    QDialog dialog(this);
    dialog.setWindowTitle(tr("Keyboard shortcuts"));
    auto *form = new QFormLayout(&dialog);
    form->setHorizontalSpacing(fontMetrics().height() * 2);
    for (const QAction *action : m_actions.withShortcut()) {
        QString text = action->text();
        text.remove(QLatin1Char('&'));
        form->addRow(action->shortcut().toString(QKeySequence::NativeText), new QLabel(text));
    }
    form->addRow(tr("Ctrl+V"), new QLabel(tr("Classify the copied picture (in Predict)")));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    form->addRow(buttons);
    dialog.exec();
}

void MainWindow::showAbout()
{
    QDialog dialog(this);
    dialog.setWindowTitle(tr("About ConvScope"));
    auto *layout = new QVBoxLayout(&dialog);
    auto *text = new QLabel(tr("<h2>ConvScope %1</h2>"
                               "<p>Watch a convolutional network learn, on your own computer.</p>"
                               "<p>Free software under the GNU General Public License, version 3 "
                               "or later. It comes without any warranty.</p>")
                                .arg(QApplication::applicationVersion()));
    text->setWordWrap(true);
    layout->addWidget(text);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog.exec();
}

} // namespace convscope
