// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/shown_maps.h"
#include "core/inspect/maps/map_title.h"
#include <QCoreApplication>
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

struct ShownMapsStrings {
    Q_DECLARE_TR_FUNCTIONS(convscope::MapsPanel)
};

/// From the chosen layer to where the person wants, or its whole block. None: the input, or the
/// softmax.
std::optional<LayerRange> rangeOf(const ShownMaps &shown)
{
    const auto &layers = *shown.layers;
    const auto chosen = indexOf(layers, shown.layer);
    if (!chosen)
        return {};
    if (!shown.isUnfolded)
        return LayerRange { *chosen, *chosen };
    if (const auto other = indexOf(layers, shown.rangeEnd))
        return unfoldable(layers, *chosen, *other);
    const LayerRange block = blockOf(layers, *chosen);
    return LayerRange { unfoldable(layers, *chosen, block.first).first,
        unfoldable(layers, *chosen, block.last).last };
}

const NamedTensor *filtersOf(const TrainedModel &model, const QString &layer)
{
    const auto found
        = std::ranges::find(model.parameters, layer.toStdString() + ".weight", &NamedTensor::name);
    return found != model.parameters.end() && found->value.dims().size() == 4 ? &*found : nullptr;
}

} // namespace

QString viewText(const QString &image, const FeatureMaps &maps)
{
    return maps.batch > 0 ? ShownMapsStrings::tr("%1, after batch %2")
                                .arg(image, QLocale().toString(qlonglong(maps.batch)))
                          : ShownMapsStrings::tr("%1, not trained here").arg(image);
}

QStringList ShownMaps::names() const
{
    const auto range = rangeOf(*this);
    if (!range)
        return { layer };
    QStringList names;
    for (std::size_t i = range->first; i <= range->last; ++i)
        names << QString::fromStdString((*layers)[i].name);
    return names;
}

QStringList ShownMaps::unfolded() const
{
    const QStringList shown = names();
    return shown.size() > 1 ? shown : QStringList();
}

bool ShownMaps::hasFilters() const
{
    return model && filtersOf(*model, layer);
}

const NamedTensor *ShownMaps::filters() const
{
    if (!model)
        return nullptr;
    for (const QString &name : QStringList(layer) + names())
        if (const NamedTensor *weight = filtersOf(*model, name))
            return weight;
    return nullptr;
}

bool ShownMaps::showsGradients() const
{
    return maps && score >= 0 && maps->score == score;
}

/// Maps that were put aside stand beside the layer only if they are of the same thing.
bool ShownMaps::isKeptOf(const QString &name) const
{
    if (!kept || !maps || (showsGradients() && kept->maps->score != maps->score))
        return false;
    const LayerMaps *before = kept->maps->layer(name.toStdString());
    const LayerMaps *now = maps->layer(name.toStdString());
    return before && now && before->shape == now->shape;
}

std::vector<MapColumn> ShownMaps::columns() const
{
    std::vector<MapColumn> columns;
    for (const QString &name : names()) {
        std::function<QString(int)> title;
        if (const auto index = indexOf(*layers, name))
            title = [in = layers, at = *index](int map) {
                return QString::fromStdString(mapTitle(*in, at, map));
            };
        const bool isCompared = isKeptOf(name);
        columns.push_back({ maps, name, isCompared ? QStringLiteral("A") : QString(), title });
        if (isCompared)
            columns.push_back({ kept->maps, name, QStringLiteral("B"), title });
    }
    return columns;
}

ColourScale ShownMaps::overAllScale() const
{
    const bool gradients = showsGradients(); // they have two signs by nature
    ColourScale all { gradients ? ColourScale::Kind::Diverging : ColourScale::Kind::Sequential, 0,
        0 };
    const auto include = [&](const FeatureMaps &of) {
        for (const LayerMaps &each : of.layers)
            if (each.end != NetworkEnd::Output)
                all = together(all, scaleFor(gradients ? each.gradients : each.values, false));
    };
    if (maps)
        include(*maps);
    if (maps && isKeptOf(layer))
        include(*kept->maps);
    return all;
}

QString ShownMaps::text(const QString &image) const
{
    if (!maps)
        return {};
    const LayerMaps *found = maps->layer(layer.toStdString());
    const QString shape = found ? QString::fromStdString(toString(found->shape)) : QString();
    QString text = maps->batch > 0
        ? ShownMapsStrings::tr("<b>%1</b> · %2 · after batch %3")
              .arg(layer, shape, QLocale().toString(qlonglong(maps->batch)))
        : ShownMapsStrings::tr("<b>%1</b> · %2 · not trained here").arg(layer, shape);
    if (score >= 0 && found && found->gradients.empty())
        text += ShownMapsStrings::tr(" · values; it has no gradients");
    else if (showsGradients())
        text += ShownMapsStrings::tr(" · gradients of the score of %1")
                    .arg(QString::fromStdString(maps->classes[std::size_t(maps->score)])
                             .toHtmlEscaped());
    if (kept && isKeptOf(layer))
        text += ShownMapsStrings::tr("<br>A: %1 · B: %2")
                    .arg(viewText(image, *maps).toHtmlEscaped(),
                        viewText(kept->name, *kept->maps).toHtmlEscaped());
    else if (kept)
        text += ShownMapsStrings::tr("<br>The kept view has nothing like that; keep a view again.");
    return text;
}

} // namespace convscope
