// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/maps_panel.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/kernel_grid.h"
#include "ui/widgets/layer_strip.h"
#include "ui/widgets/map_grid.h"
#include "ui/widgets/map_image.h"
#include "ui/widgets/picture_view.h"
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

using namespace std::chrono_literals;

MapsPanel::MapsPanel(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_strip(new LayerStrip)
    , m_throttle(*this, 50ms, [this] { refresh(); })
{
    setObjectName(QStringLiteral("mapsPanel"));
    m_stack->addWidget(new EmptyState(tr("No network to look into yet"),
        tr("Open a dataset: the feature maps of every layer appear here, and change while the "
           "network learns."),
        this));
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout;
    columns->addWidget(buildPictureColumn());
    columns->addWidget(buildGridColumn(), 1);
    columns->addWidget(m_kernelColumn);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_strip);
    layout->addLayout(columns, 1);
    m_stack->addWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    connect(m_strip, &LayerStrip::layerChosen, this, [this](const QString &name) {
        refreshKernels();
        refresh();
        Q_EMIT layerChosen(name);
    });
}

QWidget *MapsPanel::buildPictureColumn()
{
    auto *column = new QWidget;
    m_picture = new PictureView(column);
    m_picture->setAccessibleName(tr("Pinned picture"));
    m_pictureName = new QLabel(column);
    m_pictureName->setWordWrap(true);
    m_input = new PictureView(column);
    m_input->setAccessibleName(tr("What the network sees"));
    m_input->setToolTip(
        tr("The picture after preprocessing: the numbers the first layer works on"));
    auto *pin = new QPushButton(tr("Choose picture…"), column);
    pin->setObjectName(QStringLiteral("pinImageButton"));
    pin->setToolTip(tr("Pin a picture of your own; its maps are shown for every layer"));
    auto *back = new QPushButton(QStringLiteral("‹"), column);
    auto *forth = new QPushButton(QStringLiteral("›"), column);
    back->setAccessibleName(tr("Previous picture of the dataset"));
    forth->setAccessibleName(tr("Next picture of the dataset"));
    back->setToolTip(back->accessibleName());
    forth->setToolTip(forth->accessibleName());
    connect(pin, &QPushButton::clicked, this, &MapsPanel::pinImageRequested);
    connect(back, &QPushButton::clicked, this, [this] { Q_EMIT pinSampleRequested(-1); });
    connect(forth, &QPushButton::clicked, this, [this] { Q_EMIT pinSampleRequested(1); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addWidget(forth);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new QLabel(tr("<b>Pinned picture</b>"), column));
    layout->addWidget(m_picture);
    layout->addWidget(m_pictureName);
    layout->addLayout(buttons);
    layout->addWidget(pin);
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(new QLabel(tr("<b>What the network sees</b>"), column));
    layout->addWidget(m_input);
    layout->addStretch();
    column->setFixedWidth(fontMetrics().averageCharWidth() * 26);
    return column;
}

QWidget *MapsPanel::buildGridColumn()
{
    auto *column = new QWidget;
    m_state = new QLabel(column);
    m_state->setObjectName(QStringLiteral("mapsState"));
    m_scale = new QComboBox(column);
    m_scale->setObjectName(QStringLiteral("scaleCombo"));
    m_scale->addItem(tr("one scale per map"), static_cast<int>(MapScale::PerMap));
    m_scale->addItem(tr("one scale per layer"), static_cast<int>(MapScale::PerLayer));
    m_scale->addItem(tr("one scale over all layers"), static_cast<int>(MapScale::OverAll));
    m_scale->setCurrentIndex(1);
    m_scale->setAccessibleName(tr("Colour scale"));
    m_scale->setToolTip(
        tr("Which values share a colour scale; the values in the tooltips never depend on it"));
    m_grid = new MapGrid(column);
    auto *top = new QHBoxLayout;
    top->addWidget(m_state, 1);
    top->addWidget(new QLabel(tr("Colours:"), column));
    top->addWidget(m_scale);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(fontMetrics().height() / 2, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_grid, 1);
    connect(m_scale, &QComboBox::currentIndexChanged, this, &MapsPanel::refresh);

    m_kernelColumn = new QWidget;
    m_kernels = new KernelGrid(m_kernelColumn);
    auto *kernels = new QVBoxLayout(m_kernelColumn);
    kernels->setContentsMargins(fontMetrics().height() / 2, 0, 0, 0);
    auto *heading = new QLabel(tr("<b>Filters</b> (rows) for each input channel"), m_kernelColumn);
    heading->setWordWrap(true);
    kernels->addWidget(heading);
    kernels->addWidget(m_kernels, 1);
    m_kernelColumn->setFixedWidth(fontMetrics().averageCharWidth() * 30);
    m_kernelColumn->hide();
    return column;
}

void MapsPanel::setLayers(const std::vector<LayerSummary> &layers)
{
    m_layers = layers;
    m_maps.reset();
    m_model.reset();
    m_strip->setLayers(layers);
    m_stack->setCurrentIndex(layers.empty() ? 0 : 1);
    refreshKernels();
    refresh();
}

void MapsPanel::setMaps(std::shared_ptr<const FeatureMaps> maps)
{
    m_maps = std::move(maps);
    m_throttle.request();
}

void MapsPanel::setKernels(std::shared_ptr<const TrainedModel> model)
{
    m_model = std::move(model);
    if (isVisible())
        refreshKernels();
}

void MapsPanel::setPinned(const QImage &picture, const QString &name)
{
    m_picture->setPicture(picture);
    m_pictureName->setText(name);
}

QString MapsPanel::chosenLayer() const
{
    return m_strip->chosen();
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

ColourScale MapsPanel::overAllScale() const
{
    double low = 0, high = 0;
    if (m_maps) {
        for (const LayerMaps &layer : m_maps->layers) {
            if (layer.kind == "softmax")
                continue;
            const ColourScale scale = scaleFor(layer.values, false);
            low = std::min(low, scale.low);
            high = std::max(high, scale.high);
        }
    }
    if (low < 0)
        return { ColourScale::Kind::Diverging, -std::max(-low, high), std::max(-low, high) };
    return { ColourScale::Kind::Sequential, 0, high };
}

void MapsPanel::refresh()
{
    const auto scale = static_cast<MapScale>(m_scale->currentData().toInt());
    m_grid->setScale(scale, scale == MapScale::OverAll ? overAllScale() : ColourScale());
    m_grid->setMaps(m_maps, chosenLayer());
    if (!m_maps) {
        m_state->clear();
        return;
    }
    m_input->setPicture(inputImage(m_maps->input));
    const LayerMaps *layer = m_maps->layer(chosenLayer().toStdString());
    const QString shape = layer ? QString::fromStdString(toString(layer->shape)) : QString();
    m_state->setText(m_maps->batch > 0
            ? tr("<b>%1</b> · %2 · after batch %3")
                  .arg(chosenLayer(), shape, QLocale().toString(qlonglong(m_maps->batch)))
            : tr("<b>%1</b> · %2 · untrained").arg(chosenLayer(), shape));
}

void MapsPanel::refreshKernels()
{
    const NamedTensor *weight = nullptr;
    if (m_model) {
        const auto found = std::ranges::find(
            m_model->parameters, chosenLayer().toStdString() + ".weight", &NamedTensor::name);
        if (found != m_model->parameters.end() && found->value.dims().size() == 4)
            weight = &*found;
    }
    if (weight)
        m_kernels->setKernels(weight->value);
    m_kernelColumn->setVisible(weight != nullptr);
}

void MapsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refreshKernels();
    m_throttle.shown();
}

} // namespace convscope
