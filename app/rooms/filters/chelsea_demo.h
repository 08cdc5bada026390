// SPDX-License-Identifier: GPL-3.0-or-later
// ChelseaDemo: connects the demonstration with the panel its filters are edited in. GUI thread
// only.
#pragma once
#include "app/threads/background_task.h"
#include <QObject>

namespace convscope {

class FilterEditor;
class Inspection;

class ChelseaDemo : public QObject {
    Q_OBJECT
public:
    /// The editor is shown while the demonstration is.
    ChelseaDemo(Inspection &inspection, FilterEditor &editor);
    /// The figures of what is shown at the moment, as PNG files in a folder.
    void saveFigures(const QString &folder);

private:
    void show();

    Inspection &m_inspection;
    FilterEditor &m_editor;
    BackgroundTask m_saving;
};

} // namespace convscope
