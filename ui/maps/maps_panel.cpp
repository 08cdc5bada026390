// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/maps_panel.h"
#include "core/base/error.h"
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
        m_rangeEnd.clear();
        refreshUnfolded();
        refreshKernels();
        refresh();
        Q_EMIT layerChosen(name);
    });
    connect(m_strip, &LayerStrip::rangeRequested, this, [this](const QString &other) {
        m_rangeEnd = other;
        m_controls->setUnfolded(true);
        refreshUnfolded();
        refresh();
    });
    connect(m_controls, &MapsControls::unfoldToggled, this, [this] {
        m_rangeEnd.clear();
        refreshUnfolded();
        refreshKernels();
        refresh();
    });
    connect(m_controls, &MapsControls::filtersToggled, this, &MapsPanel::refreshKernels);
    connect(m_controls, &MapsControls::changed, this, &MapsPanel::refresh);
    connect(m_controls, &MapsControls::scoreRequested, this, [this](int index) {
        refresh();
        Q_EMIT scoreRequested(index);
    });
    connect(m_controls, &MapsControls::rateRequested, this, &MapsPanel::rateRequested);
    connect(m_controls, &MapsControls::saveRequested, this, &MapsPanel::saveRequested);
    connect(m_images, &ImageColumn::pinImageRequested, this, &MapsPanel::pinImageRequested);
    connect(m_images, &ImageColumn::pinSampleRequested, this, &MapsPanel::pinSampleRequested);
    connect(m_images, &ImageColumn::keepRequested, this, &MapsPanel::keepView);
    connect(m_images, &ImageColumn::followRequested, this, &MapsPanel::keptFollows);
    connect(m_images, &ImageColumn::dropRequested, this, &MapsPanel::dropKept);
}

void MapsPanel::connectGrid()
{
    connect(m_grid, &MapGrid::placePointed, this, &MapsPanel::placePointed);
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
    m_layers = std::make_shared<const Layers>(layers);
    m_maps.reset();
    m_controls->setCanSave(false);
    m_model.reset();
    m_rangeEnd.clear();
    m_kept.reset(); // belongs to another network
    m_images->setKept(m_kept);
    m_strip->setLayers(layers);
    m_stack->setCurrentIndex(layers.empty() ? 0 : 1);
    refreshUnfolded();
    refreshKernels();
    refresh();
}

void MapsPanel::setMaps(std::shared_ptr<const FeatureMaps> maps)
{
    m_maps = std::move(maps);
    m_controls->setCanSave(m_maps && isVisible());
    m_throttle.request();
}

void MapsPanel::setKernels(std::shared_ptr<const TrainedModel> model)
{
    const bool isOther = model && (!m_model || !(m_model->spec == model->spec));
    m_model = std::move(model);
    if (isOther)
        m_strip->setFields(fieldTexts(m_model->spec));
    if (isVisible())
        refreshKernels();
}

void MapsPanel::setPinned(const QImage &image, const QString &name)
{
    m_images->setPinned(image, name);
}

void MapsPanel::addCost(double computing, double copying)
{
    m_controls->cost().addComputing(computing);
    m_controls->cost().addCopying(copying);
}

QList<QAction *> MapsPanel::saveActions() const
{
    return m_controls->saveActions();
}

QString MapsPanel::chosenLayer() const
{
    return m_strip->chosen();
}

QStringList MapsPanel::shownLayers() const
{
    const auto range = shownRange();
    if (!range)
        return { chosenLayer() };
    QStringList names;
    for (std::size_t i = range->first; i <= range->last; ++i)
        names << QString::fromStdString((*m_layers)[i].name);
    return names;
}

bool MapsPanel::hasFilters() const
{
    const std::string name = chosenLayer().toStdString() + ".weight";
    return m_model && std::ranges::any_of(m_model->parameters, [&](const NamedTensor &tensor) {
        return tensor.name == name && tensor.value.dims().size() == 4;
    });
}

void MapsPanel::chooseLayer(const QString &name)
{
    m_strip->choose(name);
}

void MapsPanel::unfoldBlock()
{
    m_rangeEnd.clear();
    m_controls->setUnfolded(true);
    refreshUnfolded();
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
    chooseLayer(layer);
    m_grid->enlarge(map);
}

void MapsPanel::choosePlace(const MapPlace &place)
{
    if (!shownLayers().contains(place.layer))
        chooseLayer(place.layer);
    m_grid->choosePlace(place);
}

void MapsPanel::leavePlace()
{
    m_grid->leavePlace();
}

void MapsPanel::keepView()
{
    if (!m_maps)
        return;
    m_kept = KeptView { m_maps, m_images->pinned(), m_images->pinnedName() };
    m_images->setKept(m_kept);
    refresh();
    Q_EMIT viewKept();
}

void MapsPanel::setKeptMaps(std::shared_ptr<const FeatureMaps> maps)
{
    if (!m_kept)
        return;
    m_kept->maps = std::move(maps);
    m_images->setKept(m_kept);
    m_throttle.request();
}

void MapsPanel::dropKept()
{
    m_kept.reset();
    m_images->setKept(m_kept);
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
    const bool filters = kernelsShown() && m_controls->showsFilters() && !detail;
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
    m_controls->setCanSave(m_maps && m_maps->model == m_model); // else newer ones are on their way
    m_throttle.shown();
}

/// Maps that nobody sees are not kept up to date.
void MapsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_controls->setCanSave(false);
}

} // namespace convscope
