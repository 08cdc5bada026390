// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/ablation_steps.h"
#include "core/inspect/maps/map_title.h"
#include <QLocale>
#include <QUndoCommand>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMaxOfALayer = 4; // listed one by one; more of them become one entry

bool sameMap(const ChannelScale &a, const ChannelScale &b)
{
    return a.layer == b.layer && a.map == b.map;
}

} // namespace

QString factorText(float factor)
{
    return factor == 0 ? AblationSteps::tr("off")
                       : AblationSteps::tr("× %1").arg(QLocale().toString(double(factor), 'f', 2));
}

class AblationSteps::Step : public QUndoCommand {
public:
    Step(AblationSteps &steps, std::vector<ChannelScale> after, const QString &text, int gesture)
        : QUndoCommand(text)
        , m_steps(steps)
        , m_before(steps.factors())
        , m_after(std::move(after))
        , m_gesture(gesture)
    {
    }
    void undo() override { m_steps.use(m_before); }
    void redo() override { m_steps.use(m_after); }
    int id() const override { return m_gesture; }
    /// Qt asks only where id() is the same, and not −1.
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto &later = static_cast<const Step &>(*other);
        m_after = later.m_after;
        setText(later.text());
        setObsolete(m_after == m_before);
        return true;
    }

private:
    AblationSteps &m_steps;
    std::vector<ChannelScale> m_before, m_after;
    int m_gesture;
};

AblationSteps::AblationSteps(QObject *parent)
    : QObject(parent)
{
}

bool AblationSteps::setLayers(const std::vector<LayerSummary> &layers)
{
    const bool same
        = std::ranges::equal(layers, m_layers, [](const LayerSummary &a, const LayerSummary &b) {
              return a.name == b.name && a.kind == b.kind && a.output == b.output;
          });
    m_layers = layers;
    return !same && clear();
}

bool AblationSteps::clear()
{
    m_stack.clear();
    if (m_factors.empty())
        return false;
    use({});
    return true;
}

const LayerSummary *AblationSteps::find(const QString &layer) const
{
    const auto found = std::ranges::find(m_layers, layer.toStdString(), &LayerSummary::name);
    return found == m_layers.end() ? nullptr : &*found;
}

float AblationSteps::factorOf(const QString &layer, int map) const
{
    const ChannelScale requested { layer.toStdString(), map, 1 };
    const auto found = std::ranges::find_if(
        m_factors, [&](const ChannelScale &one) { return sameMap(one, requested); });
    return found == m_factors.end() ? 1 : found->factor;
}

bool AblationSteps::canEdit(const QString &layer, int map) const
{
    const LayerSummary *found = find(layer);
    return found && map >= 0 && map < found->output.c;
}

QString AblationSteps::title(const QString &layer, int map) const
{
    const LayerSummary *found = find(layer);
    if (!found)
        return {};
    return QString::fromStdString(mapTitle(m_layers, std::size_t(found - m_layers.data()), map));
}

AblationEntry AblationSteps::entry(const ChannelScale &factor) const
{
    return { tr("%1 %2").arg(title(QString::fromStdString(factor.layer), factor.map),
                 factorText(factor.factor)),
        { factor } };
}

std::vector<AblationEntry> AblationSteps::entries() const
{
    std::vector<AblationEntry> list;
    for (auto first = m_factors.begin(); first != m_factors.end();) {
        const auto end = std::find_if(first, m_factors.end(),
            [&](const ChannelScale &one) { return one.layer != first->layer; });
        const auto count = std::size_t(end - first);
        if (count <= kMaxOfALayer) {
            for (auto one = first; one != end; ++one)
                list.push_back(entry(*one));
        } else {
            const QString layer = QString::fromStdString(first->layer);
            const LayerSummary *known = find(layer);
            const bool allOff
                = std::all_of(first, end, [](const ChannelScale &one) { return one.factor == 0; });
            //: %1 a layer, %2 how many of its %3 maps
            const QString text
                = allOff ? tr("%1: %2 of %3 maps off") : tr("%1: %2 of %3 maps edited");
            list.push_back({ text.arg(layer, QString::number(count),
                                 QString::number(known ? known->output.c : 0)),
                { first, end } });
        }
        first = end;
    }
    return list;
}

std::vector<ChannelScale> AblationSteps::with(const std::string &layer, int map, float factor) const
{
    std::vector<ChannelScale> after = m_factors;
    const ChannelScale requested { layer, map, factor };
    std::erase_if(after, [&](const ChannelScale &one) { return sameMap(one, requested); });
    if (factor != 1)
        after.push_back(requested);
    return after;
}

void AblationSteps::setFactor(const QString &layer, int map, float factor)
{
    push(with(layer.toStdString(), map, factor),
        factor == 1 ? tr("restoring %1").arg(title(layer, map))
                    : tr("%1 %2").arg(title(layer, map), factorText(factor)));
}

void AblationSteps::scale(const QString &layer, int map, float factor)
{
    push(
        with(layer.toStdString(), map, factor), tr("scaling %1").arg(title(layer, map)), m_gesture);
}

void AblationSteps::switchOffOthers(const QString &layer, int map)
{
    const LayerSummary *found = find(layer);
    std::vector<ChannelScale> after = m_factors;
    std::erase_if(after, [&](const ChannelScale &one) {
        return one.layer == layer.toStdString() && one.map != map;
    });
    for (int other = 0; found && other < found->output.c; ++other)
        if (other != map)
            after.push_back({ found->name, other, 0 });
    push(std::move(after), tr("all but %1 off").arg(title(layer, map)));
}

void AblationSteps::restore(const std::vector<ChannelScale> &maps)
{
    std::vector<ChannelScale> after = m_factors;
    std::erase_if(after, [&](const ChannelScale &one) {
        return std::ranges::any_of(
            maps, [&](const ChannelScale &map) { return sameMap(one, map); });
    });
    push(std::move(after), tr("restoring maps"));
}

void AblationSteps::restoreAll()
{
    push({}, tr("restoring all maps"));
}

void AblationSteps::push(std::vector<ChannelScale> after, const QString &text, int gesture)
{
    const auto place = [&](const ChannelScale &one) {
        const auto layer = std::ranges::find(m_layers, one.layer, &LayerSummary::name);
        return std::pair(layer - m_layers.begin(), one.map);
    };
    std::ranges::stable_sort(after, {}, place);
    if (after != m_factors)
        m_stack.push(new Step(*this, std::move(after), text, gesture));
}

void AblationSteps::use(const std::vector<ChannelScale> &factors)
{
    if (factors == m_factors)
        return;
    m_factors = factors;
    Q_EMIT changed();
}

} // namespace convscope
