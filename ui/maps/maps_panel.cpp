// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/maps_panel.h"
#include "core/base/error.h"
#include "core/base/thread_clock.h"
#include "core/inspect/explain/receptive_field.h"
#include "ui/images/dropped_image.h"
#include "ui/kit/beside_or_below.h"
#include "ui/kit/empty_state.h"
#include "ui/maps/image_column.h"
#include "ui/maps/kernel_grid.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include <QClipboard>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

namespace {

constexpr int kRoomForAll = 170, kWideEnough = 100, kImages = 26, kNarrowImages = 20; // letters

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
    , m_imageArea(new QScrollArea)
    , m_images(new ImageColumn)
    , m_throttle(*this, 30ms, [this] { refresh(); })
{
    setObjectName(QStringLiteral("mapsPanel"));
    setAcceptDrops(true);
    m_stack->addWidget(new EmptyState(tr("No network to look into yet"),
        tr("Train one, or open a run or a model file: the feature maps of every layer appear here, "
           "and change while the network learns."),
        this));
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout;
    columns->addWidget(m_imageArea);
    m_imageArea->setWidget(m_images);
    m_imageArea->setWidgetResizable(true);
    m_imageArea->setFrameShape(QFrame::NoFrame);
    m_imageArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    columns->addWidget(buildGridColumn(), 1);
    buildKernelColumn();
    columns->addWidget(m_kernelColumn);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_strip);
    layout->addWidget(m_controls);
    layout->addLayout(columns, 1);
    m_stack->addWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    connectParts();
    connectGrid();
}

QWidget *MapsPanel::buildGridColumn()
{
    auto *column = new QWidget;
    m_state = new QLabel(column);
    m_state->setObjectName(QStringLiteral("mapsState"));
    m_state->setWordWrap(true);
    m_grid = new MapGrid(column);
    m_gridAndDetail = new BesideOrBelow(m_grid, column);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(fontMetrics().height() / 2, 0, 0, 0);
    layout->addWidget(m_state);
    layout->addWidget(m_gridAndDetail, 1);
    return column;
}

void MapsPanel::buildKernelColumn()
{
    m_kernelColumn = new QWidget;
    m_kernels = new KernelGrid(m_kernelColumn);
    auto *kernels = new QVBoxLayout(m_kernelColumn);
    kernels->setContentsMargins(fontMetrics().height() / 2, 0, 0, 0);
    m_kernelTitle = new QLabel(m_kernelColumn);
    m_kernelTitle->setWordWrap(true);
    kernels->addWidget(m_kernelTitle);
    kernels->addWidget(m_kernels, 1);
    m_kernelColumn->setFixedWidth(fontMetrics().averageCharWidth() * 30);
    m_kernelColumn->hide();
}

void MapsPanel::connectParts()
{
    connect(m_strip, &LayerStrip::layerChosen, this, [this](const QString &name) {
        m_shown.layer = name;
        m_shown.rangeEnd.clear();
        refreshLayers();
        refreshKernels();
        refresh();
    });
    connect(m_strip, &LayerStrip::rangeRequested, this, [this](const QString &other) {
        m_shown.rangeEnd = other;
        m_shown.isUnfolded = true;
        m_controls->setUnfolded(true);
        refreshLayers();
        refresh();
    });
    connect(m_controls, &MapsControls::unfoldToggled, this, [this](bool on) {
        m_shown.isUnfolded = on;
        m_shown.rangeEnd.clear();
        refreshLayers();
        refreshKernels();
        refresh();
    });
    connect(m_controls, &MapsControls::filtersToggled, this, &MapsPanel::refreshKernels);
    connect(m_controls, &MapsControls::changed, this, &MapsPanel::refresh);
    connect(m_controls, &MapsControls::scoreRequested, this, [this](int index) {
        m_shown.score = index;
        refresh();
    });
    connect(m_images, &ImageColumn::pinImageRequested, this, &MapsPanel::pinImageRequested);
    connect(m_images, &ImageColumn::pinSampleRequested, this, &MapsPanel::pinSampleRequested);
    connect(m_images, &ImageColumn::keepRequested, this, &MapsPanel::keepView);
    connect(m_images, &ImageColumn::followRequested, this, &MapsPanel::keptFollows);
    connect(m_images, &ImageColumn::dropRequested, this, &MapsPanel::dropKept);
}

void MapsPanel::connectGrid()
{
    connect(m_grid, &MapGrid::placeChosen, this, [this](const MapPlace &place) {
        showDetail(true);
        Q_EMIT placeChosen(place);
    });
    connect(m_grid, &MapGrid::placeLeft, this, [this] {
        showDetail(false);
        setMarks({});
        Q_EMIT placeLeft();
    });
    connect(m_grid, &MapGrid::menuRequested, this, &MapsPanel::mapMenuRequested);
}

void MapsPanel::setLayers(const std::vector<LayerSummary> &layers)
{
    m_shown.layers = std::make_shared<const std::vector<LayerSummary>>(layers);
    m_shown.maps.reset();
    m_controls->setCanSave(false);
    m_shown.model.reset();
    m_shown.rangeEnd.clear();
    m_shown.kept.reset(); // of another network
    m_images->setKept(nullptr);
    m_strip->setLayers(layers);
    m_shown.layer = m_strip->chosen();
    m_stack->setCurrentIndex(layers.empty() ? 0 : 1);
    refreshLayers();
    refreshKernels();
    refresh();
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
        refreshKernels();
}

