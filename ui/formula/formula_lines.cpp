// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula_lines.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

constexpr std::size_t kLongest = 12; // rows of a table; the rest is summed

struct FormulaLinesStrings {
    Q_DECLARE_TR_FUNCTIONS(Formula)
};

QString counted(std::size_t count)
{
    return QLocale().toString(qulonglong(count));
}

ColourScale around(double most)
{
    return { ColourScale::Kind::Diverging, -most, most };
}

double largest(const std::vector<double> &values)
{
    double most = 0;
    for (const double value : values)
        if (std::isfinite(value))
            most = std::max(most, std::abs(value));
    return most;
}

/// In order; of very many those whose sums are largest.
/// A value that is not a number would upset any order: it comes last.
double sortable(double value)
{
    return std::isnan(value) ? -HUGE_VAL : value;
}

std::vector<int> largestChannels(const WindowSum &step)
{
    constexpr std::size_t kMax = 48;
    std::vector<int> channels(step.channelSums.size());
    std::iota(channels.begin(), channels.end(), 0);
    if (channels.size() <= kMax)
        return channels;
    std::ranges::partial_sort(channels, channels.begin() + kMax, std::greater<>(),
        [&](int channel) { return sortable(std::abs(step.channelSums[std::size_t(channel)])); });
    channels.resize(kMax);
    std::ranges::sort(channels);
    return channels;
}

FormulaText sign(const char *text)
{
    return { QString::fromUtf8(text), true };
}

} // namespace

FormulaLines::FormulaLines(
    const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what)
    : m_sources(explainer, maps, what)
    , m_maps(maps)
    , m_what(what)
{
}

void FormulaLines::say(const QString &text, bool strong)
{
    m_lines.push_back({ FormulaText { text, strong } });
}

void FormulaLines::saySentences()
{
    for (const Sentence &one : m_what.formula.sentences)
        say(sentenceText(one), &one == &m_what.formula.sentences.back());
}

FormulaText FormulaLines::sentence() const
{
    return { sentenceText(m_what.formula.sentences.back()), true };
}

FormulaPart FormulaLines::termPart(const Term &term) const
{
    if (!term.name.empty())
        return FormulaText { QCoreApplication::translate("Kind", term.name.c_str())
            + QLatin1Char(' ') + valueText(term.value) };
    const MapPlace place = m_sources.before(term.place, term.other);
    return m_sources.single(place.layer, term.value, place);
}

void FormulaLines::operator()(const ScaledPixel &step)
{
    if (step.divisor == 1)
        return say(FormulaLinesStrings::tr("The pixel's own value, as the image was prepared"));
    const QString share
        = FormulaLinesStrings::tr("%1 / %2").arg(valueText(step.pixel), valueText(step.divisor));
    if (step.mean == 0 && step.stddev == 1)
        return say(
            FormulaLinesStrings::tr("pixel %1 = %2").arg(share, valueText(m_what.formula.result)),
            true);
    say(FormulaLinesStrings::tr("(pixel %1 − mean %2) / standard deviation %3 = %4")
            .arg(share, valueText(step.mean), valueText(step.stddev),
                valueText(m_what.formula.result)),
        true);
    say(FormulaLinesStrings::tr(
        "mean and standard deviation are of this channel over all training images"));
}

FormulaLine FormulaLines::channelLine(const WindowSum &step, int channel, const ColourScale &patch,
    const ColourScale &kernel, const ColourScale &product) const
{
    const std::size_t cells = step.cells(), first = std::size_t(channel) * cells;
    FormulaGrid values { .caption = m_sources.mapName(step.firstChannel + channel),
        .rows = step.kernel.h,
        .columns = step.kernel.w,
        .scales = { patch },
        .padded = step.padded,
        .flat = m_what.inputShape.area() == 1 };
    FormulaGrid weights = values, products = values;
    weights.caption = FormulaLinesStrings::tr("filter %1").arg(m_what.place.channel + 1);
    weights.scales = { kernel };
    weights.padded.clear();
    products.caption = FormulaLinesStrings::tr("products, Σ %1")
                           .arg(valueText(step.channelSums[std::size_t(channel)]));
    products.scales = { product };
    for (std::size_t i = 0; i < cells; ++i) {
        values.values.push_back(step.patch[first + i]);
        weights.values.push_back(step.weights[first + i]);
        products.values.push_back(step.patch[first + i] * step.weights[first + i]);
        const int u = static_cast<int>(i) / step.kernel.w, v = static_cast<int>(i) % step.kernel.w;
        values.places.push_back(step.padded[i]
                ? MapPlace()
                : m_sources.before({ step.firstChannel + channel, step.top + u * step.dilation.h,
                    step.left + v * step.dilation.w }));
    }
    return { std::move(values), sign("×"), std::move(weights), sign("="), std::move(products) };
}

