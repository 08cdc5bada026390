// SPDX-License-Identifier: GPL-3.0-or-later
// MapMenu: what can be done to a single map. GUI thread only.
#pragma once
#include <QObject>
#include <QPoint>
#include <QPointer>

class QMenu;
class QWidget;

namespace convscope {

class AblationSteps;

class MapMenu : public QObject {
    Q_OBJECT
public:
    MapMenu(AblationSteps &steps, QWidget &window);
    /// `canSearch`: there are images to look for the strongest answers in.
    void open(const QString &layer, int map, const QPoint &global, bool canSearch);

Q_SIGNALS:
    void strongestRequested(const QString &layer, int map);

private:
    void addScale(const QString &layer, int map);

    AblationSteps &m_steps;
    QWidget &m_window;
    QPointer<QMenu> m_menu; // that is open
};

} // namespace convscope