void MapsPanel::setPinned(const QImage &image, const QString &name)
{
    m_images->setPinned(image, name);
}

void MapsPanel::unfoldBlock()
{
    m_shown.rangeEnd.clear();
    m_shown.isUnfolded = true;
    m_controls->setUnfolded(true);
    refreshLayers();
    refreshKernels();
    refresh();
}

void MapsPanel::setDetail(QWidget *detail)
{
    m_detail = detail;
    m_gridAndDetail->setSecond(detail);
    showDetail(m_grid->chosenPlace().has_value());
}

void MapsPanel::showDetail(bool show)
{
    if (!m_detail)
        return;
    m_detail->setVisible(show);
    arrangeColumns();
}

void MapsPanel::setMarks(const std::vector<MapMark> &marks)
{
    m_grid->setMarks(marks);
    m_images->setMarks(marks);
}

void MapsPanel::enlargeMap(const QString &layer, int map)
{
    m_strip->choose(layer);
    m_grid->enlarge(map);
}

void MapsPanel::choosePlace(const MapPlace &place)
{
    if (!m_shown.names().contains(place.layer))
        m_strip->choose(place.layer);
    m_grid->choosePlace(place);
}

void MapsPanel::leavePlace()
{
    m_grid->leavePlace();
}

void MapsPanel::keepView()
{
    if (!m_shown.maps)
        return;
    m_shown.kept = KeptView { m_shown.maps, m_images->pinned(), m_images->pinnedName() };
    m_images->setKept(&*m_shown.kept);
    refresh();
    Q_EMIT viewKept();
}

void MapsPanel::setKeptMaps(std::shared_ptr<const FeatureMaps> maps)
{
    if (!m_shown.kept)
        return;
    m_shown.kept->maps = std::move(maps);
    m_images->setKept(&*m_shown.kept);
    m_throttle.request();
}

void MapsPanel::dropKept()
{
    m_shown.kept.reset();
    m_images->setKept(nullptr);
    refresh();
}

/// Too little room for images, maps and filters beside each other.
bool MapsPanel::isNarrow() const
{
    return width() < fontMetrics().averageCharWidth() * kWideEnough;
}

bool MapsPanel::isVeryWide() const
{
    return width() >= fontMetrics().averageCharWidth() * kRoomForAll;
}

/// The maps come first: where there is little room the images are small, and filters, if they
/// are asked for at all, take their place. A detail has the filter and the image in it.
void MapsPanel::arrangeColumns()
{
    m_controls->suggestFilters(!isNarrow());
    const bool detail = m_detail && !m_detail->isHidden();
    const bool filters = m_shown.filters() && m_controls->showsFilters() && !detail;
    m_kernelColumn->setVisible(filters);
    m_imageArea->setVisible(detail ? isVeryWide() : !isNarrow() || !filters);
    const int usual = fontMetrics().averageCharWidth() * (isNarrow() ? kNarrowImages : kImages);
    m_imageArea->setFixedWidth(std::max(m_images->minimumSizeHint().width(), usual)
        + m_imageArea->verticalScrollBar()->sizeHint().width());
}

void MapsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeColumns();
}

void MapsPanel::take(const QMimeData &mime)
{
    const DroppedImage dropped = droppedImage(mime);
    if (!dropped.file.isEmpty())
        Q_EMIT pinFileRequested(dropped.file);
    else if (!dropped.image.isNull())
        Q_EMIT pinDroppedRequested(dropped.image);
    else
        Q_EMIT pinRefused(dropped.error);
}

void MapsPanel::keyPressEvent(QKeyEvent *event)
{
    const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
    if (event->matches(QKeySequence::Paste) && mime)
        take(*mime);
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
    take(*event->mimeData());
}

void MapsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refreshKernels();
    m_controls->setCanSave(
        m_shown.maps && m_shown.maps->model == m_shown.model); // else newer ones are on their way
    m_throttle.shown();
}

/// What nobody looks at is not kept up to date.
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
    const MapScale scale = m_controls->scale();
    m_grid->setQuantity(m_shown.showsGradients() ? MapQuantity::Gradients : MapQuantity::Values);
    m_grid->setScale(scale, scale == MapScale::OverAll ? m_shown.overAllScale() : ColourScale());
    m_grid->setColumns(m_shown.columns());
    m_images->setInput(m_shown.maps ? &m_shown.maps->input : nullptr);
    m_state->setText(m_shown.text(m_images->pinnedName()));
    // What was painted since the last time was painted for the maps before; there are many.
    const double painted = m_grid->paintSeconds();
    m_controls->cost().addPainting(
        threadSeconds() - begun + painted - std::exchange(m_painted, painted));
    m_controls->showCost();
}

void MapsPanel::refreshLayers()
{
    m_strip->setUnfolded(m_shown.unfolded());
}

void MapsPanel::refreshKernels()
{
    if (const NamedTensor *weight = m_shown.filters()) {
        m_kernels->setKernels(weight->value);
        const std::string layer = weight->name.substr(0, weight->name.rfind('.'));
        m_kernelTitle->setText(tr("<b>Filters of %1</b>: a row each, for every input channel")
                                   .arg(QString::fromStdString(layer)));
    }
    arrangeColumns();
}

} // namespace convscope
