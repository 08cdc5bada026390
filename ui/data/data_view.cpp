// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_view.h"
#include "ui/images/prepared_image.h"
#include <QCoreApplication>
#include <algorithm>

namespace convscope {

DataView::DataView(OpenData open)
    : m_open(std::move(open))
    , m_places(m_open.whole->samples().size())
{
    const std::vector<std::size_t> remaining = remainingSamples(*m_open.whole, m_open.excluded);
    for (const Split split : { Split::Train, Split::Validation, Split::Test }) {
        const ImageSet &set = m_open.data->split(split);
        for (std::size_t i = 0; i < set.size(); ++i)
            m_places.at(remaining.at(set.samples[i])) = { true, split, i };
    }
    setExcluded(m_open.excluded);
}

void DataView::setExcluded(const Exclusions &excluded)
{
    m_excluded = excluded;
    m_isUsed.assign(m_places.size(), false);
    for (const std::size_t sample : remainingSamples(*m_open.whole, excluded))
        m_isUsed[sample] = m_places[sample].isThere;
}

QImage DataView::image(std::size_t sample) const
{
    const Place &place = m_places.at(sample);
    if (!place.isThere)
        return {};
    const ImageSet &set = m_open.data->split(place.split);
    return preparedImage(set.image(place.index), set.shape);
}

std::optional<Split> DataView::split(std::size_t sample) const
{
    const Place &place = m_places.at(sample);
    return place.isThere ? std::optional(place.split) : dataset().samples()[sample].split;
}

QString DataView::name(std::size_t sample) const
{
    return QString::fromStdString(dataset().samples()[sample].name);
}

QString DataView::className(std::size_t sample) const
{
    return QString::fromStdString(
        dataset().classes()[std::size_t(dataset().samples()[sample].label)]);
}

std::vector<std::size_t> DataView::samples(
    std::optional<int> label, std::optional<Split> split) const
{
    std::vector<std::vector<std::size_t>> byClass(dataset().classes().size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const int is = dataset().samples()[i].label;
        if (!m_isUsed[i] || (label && is != *label) || (split && m_places[i].split != *split))
            continue;
        byClass[std::size_t(is)].push_back(i);
        ++count;
    }
    std::vector<std::size_t> mixed;
    mixed.reserve(count);
    for (std::size_t turn = 0; mixed.size() < count; ++turn)
        for (const auto &members : byClass)
            if (turn < members.size())
                mixed.push_back(members[turn]);
    return mixed;
}

std::vector<ClassRow> DataView::classRows() const
{
    std::vector<ClassRow> rows;
    for (const std::string &name : dataset().classes())
        rows.push_back({ QString::fromStdString(name), {},
            std::ranges::binary_search(m_excluded.classes, name) });
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if (m_isUsed[i])
            ++rows[std::size_t(dataset().samples()[i].label)].splits.at(
                std::size_t(m_places[i].split));
    return rows;
}

QString splitName(Split split)
{
    switch (split) {
    case Split::Validation:
        return QCoreApplication::translate("DataPanel", "validation");
    case Split::Test:
        return QCoreApplication::translate("DataPanel", "test");
    case Split::Train:
        break;
    }
    return QCoreApplication::translate("DataPanel", "training");
}

} // namespace convscope