void FormulaLines::operator()(const WindowSum &step)
{
    saySentences();
    std::vector<double> products;
    for (std::size_t i = 0; i < step.patch.size(); ++i)
        products.push_back(step.patch[i] * step.weights[i]);
    const ColourScale patch = m_sources.scale(), kernel = around(largest(step.weights)),
                      product = around(largest(products));
    if (step.channels > 1) {
        constexpr int kFew = 72, kAcross = 8, kFarAcross = 32; // more cells are only colours
        const int across = step.channels <= kFew ? kAcross : kFarAcross;
        FormulaGrid sums { .caption = FormulaLinesStrings::tr("the sum of each input map"),
            .rows = (step.channels + across - 1) / across,
            .columns = std::min(step.channels, across),
            .values = step.channelSums,
            .scales = { around(largest(step.channelSums)) } };
        m_lines.push_back({ std::move(sums) });
    }
    const std::vector<int> shown = largestChannels(step);
    double rest = step.sum;
    for (const int channel : shown) {
        m_lines.push_back(channelLine(step, channel, patch, kernel, product));
        rest -= step.channelSums[std::size_t(channel)];
    }
    if (shown.size() < step.channelSums.size())
        say(FormulaLinesStrings::tr("and %1 input maps with smaller sums, Σ = %2")
                .arg(counted(step.channelSums.size() - shown.size()), valueText(rest)));
}

void FormulaLines::operator()(const DotProduct &step)
{
    saySentences();
    const auto shown = largestProducts(step, kLongest);
    FormulaGrid table { .rows = static_cast<int>(shown.size()),
        .columns = 3,
        .columnNames = { FormulaLinesStrings::tr("value"), FormulaLinesStrings::tr("weight"),
            FormulaLinesStrings::tr("product") } };
    double most = 0, rest = step.sum;
    for (const std::size_t i : shown) {
        const ValuePlace place { m_what.inputShape.area() == 1
                ? ValuePlace { static_cast<int>(i), 0, 0 }
                : ValuePlace { static_cast<int>(i / m_what.inputShape.area()),
                    static_cast<int>(i % m_what.inputShape.area()) / m_what.inputShape.w,
                    static_cast<int>(i) % m_what.inputShape.w } };
        const MapPlace from = m_sources.origin(place);
        table.flat = m_sources.isFlat(from.layer);
        table.rowNames.append(placeText(from, table.flat));
        table.values.insert(
            table.values.end(), { step.inputs[i], step.weights[i], step.product(i) });
        table.places.insert(table.places.end(), { from, MapPlace(), MapPlace() });
        rest -= step.product(i);
        most = std::max(most, std::abs(step.product(i)));
    }
    table.scales = { m_sources.scale(), around(largest(step.weights)), around(most) };
    if (shown.size() < step.inputs.size()) {
        table.caption = FormulaLinesStrings::tr("the %1 largest products").arg(shown.size());
        m_lines.push_back({ std::move(table) });
        say(FormulaLinesStrings::tr("and %1 smaller ones, Σ = %2")
                .arg(counted(step.inputs.size() - shown.size()), valueText(rest)));
    } else {
        table.caption = FormulaLinesStrings::tr("all products, largest first");
        m_lines.push_back({ std::move(table) });
    }
}

void FormulaLines::operator()(const FunctionOf &step)
{
    const MapPlace from = m_sources.before(m_what.place);
    m_lines.push_back({ m_sources.single(from.layer, step.x, from), sign("→"),
        FormulaCurve { step.function, step.x, m_what.formula.result }, sentence() });
}

FormulaGrid FormulaLines::windowGrid(
    Extent size, int top, int left, const std::vector<double> &values) const
{
    FormulaGrid window { .caption = m_sources.mapName(m_what.place.channel),
        .rows = size.h,
        .columns = size.w,
        .values = values,
        .scales = { m_sources.scale() } };
    for (int u = 0; u < size.h; ++u)
        for (int v = 0; v < size.w; ++v)
            window.places.push_back(m_sources.before({ m_what.place.channel, top + u, left + v }));
    return window;
}

void FormulaLines::operator()(const WindowPick &step)
{
    FormulaGrid window = windowGrid(step.size, step.top, step.left, step.window);
    window.framed = static_cast<int>(step.winner);
    m_lines.push_back({ std::move(window), sign("→"), sentence() });
}

