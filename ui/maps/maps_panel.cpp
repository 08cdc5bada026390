// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/maps_panel.h"
#include "core/base/error.h"
#include "core/base/thread_clock.h"
#include "core/inspect/explain/receptive_field.h"
#include "ui/images/dropped_image.h"
#include "ui/kit/empty_state.h"
#include "ui/maps/image_column.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_row.h"
#include <QClipboard>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

namespace {

QStringList fieldTexts(const ModelSpec &spec)
{
    QStringList texts;
    try {
        for (const FieldSize &field : receptiveFields(spec))
            texts << (field.whole ? MapsPanel::tr("all")
                                  : QStringLiteral("%1×%2").arg(field.size.h).arg(field.size.w));
    } catch (const Error &) {
        texts.clear(); // a kind of layer whose windows are not known: the strip says nothing of it
    }
    return texts;
}

QStringList asStrings(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts)
        list.append(QString::fromStdString(text));
    return list;
}

} // namespace

MapsPanel::MapsPanel(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_strip(new LayerStrip)
    , m_controls(new MapsControls)
    , m_row(new MapsRow(*m_controls, *this))
    , m_throttle(*this, 30ms, [this] { refresh(); })
{
    setObjectName(QStringLiteral("mapsPanel"));
    setAcceptDrops(true);
    m_stack->addWidget(new EmptyState(tr("No network to look into yet"),
        tr("Train one, or open a run or a model file: the feature maps of every layer appear here, "
           "and change while the network learns."),
        this));
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_strip);
    layout->addWidget(m_controls);
    layout->addWidget(m_row, 1);
    m_stack->addWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    connectParts();
}

void MapsPanel::connectParts()
{
    connect(m_strip, &LayerStrip::layerChosen, this, [this](const QString &name) {
        m_shown.layer = name;
        m_shown.rangeEnd.clear();
        refreshLayers();
    });
    connect(m_strip, &LayerStrip::rangeRequested, this, [this](const QString &other) {
        m_shown.rangeEnd = other;
        m_shown.isUnfolded = true;
        m_controls->setUnfolded(true);
        refreshLayers();
    });
    connect(m_controls, &MapsControls::unfoldToggled, this, [this](bool on) {
        m_shown.isUnfolded = on;
        m_shown.rangeEnd.clear();
        refreshLayers();
    });
    connect(m_controls, &MapsControls::changed, this, &MapsPanel::refresh);
    connect(m_controls, &MapsControls::scoreRequested, this, [this](int index) {
        m_shown.score = index;
        refresh();
    });
    connect(&m_row->images(), &ImageColumn::keepRequested, this, &MapsPanel::keepView);
    connect(&m_row->images(), &ImageColumn::dropRequested, this, &MapsPanel::dropKept);
}

void MapsPanel::setLayers(const std::vector<LayerSummary> &layers)
{
    m_shown.layers = std::make_shared<const std::vector<LayerSummary>>(layers);
    m_shown.maps.reset();
    m_controls->setCanSave(false);
    m_shown.model.reset();
    m_shown.rangeEnd.clear();
    m_shown.kept.reset(); // of another network
    m_row->images().setKept(nullptr);
    m_strip->setLayers(layers);
    m_shown.layer = m_strip->chosen();
    m_stack->setCurrentIndex(layers.empty() ? 0 : 1);
    refreshLayers();
}

void MapsPanel::setMaps(std::shared_ptr<const FeatureMaps> maps)
{
    m_shown.maps = std::move(maps);
    m_controls->setCanSave(m_shown.maps && isVisible());
    m_throttle.request();
}

void MapsPanel::setKernels(std::shared_ptr<const TrainedModel> model)
{
    const bool isOther = model && (!m_shown.model || !(m_shown.model->spec == model->spec));
    m_shown.model = std::move(model);
    if (isOther)
        m_strip->setFields(fieldTexts(m_shown.model->spec));
    if (isVisible())
        m_row->setFilters(m_shown.filters());
}

void MapsPanel::unfoldBlock()
{
    m_shown.rangeEnd.clear();
    m_shown.isUnfolded = true;
    m_controls->setUnfolded(true);
    refreshLayers();
}

void MapsPanel::choosePlace(const MapPlace &place)
{
    if (!m_shown.names().contains(place.layer))
        m_strip->choose(place.layer);
    m_row->grid().choosePlace(place);
}

void MapsPanel::keepView()
{
    if (!m_shown.maps)
        return;
    m_shown.kept
        = KeptView { m_shown.maps, m_row->images().pinned(), m_row->images().pinnedName() };
    m_row->images().setKept(&*m_shown.kept);
    refresh();
    Q_EMIT viewKept();
}

void MapsPanel::setKeptMaps(std::shared_ptr<const FeatureMaps> maps)
{
    if (!m_shown.kept)
        return;
    m_shown.kept->maps = std::move(maps);
    m_row->images().setKept(&*m_shown.kept);
    m_throttle.request();
}

void MapsPanel::dropKept()
{
    m_shown.kept.reset();
    m_row->images().setKept(nullptr);
    refresh();
}

void MapsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_row->arrange();
}

void MapsPanel::keyPressEvent(QKeyEvent *event)
{
    const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
    if (event->matches(QKeySequence::Paste) && mime)
        m_row->images().take(*mime);
    else
        QWidget::keyPressEvent(event);
}

void MapsPanel::dragEnterEvent(QDragEnterEvent *event)
{
    if (namesImages(*event->mimeData())) // datasets and weights are the window's
        event->acceptProposedAction();
}

void MapsPanel::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    m_row->images().take(*event->mimeData());
}

void MapsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_row->setFilters(m_shown.filters());
    m_controls->setCanSave(
        m_shown.maps && m_shown.maps->model == m_shown.model); // else newer ones are on their way
    m_throttle.shown();
}

/// Nothing is kept up to date that nobody looks at.
void MapsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_controls->setCanSave(false);
}

void MapsPanel::refresh()
{
    const double begun = threadSeconds();
    if (m_shown.maps)
        m_controls->setClasses(asStrings(m_shown.maps->classes));
    MapGrid &grid = m_row->grid();
    const MapScale scale = m_controls->scale();
    grid.setQuantity(m_shown.showsGradients() ? MapQuantity::Gradients : MapQuantity::Values);
    grid.setScale(scale, scale == MapScale::OverAll ? m_shown.overAllScale() : ColourScale());
    grid.setColumns(m_shown.columns());
    m_row->images().setInput(m_shown.maps ? &m_shown.maps->input : nullptr);
    m_row->setText(m_shown.text(m_row->images().pinnedName()));
    // All painting since the last time was for the maps before; there are many.
    const double painted = grid.paintSeconds();
    m_controls->cost().addPainting(
        threadSeconds() - begun + painted - std::exchange(m_painted, painted));
    m_controls->showCost();
}

/// Other layers are shown, or nothing is as it was.
void MapsPanel::refreshLayers()
{
    m_strip->setUnfolded(m_shown.unfolded());
    m_row->setFilters(m_shown.filters());
    refresh();
}

} // namespace convscope
