// SPDX-License-Identifier: GPL-3.0-or-later
// Actions: everything the main window can be told to do, by menu, toolbar and key.
#pragma once
#include <QAction>
#include <QList>

namespace convscope {

/// The actions belong to the window they were made for.
struct Actions {
    explicit Actions(QWidget &window);

    QAction *openDataset, *getDataset, *openModel, *importWeights, *saveModel, *quit;
    QAction *train, *pause, *step, *stop, *preflight;
    QAction *model, *exportModel; ///< with menus, filled by the window
    QAction *tryDigits, *chelsea;
    QAction *openDatasetFile;
    QAction *welcome, *resetLayout;
    QAction *shortcuts, *about;

    /// All that have a key, for the sheet of shortcuts.
    QList<QAction *> withShortcut() const;
};

} // namespace convscope
