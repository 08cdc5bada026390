// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/actions.h"
#include <QCoreApplication>
#include <QIcon>
#include <QWidget>

namespace convscope {

namespace {

struct ActionsStrings {
    Q_DECLARE_TR_FUNCTIONS(Actions)
};

struct WindowAction {
    const char *name; ///< objectName; the icon of the same name in :/icons where `icon` is set
    const char *text;
    const char *toolTip;
    const char *icon = nullptr;
};

QAction *make(QWidget &window, const WindowAction &look, const QKeySequence &key = {})
{
    auto *action = new QAction(ActionsStrings::tr(look.text), &window);
    action->setObjectName(QString::fromLatin1(look.name));
    action->setShortcut(key);
    QString tip = ActionsStrings::tr(look.toolTip);
    if (!key.isEmpty())
        tip += QStringLiteral(" (%1)").arg(key.toString(QKeySequence::NativeText));
    action->setToolTip(tip);
    action->setStatusTip(QString());
    if (look.icon)
        action->setIcon(QIcon(QStringLiteral(":/icons/%1.svg").arg(QLatin1String(look.icon))));
    window.addAction(action);
    return action;
}

} // namespace

Actions::Actions(QWidget &window)
    : openDataset(make(window,
        { "actionOpenDataset", "&Open dataset…",
            "Open a folder with one folder of pictures a class, with a labels.csv, or with the "
            "files of a known dataset",
            "open" },
        QKeySequence::Open))
    , getDataset(make(window,
          { "actionGetDataset", "&Get a dataset…",
              "Fetch MNIST, Fashion-MNIST or CIFAR-10 from the internet", "download" }))
    , openModel(make(window,
          { "actionOpenModel", "Open &model or run…",
              "Open a trained model file or a run's folder" },
          QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)))
    , importWeights(make(window,
          { "actionImportWeights", "&Import weights…",
              "Open weights that another program trained, from .npz, .safetensors, .pkl or text "
              "files" }))
    , saveModel(make(window,
          { "actionSaveModel", "&Save model…",
              "Save the weights with everything needed to use them" },
          QKeySequence::Save))
    , quit(make(window, { "actionQuit", "&Quit", "End the program" }, QKeySequence::Quit))
    , train(make(window,
          { "actionTrain", "&Train", "Train the network on the open dataset", "train" },
          QKeySequence(Qt::CTRL | Qt::Key_T)))
    , pause(make(window,
          { "actionPause", "&Pause", "Pause after the current batch, or go on", "pause" },
          QKeySequence(Qt::Key_Space)))
    , step(make(window, { "actionStep", "St&ep", "Train a single batch, then pause", "step" },
          QKeySequence(Qt::CTRL | Qt::Key_Period)))
    , stop(make(window,
          { "actionStop", "St&op", "End the run; what was learnt so far stays", "stop" },
          QKeySequence(Qt::CTRL | Qt::Key_E)))
    , preflight(make(window,
          { "actionPreflight", "&Check before training…",
              "Find out in seconds whether a run can work, and which learning rate suits" },
          QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)))
    , model(make(
          window, { "actionModel", "&Model", "Choose a network, or open a trained one", "model" }))
    , exportModel(make(window,
          { "actionExport", "&Export",
              "Take the weights away, in a format other tools read, or a report", "export" }))
    , tryDigits(make(window,
          { "actionTryDigits", "Try the handwritten &digits",
              "Open the 1,797 handwritten digits that are built in" }))
    , chelsea(make(window,
          { "actionChelsea", "See a &convolution at work",
              "Chelsea the cat under three layers of filters, every number of which you can change",
              "maps" }))
    , openDatasetFile(make(window,
          { "actionOpenDatasetFile", "Open dataset &file…",
              "Open a single file with many labelled pictures: .csv, .npz, or one of MNIST or "
              "CIFAR" },
          QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O)))
    , welcome(make(window, { "actionWelcome", "&Welcome page", "Back to the first page" }))
    , resetLayout(make(
          window, { "actionResetLayout", "&Reset layout", "Put every panel back to its place" }))
    , shortcuts(make(window, { "actionShortcuts", "&Keyboard shortcuts", "List all keys" },
          QKeySequence::HelpContents))
    , about(make(window, { "actionAbout", "&About ConvScope", "Version and licence" }))
{
}

QList<QAction *> Actions::withShortcut() const
{
    QList<QAction *> result;
    for (QAction *action : { openDataset, openDatasetFile, openModel, saveModel, train, pause, step,
             stop, preflight, shortcuts, quit })
        if (!action->shortcut().isEmpty())
            result.append(action);
    return result;
}

} // namespace convscope
