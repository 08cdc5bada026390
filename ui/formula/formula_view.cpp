// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula_view.h"
#include "core/base/error.h"
#include "ui/formula/field_strip.h"
#include "ui/formula/formula.h"
#include "ui/formula/formula_canvas.h"
#include "ui/kit/theme.h"
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

FormulaView::FormulaView(QWidget *parent)
    : QWidget(parent)
    , m_strip(new FieldStrip(this))
    , m_canvas(new FormulaCanvas(this))
{
    setObjectName(QStringLiteral("formulaView"));
    setAccessibleName(tr("The arithmetic of one value"));
    setFocusPolicy(Qt::StrongFocus);
    m_error = new QLabel(this);
    m_error->setWordWrap(true);
    m_error->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2); // for the frame of the focus
    layout->setSpacing(fontMetrics().height() / 4);
    layout->addWidget(buildHeader());
    layout->addWidget(m_error);
    layout->addWidget(m_strip);
    layout->addWidget(m_canvas, 1);
    connect(m_canvas, &FormulaCanvas::placeChosen, this, &FormulaView::placeChosen);
    connect(m_strip, &FieldStrip::placeChosen, this, &FormulaView::placeChosen);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (const auto place = next(1))
            Q_EMIT placeChosen(*place);
    });
}

QToolButton *FormulaView::button(const QString &name, const QString &text, const QString &help)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setAutoRaise(true);
    button->setAccessibleName(help);
    button->setToolTip(help);
    return button;
}

