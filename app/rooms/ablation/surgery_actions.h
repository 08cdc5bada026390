// SPDX-License-Identifier: GPL-3.0-or-later
// SurgeryActions: all that can be done to single maps in the window, and found out about them.
// GUI thread only.
#pragma once
#include "app/services/studies.h"
#include "ui/maps/surgery_steps.h"
#include <QPointer>

class QMenu;

namespace convscope {

class AlikeStrip;
class MapsPanel;
class PredictPanel;
struct Services;
class SurgeryBar;
class SurgeryPanel;

class SurgeryActions : public QObject {
    Q_OBJECT
public:
    /// `page` becomes the parent of bar() and panel().
    SurgeryActions(Services &services, MapsPanel &maps, QWidget &page);

    QWidget *bar() const; ///< what is edited; belongs above the maps
    QWidget *panel() const; ///< what was found out; belongs below them, hidden until asked for
    /// A note of surgery, and the most alike training pictures.
    void addTo(PredictPanel &predict);
    QUndoStack &steps() { return m_steps.stack(); }

Q_SIGNALS:
    void noted(const QString &sentence); ///< something a person should know
    void sampleShown(); ///< one of the pictures that were found is looked at

private:
    void connectPanel();
    void connectTasks();
    void forget(); ///< what was found out about another network or with other pictures
    void update();
    void openMenu(const QString &layer, int map, const QPoint &global);
    void findExciting(const QString &layer, int map);
    void addScale(QMenu &menu, const QString &layer, int map);
    void show(quint64 sample);

    Services &m_services;
    MapsPanel &m_maps;
    SurgerySteps &m_steps;
    Studies &m_studies;
    SurgeryBar *m_bar;
    SurgeryPanel *m_panel;
    AlikeStrip *m_alike = nullptr;
    QPointer<QMenu> m_menu;
};

} // namespace convscope