void FormulaLines::operator()(const WindowMean &step)
{
    m_lines.push_back(
        { windowGrid(step.size, step.top, step.left, step.window), sign("→"), sentence() });
}

void FormulaLines::operator()(const Normalized &step)
{
    FormulaGrid numbers { .columns = 6,
        .values = { step.x, step.mean, step.variance, step.epsilon, step.scale, step.shift },
        .columnNames = { FormulaLinesStrings::tr("x"), FormulaLinesStrings::tr("mean"),
            FormulaLinesStrings::tr("variance"), FormulaLinesStrings::tr("ε"),
            FormulaLinesStrings::tr("scale"), FormulaLinesStrings::tr("shift") },
        .places = { m_sources.before(m_what.place) },
        .flat = m_what.inputShape.area() == 1 };
    constexpr double kPale = 3; // they have nothing to do with each other but their signs
    for (const double number : numbers.values)
        numbers.scales.push_back(around(std::abs(number) * kPale));
    m_lines.push_back({ std::move(numbers) });
    saySentences();
}

void FormulaLines::operator()(const Copied &step)
{
    const MapPlace from = m_sources.before(step.from, step.other);
    m_lines.push_back(
        { m_sources.single(placeText(from, m_sources.isFlat(from.layer)), step.x, from), sign("→"),
            sentence() });
}

void FormulaLines::operator()(const Sum &step)
{
    FormulaLine line;
    for (const Term &term : step.terms) {
        if (!line.empty())
            line.push_back(sign("+"));
        line.push_back(termPart(term));
    }
    line.push_back(sign("="));
    line.push_back(FormulaText { valueText(m_what.formula.result), true });
    m_lines.push_back(std::move(line));
}

void FormulaLines::operator()(const Product &step)
{
    m_lines.push_back(
        { termPart(step.one), sign("·"), termPart(step.other), sign("→"), sentence() });
}

void FormulaLines::operator()(const Shares &step)
{
    const auto own = std::size_t(m_what.place.channel);
    saySentences();
    std::vector<std::size_t> order(step.logits.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(
        order, std::greater<>(), [&](std::size_t i) { return sortable(double(step.logits[i])); });
    if (order.size() > kLongest) {
        const auto place = std::ranges::find(order, own) - order.begin();
        order.resize(kLongest);
        if (std::size_t(place) >= kLongest)
            order.back() = own;
    }
    FormulaGrid table { .rows = static_cast<int>(order.size()),
        .columns = 3,
        .columnNames = { FormulaLinesStrings::tr("logit"),
            FormulaLinesStrings::tr("e^(logit − %1)").arg(valueText(step.largest)),
            FormulaLinesStrings::tr("share") },
        .flat = m_what.inputShape.area() == 1 };
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t at = order[i];
        if (at == own)
            table.framed = static_cast<int>(i) * 3 + 2;
        table.rowNames.append(at < m_maps.classes.size()
                ? QString::fromStdString(m_maps.classes[at])
                : QString::number(at + 1));
        table.values.insert(table.values.end(),
            { step.logits[at], step.exponentials[at], step.exponentials[at] / step.sum });
        table.places.insert(table.places.end(),
            { m_sources.before({ static_cast<int>(at), 0, 0 }), MapPlace(), MapPlace() });
    }
    table.scales = { around(largest(step.logits)), { ColourScale::Kind::Sequential, 0, 1 },
        { ColourScale::Kind::Sequential, 0, 1 } };
    m_lines.push_back({ std::move(table) });
    if (order.size() < step.logits.size())
        say(FormulaLinesStrings::tr("and %1 classes with smaller logits")
                .arg(counted(step.logits.size() - order.size())));
}

std::vector<FormulaLine> FormulaLines::take()
{
    // The result stands where it is seen without scrolling: after the first line.
    QString end = m_what.factor ? m_what.factor == 0.0
            ? FormulaLinesStrings::tr("switched off:  %1 × 0 = 0.  ")
                  .arg(valueText(m_what.formula.result))
            : FormulaLinesStrings::tr("scaled:  %1 × %2 = %3.  ")
                  .arg(valueText(m_what.formula.result), valueText(*m_what.factor),
                      valueText(m_what.value))
                                : QString();
    const QString stored = QLocale().toString(m_what.stored, 'g', 8);
    end += m_what.agrees()
        ? FormulaLinesStrings::tr("✓ the stored activation, but for rounding: %1").arg(stored)
        : FormulaLinesStrings::tr("✗ the stored activation differs: %1").arg(stored);
    m_lines.insert(m_lines.begin() + 1, { FormulaText { end, false } });
    return std::move(m_lines);
}

} // namespace convscope
