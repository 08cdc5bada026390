// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/left_out.h"
#include "core/base/error.h"
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace convscope {

namespace {

bool contains(const std::vector<std::string> &sorted, const std::string &name)
{
    return std::binary_search(sorted.begin(), sorted.end(), name);
}

/// Hands everything on, by the numbers of the dataset behind it.
class Remaining final : public Dataset {
public:
    Remaining(std::shared_ptr<const Dataset> whole, LeftOut leftOut)
        : m_whole(std::move(whole))
    {
        std::sort(leftOut.files.begin(), leftOut.files.end());
        std::sort(leftOut.classes.begin(), leftOut.classes.end());
        std::vector<int> labels; // of each old class; −1: left out
        for (const std::string &name : m_whole->classes()) {
            const bool out = contains(leftOut.classes, name);
            labels.push_back(out ? -1 : static_cast<int>(m_classes.size()));
            if (!out)
                m_classes.push_back(name);
        }
        for (std::size_t i = 0; i < m_whole->samples().size(); ++i) {
            Sample sample = m_whole->samples()[i];
            sample.label = labels[static_cast<std::size_t>(sample.label)];
            if (sample.label < 0 || contains(leftOut.files, sample.name))
                continue;
            m_samples.push_back(std::move(sample));
            m_numbers.push_back(i);
        }
        m_problems = m_whole->problems();
        if (m_samples.empty())
            throw Error("all pictures are left out; take some back to train on them");
    }

    std::string_view format() const override { return m_whole->format(); }
    Image image(std::size_t i) const override { return m_whole->image(m_numbers.at(i)); }
    std::uint64_t stamp(std::size_t i) const override { return m_whole->stamp(m_numbers.at(i)); }
    std::string cacheKey() const override { return m_whole->cacheKey(); }
    std::optional<Shape> pictureShape() const override { return m_whole->pictureShape(); }

private:
    std::shared_ptr<const Dataset> m_whole;
    std::vector<std::size_t> m_numbers; // of each sample in m_whole
};

std::vector<std::string> namesFrom(const nlohmann::json &json, const char *field)
{
    const auto found = json.find(field);
    if (found == json.end())
        return {};
    const bool areNames = found->is_array()
        && std::all_of(found->begin(), found->end(),
            [](const nlohmann::json &value) { return value.is_string(); });
    if (!areNames)
        throw Error("left_out." + std::string(field) + ": expected a list of names");
    auto names = found->get<std::vector<std::string>>();
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

std::shared_ptr<const Dataset> withoutLeftOut(
    std::shared_ptr<const Dataset> dataset, const LeftOut &leftOut)
{
    if (!leftOut.any())
        return dataset;
    return std::make_shared<const Remaining>(std::move(dataset), leftOut);
}

nlohmann::json toJson(const LeftOut &leftOut)
{
    return { { "files", leftOut.files }, { "classes", leftOut.classes } };
}

LeftOut leftOutFromJson(const nlohmann::json &json)
{
    if (!json.is_object())
        throw Error("left_out: expected an object with files and classes");
    return { namesFrom(json, "files"), namesFrom(json, "classes") };
}

} // namespace convscope
