// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/layer_strip.h"
#include "core/kinds/kinds.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyle>
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
                       "QToolButton[unfolded=\"true\"] { border: 2px solid palette(highlight); "
                       "padding: 2px 7px; }"
                       "QToolButton:hover, QToolButton:focus { border-color: palette(highlight); }"
                       "QToolButton:checked { background: palette(highlight); color: "
                       "palette(highlighted-text); }"));
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on)
            return;
        ensureWidgetVisible(m_buttons->button(id));
        m_rangeEnd.clear();
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
    m_entries.clear();
    m_unfolded.clear();
    m_rangeEnd.clear();
    if (!layers.empty()) {
        addLayer({ fromView(kInputName), tr("the image"), layers.front().input, 0, {} });
        for (const LayerSummary &layer : layers)
            addLayer({ QString::fromStdString(layer.name),
                fromView(layerKind(layer.kind).text->title), layer.output, layer.parameters, {} });
        if (layers.back().output.area() == 1) // a demonstration of maps alone has no classes
            addLayer(
                { fromView(softmaxKind().name), tr("probabilities"), layers.back().output, 0, {} });
    }
    m_layout->addStretch();
    choose(m_names.contains(before) ? before : m_names.value(1));
    updateGeometry();
}

void LayerStrip::addLayer(const Entry &entry)
{
    if (!m_names.isEmpty()) {
        auto *arrow = new QLabel(QStringLiteral("›"), m_row);
        arrow->setForegroundRole(QPalette::PlaceholderText);
        m_layout->addWidget(arrow);
    }
    auto *button = new QToolButton(m_row);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus); // after a click too, so that arrow keys go on
    button->installEventFilter(this);
    m_buttons->addButton(button, static_cast<int>(m_names.size()));
    m_names << entry.name;
    m_entries.push_back(entry);
    m_layout->addWidget(button);
    describe(static_cast<int>(m_names.size()) - 1);
}

void LayerStrip::describe(int index)
{
    const Entry &entry = m_entries[std::size_t(index)];
    QAbstractButton *button = m_buttons->button(index);
    const QString shape = shapeText(entry.shape);
    const QString count = QLocale().toString(qulonglong(entry.parameters));
    QStringList lines { entry.name, shape };
    lines << (entry.parameters ? tr("%1, %2 par.").arg(entry.kind, count) : entry.kind);
    lines << (entry.field.isEmpty() ? QStringLiteral(" ") : tr("sees %1").arg(entry.field));
    button->setText(lines.join(QLatin1Char('\n')));
    QString tip = tr("<b>%1</b> (%2)<br>gives %3 values as channels × height × width")
                      .arg(entry.name, entry.kind, shape);
    if (entry.parameters)
        tip += tr("<br>learns %1 parameters").arg(count);
    if (!entry.field.isEmpty())
        tip += tr("<br>receptive field: each value depends on %1 values of the image")
                   .arg(entry.field);
    button->setToolTip(tip + tr("<br>Shift+click: all layers from the chosen one to this"));
    button->setAccessibleName(tr("Layer %1, %2, shape %3").arg(entry.name, entry.kind, shape));
    button->setAccessibleDescription(
        m_unfolded.contains(entry.name) ? tr("shown side by side") : QString());
}

void LayerStrip::setFields(const QStringList &fields)
{
    for (int i = 0; i + 1 < int(m_entries.size()) && i < fields.size(); ++i) {
        m_entries[std::size_t(i) + 1].field = fields[i]; // the input comes first
        describe(i + 1);
    }
    updateGeometry();
}

void LayerStrip::setUnfolded(const QStringList &names)
{
    if (m_unfolded == names)
        return;
    m_unfolded = names;
    for (int i = 0; i < int(m_entries.size()); ++i) {
        QAbstractButton *button = m_buttons->button(i);
        button->setProperty("unfolded", names.contains(m_names[i]));
        button->style()->unpolish(button);
        button->style()->polish(button);
        describe(i);
    }
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

bool LayerStrip::chooseByKey(int step, bool extends)
{
    const int from = m_rangeEnd.isEmpty() ? m_buttons->checkedId()
                                          : static_cast<int>(m_names.indexOf(m_rangeEnd));
    QAbstractButton *next
        = step ? m_buttons->button((extends ? from : m_buttons->checkedId()) + step) : nullptr;
    if (!next)
        return false;
    if (extends) {
        m_rangeEnd = m_names.at(m_buttons->id(next));
        Q_EMIT rangeRequested(m_rangeEnd);
    } else {
        next->setChecked(true);
        next->setFocus();
    }
    return true;
}

bool LayerStrip::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_row && event->type() == QEvent::LayoutRequest)
        updateGeometry(); // the buttons have got their style, or other words
    auto *button = qobject_cast<QAbstractButton *>(watched);
    if (!button)
        return QScrollArea::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int step = key->key() == Qt::Key_Right ? 1 : key->key() == Qt::Key_Left ? -1 : 0;
        if (chooseByKey(step, key->modifiers().testFlag(Qt::ShiftModifier)))
            return true;
    }
    if (event->type() == QEvent::MouseButtonPress
        && static_cast<QMouseEvent *>(event)->modifiers().testFlag(Qt::ShiftModifier)) {
        m_rangeEnd = m_names.value(m_buttons->id(button));
        Q_EMIT rangeRequested(m_rangeEnd);
        return true; // the chosen layer stays
    }
    return QScrollArea::eventFilter(watched, event);
}

void LayerStrip::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_row->setStyleSheet(m_row->styleSheet()); // its colours are looked up only then
}

} // namespace convscope