QWidget *FormulaView::buildHeader()
{
    auto *header = new QWidget(this);
    m_title = new QLabel(header);
    m_title->setObjectName(QStringLiteral("formulaTitle"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setWordWrap(true);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *back = button(QStringLiteral("formulaBack"), QStringLiteral("‹"),
        tr("One value back; arrow keys do the same"));
    auto *forth = button(QStringLiteral("formulaForth"), QStringLiteral("›"), tr("One value on"));
    m_play = button(QStringLiteral("formulaPlay"), QStringLiteral("▶"),
        tr("Slide the window over the whole map, value by value"));
    m_play->setCheckable(true);
    m_play->setMinimumWidth(fontMetrics().averageCharWidth() * 5);
    m_speed = new QSlider(Qt::Horizontal, header);
    m_speed->setObjectName(QStringLiteral("formulaSpeed"));
    m_speed->setRange(1, 30);
    m_speed->setValue(6);
    m_speed->setFixedWidth(fontMetrics().averageCharWidth() * 10);
    m_speed->setAccessibleName(tr("Values a second"));
    m_speed->setToolTip(tr("How fast the window slides: 1 to 30 values a second"));
    auto *close = button(
        QStringLiteral("formulaClose"), QStringLiteral("✕"), tr("Close the arithmetic (Esc)"));
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_title, 1);
    for (QWidget *widget : std::initializer_list<QWidget *> { back, m_play, forth, m_speed, close })
        layout->addWidget(widget);
    const auto step = [this](int steps) {
        if (const auto place = next(steps))
            Q_EMIT placeChosen(*place);
    };
    connect(back, &QToolButton::clicked, this, [step] { step(-1); });
    connect(forth, &QToolButton::clicked, this, [step] { step(1); });
    connect(m_play, &QToolButton::toggled, this, &FormulaView::play);
    connect(m_speed, &QSlider::valueChanged, this, [this] { play(m_play->isChecked()); });
    connect(close, &QToolButton::clicked, this, &FormulaView::closeRequested);
    return header;
}

void FormulaView::play(bool on)
{
    constexpr int kSecond = 1000;
    m_play->setText(on ? QStringLiteral("❚❚") : QStringLiteral("▶"));
    m_play->setAccessibleName(on ? tr("Stop sliding the window") : m_play->toolTip());
    if (on)
        m_timer.start(kSecond / m_speed->value());
    else
        m_timer.stop();
}

void FormulaView::leave()
{
    m_play->setChecked(false);
    m_place.reset();
}

void FormulaView::explain(std::shared_ptr<const TrainedModel> model,
    std::shared_ptr<const FeatureMaps> maps, const MapPlace &place)
{
    m_model = std::move(model);
    m_maps = std::move(maps);
    m_place = place;
    refresh();
}

void FormulaView::setMaps(std::shared_ptr<const FeatureMaps> maps)
{
    m_model = maps ? maps->model : nullptr;
    m_maps = std::move(maps);
    refresh();
}

void FormulaView::setPlace(const MapPlace &place)
{
    m_place = place;
    refresh();
}

void FormulaView::showError(const QString &sentence)
{
    m_error->setText(sentence);
    m_error->setVisible(!sentence.isEmpty());
    if (sentence.isEmpty())
        return;
    m_title->clear();
    m_strip->clear();
    m_canvas->setFormula({});
    setAccessibleDescription(sentence);
}

void FormulaView::refresh()
{
    if (!isVisible() || !m_place)
        return; // shown() does it then
    if (!m_model || !m_maps)
        return showError(tr("Waiting for the maps of this network…"));
    try {
        if (!m_explainer || m_explainer->spec() != m_model->spec)
            m_explainer = std::make_unique<ValueExplainer>(m_model->spec);
        const int layer = m_explainer->indexOf(m_place->layer.toStdString());
        const ValuePlace place { m_place->map, m_place->row, m_place->column };
        const Explanation what
            = m_explainer->explain(*m_model, *m_maps, layer, place, m_maps->factors);
        const Influence influence = m_explainer->influenceOn(layer, place);
        FormulaSheet formula = formulaOf(*m_explainer, *m_maps, what);
        showError({});
        m_title->setText(QStringLiteral("<b>%1</b> %2")
                             .arg(formula.title.toHtmlEscaped(), formula.outcome.toHtmlEscaped()));
        setAccessibleDescription(formula.spoken());
        m_strip->setField(*m_explainer, m_maps, influence);
        m_canvas->setFormula(std::move(formula));
        tellMarks(influence);
    } catch (const Error &error) {
        showError(QString::fromStdString(error.what()));
    }
}

void FormulaView::tellMarks(const Influence &influence)
{
    std::vector<MapMark> marks;
    const auto mark = [&](int layer, const PlaceSet &set) {
        const PlaceRect bounds = set.bounds();
        if (!bounds.empty())
            marks.push_back({ QString::fromStdString(m_explainer->nameOf(layer)), -1,
                { bounds.left, bounds.top, bounds.right - bounds.left,
                    bounds.bottom - bounds.top } });
    };
    mark(-1, influence.input);
    for (std::size_t i = 0; i + 1 < influence.layers.size(); ++i)
        mark(static_cast<int>(i), influence.layers[i]);
    Q_EMIT marksChanged(marks);
}

const convscope::Shape *FormulaView::shape() const
{
    const LayerMaps *layer
        = m_maps && m_place ? m_maps->layer(m_place->layer.toStdString()) : nullptr;
    return layer ? &layer->shape : nullptr;
}

std::optional<MapPlace> FormulaView::next(int steps) const
{
    const convscope::Shape *own = shape();
    if (!own)
        return std::nullopt;
    MapPlace place = *m_place;
    const auto wrapped = [](int value, int count) {
        return (value % count + count) % count;
    };
    if (own->area() == 1) {
        place.map = wrapped(place.map + steps, own->c);
    } else {
        const int at = wrapped(place.row * own->w + place.column + steps, own->h * own->w);
        place.row = at / own->w;
        place.column = at % own->w;
    }
    return place;
}

void FormulaView::go(int columns, int rows)
{
    const convscope::Shape *own = shape();
    if (!own)
        return;
    MapPlace place = *m_place;
    if (own->area() == 1) {
        place.map += columns + rows;
    } else {
        place.column += columns;
        place.row += rows;
    }
    const bool isThere = place.map >= 0 && place.map < own->c && place.row >= 0
        && place.row < own->h && place.column >= 0 && place.column < own->w;
    if (isThere)
        Q_EMIT placeChosen(place);
}

void FormulaView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return go(-1, 0);
    case Qt::Key_Right:
        return go(1, 0);
    case Qt::Key_Up:
        return go(0, -1);
    case Qt::Key_Down:
        return go(0, 1);
    case Qt::Key_Escape:
        Q_EMIT closeRequested();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void FormulaView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void FormulaView::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setPen(accentColour());
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void FormulaView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_play->setChecked(false);
}

} // namespace convscope
