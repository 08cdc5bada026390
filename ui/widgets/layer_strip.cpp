// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/layer_strip.h"
#include "ui/theme.h"
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QToolButton>

namespace convscope {

namespace {

QString shapeText(const Shape &shape)
{
    return QString::fromStdString(toString(shape));
}

} // namespace

LayerStrip::LayerStrip(QWidget *parent)
    : QScrollArea(parent)
    , m_row(new QWidget(this))
    , m_layout(new QHBoxLayout(m_row))
    , m_buttons(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("layerStrip"));
    setAccessibleName(tr("Layers of the network"));
    setFrameShape(QFrame::NoFrame);
    setWidget(m_row);
    setWidgetResizable(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    m_row->setStyleSheet(
        QStringLiteral("QToolButton { border: 1px solid palette(mid); border-radius: 4px; padding: "
                       "3px 8px; background: palette(base); }"
                       "QToolButton:hover, QToolButton:focus { border-color: palette(highlight); }"
                       "QToolButton:checked { background: palette(highlight); color: "
                       "palette(highlighted-text); }"));
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on)
            return;
        ensureWidgetVisible(m_buttons->button(id));
        Q_EMIT layerChosen(m_names.at(id));
    });
}

void LayerStrip::setLayers(const std::vector<LayerSummary> &layers)
{
    const QString before = chosen();
    const QSignalBlocker quiet(m_buttons);
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_names.clear();
    if (!layers.empty()) {
        addLayer(QStringLiteral("input"), tr("the picture"), layers.front().input, 0);
        for (const LayerSummary &layer : layers)
            addLayer(QString::fromStdString(layer.name), QString::fromStdString(layer.kind),
                layer.output, layer.parameters);
        if (layers.back().output.area() == 1) // a demonstration of maps alone has no classes
            addLayer(QStringLiteral("softmax"), tr("probabilities"), layers.back().output, 0);
    }
    m_layout->addStretch();
    choose(m_names.contains(before) ? before : m_names.value(1));
    updateGeometry();
}

void LayerStrip::addLayer(
    const QString &name, const QString &kind, const convscope::Shape &shape, std::size_t parameters)
{
    if (!m_names.isEmpty()) {
        auto *arrow = new QLabel(QStringLiteral("›"), m_row);
        arrow->setForegroundRole(QPalette::PlaceholderText);
        m_layout->addWidget(arrow);
    }
    auto *button = new QToolButton(m_row);
    const QString count = parameters ? tr("%1 par.").arg(QLocale().toString(qulonglong(parameters)))
                                     : QStringLiteral(" ");
    button->setText(name + QLatin1Char('\n') + shapeText(shape) + QLatin1Char('\n') + count);
    button->setCheckable(true);
    button->setToolTip(
        tr("<b>%1</b> (%2)<br>gives %3 values as channels × height × width%4")
            .arg(name, kind, shapeText(shape),
                parameters
                    ? tr("<br>learns %1 parameters").arg(QLocale().toString(qulonglong(parameters)))
                    : QString()));
    button->setAccessibleName(tr("Layer %1, %2, shape %3").arg(name, kind, shapeText(shape)));
    button->installEventFilter(this);
    m_buttons->addButton(button, static_cast<int>(m_names.size()));
    m_names << name;
    m_layout->addWidget(button);
}

QString LayerStrip::chosen() const
{
    return m_names.value(m_buttons->checkedId());
}

void LayerStrip::choose(const QString &name)
{
    if (QAbstractButton *button = m_buttons->button(static_cast<int>(m_names.indexOf(name))))
        button->setChecked(true);
}

QSize LayerStrip::sizeHint() const
{
    return { 400, m_row->sizeHint().height() + horizontalScrollBar()->sizeHint().height() };
}

bool LayerStrip::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
        if (QAbstractButton *next
            = step ? m_buttons->button(m_buttons->checkedId() + step) : nullptr) {
            next->setChecked(true);
            next->setFocus();
            return true;
        }
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace convscope
