// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses what MapsPanel shows: which layers, of which view, on which scale.
#include "core/base/thread_clock.h"
#include "ui/maps/image_column.h"
#include "ui/maps/kernel_grid.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
#include <QLabel>
#include <QLocale>
#include <algorithm>

namespace convscope {

namespace {

std::optional<std::size_t> indexOf(const std::vector<LayerSummary> &layers, const QString &name)
{
    const auto found = std::ranges::find(layers, name.toStdString(), &LayerSummary::name);
    if (found == layers.end())
        return {};
    return static_cast<std::size_t>(found - layers.begin());
}

QStringList asStrings(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts)
        list.append(QString::fromStdString(text));
    return list;
}

} // namespace

/// From the chosen layer to where the person wants, or its whole block.
std::optional<LayerRange> MapsPanel::shownRange() const
{
    const auto chosen = indexOf(*m_layers, chosenLayer());
    if (!chosen)
        return {};
    if (!m_controls->isUnfolded())
        return LayerRange { *chosen, *chosen };
    if (const auto other = indexOf(*m_layers, m_rangeEnd))
        return unfoldable(*m_layers, *chosen, *other);
    const LayerRange block = blockOf(*m_layers, *chosen);
    return LayerRange { unfoldable(*m_layers, *chosen, block.first).first,
        unfoldable(*m_layers, *chosen, block.last).last };
}

void MapsPanel::refreshUnfolded()
{
    const QStringList shown = shownLayers();
    m_strip->setUnfolded(shown.size() > 1 ? shown : QStringList());
}

bool MapsPanel::showsGradients() const
{
    return m_maps && m_controls->score() >= 0 && m_maps->score == m_controls->score();
}

/// Maps put aside can stand beside the layer only if they are of the same kind and shape.
bool MapsPanel::isKeptOf(const QString &layer) const
{
    if (!m_kept || !m_maps || (showsGradients() && m_kept->maps->score != m_maps->score))
        return false;
    const LayerMaps *kept = m_kept->maps->layer(layer.toStdString());
    const LayerMaps *now = m_maps->layer(layer.toStdString());
    return kept && now && kept->shape == now->shape;
}

std::vector<MapColumn> MapsPanel::columns() const
{
    std::vector<MapColumn> columns;
    for (const QString &layer : shownLayers()) {
        std::function<QString(int)> title;
        if (const auto index = indexOf(*m_layers, layer))
            title = [layers = m_layers, at = *index](int map) {
                return QString::fromStdString(mapTitle(*layers, at, map));
            };
        const bool isCompared = isKeptOf(layer);
        columns.push_back({ m_maps, layer, isCompared ? QStringLiteral("A") : QString(), title });
        if (isCompared)
            columns.push_back({ m_kept->maps, layer, QStringLiteral("B"), title });
    }
    return columns;
}

ColourScale MapsPanel::overAllScale() const
{
    const bool gradients = showsGradients(); // they have two signs by nature
    ColourScale all { gradients ? ColourScale::Kind::Diverging : ColourScale::Kind::Sequential, 0,
        0 };
    const auto include = [&](const FeatureMaps &maps) {
        for (const LayerMaps &layer : maps.layers)
            if (layer.end != NetworkEnd::Output)
                all = together(all, scaleFor(gradients ? layer.gradients : layer.values, false));
    };
    if (m_maps)
        include(*m_maps);
    if (m_maps && isKeptOf(chosenLayer()))
        include(*m_kept->maps);
    return all;
}

void MapsPanel::refresh()
{
    const double begun = threadSeconds();
    if (m_maps)
        m_controls->setClasses(asStrings(m_maps->classes));
    const MapScale scale = m_controls->scale();
    m_grid->setQuantity(showsGradients() ? MapQuantity::Gradients : MapQuantity::Values);
    m_grid->setScale(scale, scale == MapScale::OverAll ? overAllScale() : ColourScale());
    m_grid->setColumns(columns());
    m_images->setInput(m_maps ? &m_maps->input : nullptr);
    refreshState();
    // The time spent painting since the last call is of the maps before; there are many.
    const double painted = m_grid->paintSeconds();
    m_controls->cost().addPainting(
        threadSeconds() - begun + painted - std::exchange(m_painted, painted));
    m_controls->showCost();
}

void MapsPanel::refreshState()
{
    if (!m_maps) {
        m_state->clear();
        return;
    }
    const LayerMaps *layer = m_maps->layer(chosenLayer().toStdString());
    const QString shape = layer ? QString::fromStdString(toString(layer->shape)) : QString();
    QString text = m_maps->batch > 0
        ? tr("<b>%1</b> · %2 · after batch %3")
              .arg(chosenLayer(), shape, QLocale().toString(qlonglong(m_maps->batch)))
        : tr("<b>%1</b> · %2 · not trained here").arg(chosenLayer(), shape);
    if (m_controls->score() >= 0 && layer && layer->gradients.empty())
        text += tr(" · values; it has no gradients");
    else if (showsGradients())
        text += tr(" · gradients of the score of %1")
                    .arg(QString::fromStdString(m_maps->classes[std::size_t(m_maps->score)])
                             .toHtmlEscaped());
    if (m_kept && isKeptOf(chosenLayer()))
        text += tr("<br>A: %1 · B: %2")
                    .arg(viewText(m_images->pinnedName(), *m_maps).toHtmlEscaped(),
                        viewText(m_kept->name, *m_kept->maps).toHtmlEscaped());
    else if (m_kept)
        text += tr("<br>The kept view has nothing like that; keep a view again.");
    m_state->setText(text);
}

/// The kernels of the chosen layer; for a block that is unfolded, of the convolution it begins
/// with.
const NamedTensor *MapsPanel::kernelsShown() const
{
    if (!m_model)
        return nullptr;
    for (const QString &layer : QStringList(chosenLayer()) + shownLayers()) {
        const auto found = std::ranges::find(
            m_model->parameters, layer.toStdString() + ".weight", &NamedTensor::name);
        if (found != m_model->parameters.end() && found->value.dims().size() == 4)
            return &*found;
    }
    return nullptr;
}

void MapsPanel::refreshKernels()
{
    const NamedTensor *weight = kernelsShown();
    if (weight) {
        m_kernels->setKernels(weight->value);
        const std::string layer = weight->name.substr(0, weight->name.rfind('.'));
        m_kernelTitle->setText(tr("<b>Filters of %1</b>: a row each, for every input channel")
                                   .arg(QString::fromStdString(layer)));
    }
    arrangeColumns();
}

} // namespace convscope
