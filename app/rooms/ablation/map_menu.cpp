// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/ablation/map_menu.h"
#include "ui/maps/ablation_steps.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QWidgetAction>

namespace convscope {

namespace {

constexpr int kPercent = 100, kMaxPercent = 200;

/// One end of the slider is off, the middle as trained.
QString scaleText(int percent)
{
    return percent == 0       ? MapMenu::tr("off")
        : percent == kPercent ? MapMenu::tr("as trained")
                              : factorText(float(percent) / kPercent);
}

} // namespace

MapMenu::MapMenu(AblationSteps &steps, QWidget &window)
    : m_steps(steps)
    , m_window(window)
{
}

void MapMenu::open(const QString &layer, int map, const QPoint &global, bool canSearch)
{
    if (!m_steps.canEdit(layer, map))
        return;
    const float factor = m_steps.factorOf(layer, map);
    delete m_menu;
    m_menu = new QMenu(&m_window);
    m_menu->setObjectName(QStringLiteral("mapMenu"));
    m_menu->setAttribute(Qt::WA_DeleteOnClose);
    m_menu->setToolTipsVisible(true);
    m_menu->addSection(m_steps.title(layer, map));
    const auto add = [this](const char *name, const QString &text, const QString &tip, auto act) {
        QAction *action = m_menu->addAction(text, this, act);
        action->setObjectName(QString::fromLatin1(name));
        action->setToolTip(tip);
        return action;
    };
    add("actionMapOff", factor == 0 ? tr("Switch &on") : tr("Switch &off"),
        tr("All its values become zero before the next layer sees them, or are themselves again"),
        [=, this] { m_steps.setFactor(layer, map, factor == 0 ? 1.0F : 0.0F); });
    addScale(layer, map);
    add("actionOthersOff", tr("Switch off all o&thers"),
        tr("Of this layer only this map goes on: what can the network do with it alone?"),
        [=, this] { m_steps.switchOffOthers(layer, map); });
    m_menu->addSeparator();
    add("actionExciting", tr("Strongest &answers (top activations)"),
        tr("Looks for the training images for which it is highest"),
        [=, this] { Q_EMIT strongestRequested(layer, map); })
        ->setEnabled(canSearch);
    m_menu->addSeparator();
    add("actionUndoSurgery", tr("&Undo ablation"), tr("Every map as it was trained"), [this] {
        m_steps.restoreAll();
    })->setEnabled(!m_steps.factors().empty());
    m_menu->popup(global);
}

void MapMenu::addScale(const QString &layer, int map)
{
    QMenu &menu = *m_menu;
    auto *row = new QWidget(&menu);
    auto *slider = new QSlider(Qt::Horizontal, row);
    slider->setObjectName(QStringLiteral("mapScale"));
    slider->setRange(0, kMaxPercent);
    slider->setSingleStep(5);
    slider->setPageStep(25);
    slider->setTickPosition(QSlider::TicksBelow);
    slider->setTickInterval(kPercent / 2);
    slider->setMinimumWidth(menu.fontMetrics().averageCharWidth() * 24);
    slider->setValue(qRound(m_steps.factorOf(layer, map) * kPercent));
    slider->setAccessibleName(tr("Scale the map, in percent"));
    slider->setToolTip(tr("What its values are multiplied by: 0 at the left, 1 (as trained) in the "
                          "middle, 2 at the right"));
    auto *value = new QLabel(scaleText(slider->value()), row);
    value->setMinimumWidth(menu.fontMetrics().averageCharWidth() * 12);
    auto *layout = new QHBoxLayout(row);
    layout->addWidget(new QLabel(tr("Scale:"), row));
    layout->addWidget(slider, 1);
    layout->addWidget(value);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(row);
    menu.addAction(action);
    m_steps.endScaling();
    connect(slider, &QSlider::valueChanged, &m_steps, [=, this](int percent) {
        value->setText(scaleText(percent));
        m_steps.scale(layer, map, float(percent) / kPercent);
    });
    connect(&menu, &QMenu::aboutToHide, &m_steps, &AblationSteps::endScaling);
}

} // namespace convscope
