// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula_sources.h"
#include <QCoreApplication>

namespace convscope {

namespace {

struct FormulaSourcesStrings {
    Q_DECLARE_TR_FUNCTIONS(Formula)
};

} // namespace

FormulaSources::FormulaSources(
    const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what)
    : m_explainer(explainer)
    , m_maps(maps)
    , m_what(what)
{
}

MapPlace FormulaSources::placeOf(int layer, const ValuePlace &place) const
{
    return { QString::fromStdString(m_explainer.nameOf(layer)), place.channel, place.row,
        place.column };
}

MapPlace FormulaSources::before(const ValuePlace &place, int other) const
{
    if (other < 0)
        return placeOf(m_what.index - 1, place);
    const auto &window = m_explainer.windows()[std::size_t(m_what.index)];
    return placeOf(window.others[std::size_t(other)], place);
}

MapPlace FormulaSources::origin(const ValuePlace &place) const
{
    using Kind = LayerWindow::Kind;
    const auto &windows = m_explainer.windows();
    int at = m_what.index - 1;
    while (at >= 0 && windows[std::size_t(at)].kind == Kind::Same
        && windows[std::size_t(at)].others.empty() && windows[std::size_t(at)].output.area() == 1)
        --at;
    if (at < 0 || windows[std::size_t(at)].kind != Kind::Row)
        return before(place);
    const convscope::Shape &in = windows[std::size_t(at)].input;
    const int area = in.h * in.w, rest = place.channel % area;
    return placeOf(at - 1, { place.channel / area, rest / in.w, rest % in.w });
}

bool FormulaSources::isFlat(const QString &layer) const
{
    return m_maps.layer(layer.toStdString())->shape.area() == 1;
}

QString FormulaSources::mapName(int channel) const
{
    const int layer = m_what.index - 1;
    const QString name = QString::fromStdString(m_explainer.nameOf(layer));
    const QString text = layer < 0 ? FormulaSourcesStrings::tr("%1 · channel %2")
                                   : FormulaSourcesStrings::tr("%1 · map %2");
    return text.arg(name).arg(channel + 1);
}

ColourScale FormulaSources::scale() const
{
    const LayerMaps *input = m_maps.layer(m_what.before);
    return scaleFor(input->values, input->end == NetworkEnd::Input);
}

FormulaGrid FormulaSources::single(
    const QString &caption, double value, const MapPlace &place) const
{
    const LayerMaps &layer = *m_maps.layer(place.layer.toStdString());
    return { .caption = caption,
        .values = { value },
        .scales = { scaleFor(layer.values, layer.end == NetworkEnd::Input) },
        .places = { place },
        .flat = isFlat(place.layer) };
}

} // namespace convscope
