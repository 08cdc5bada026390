// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/exclusions.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
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
    Remaining(std::shared_ptr<const Dataset> whole, Exclusions excluded)
        : m_whole(std::move(whole))
    {
        excluded = sorted(std::move(excluded));
        std::vector<int> labels; // the new label of each old class; −1: excluded
        for (const std::string &name : m_whole->classes()) {
            const bool out = contains(excluded.classes, name);
            labels.push_back(out ? -1 : static_cast<int>(m_classes.size()));
            if (!out)
                m_classes.push_back(name);
        }
        for (std::size_t i = 0; i < m_whole->samples().size(); ++i) {
            Sample sample = m_whole->samples()[i];
            sample.label = labels[static_cast<std::size_t>(sample.label)];
            if (sample.label < 0 || contains(excluded.files, sample.name))
                continue;
            m_samples.push_back(std::move(sample));
            m_numbers.push_back(i);
        }
        for (const Problem &problem : m_whole->problems())
            if (!contains(excluded.files, problem.path))
                m_problems.push_back(problem);
        m_layout = m_whole->layout();
        if (m_samples.empty())
            throw Error("all images are excluded; take some back to train on them");
    }

    std::string_view format() const override { return m_whole->format(); }
    Image image(std::size_t i) const override { return m_whole->image(m_numbers.at(i)); }
    Digest content(std::size_t i) const override { return m_whole->content(m_numbers.at(i)); }
    StoredImage stored(std::size_t i) const override { return m_whole->stored(m_numbers.at(i)); }
    std::uint64_t stamp(std::size_t i) const override { return m_whole->stamp(m_numbers.at(i)); }
    std::string cacheKey() const override { return m_whole->cacheKey(); }
    std::optional<Shape> imageShape() const override { return m_whole->imageShape(); }

private:
    std::shared_ptr<const Dataset> m_whole;
    std::vector<std::size_t> m_numbers; // each sample's number in m_whole
};

using nlohmann::json;

[[noreturn]] void failAt(const std::string &field)
{
    throw Error("left_out." + field + ": expected a list of names");
}

std::string bytesOf(const std::string &hex, const std::string &field)
{
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned value = 0;
        const char *end = hex.data() + std::min(i + 2, hex.size());
        const auto [at, error] = std::from_chars(hex.data() + i, end, value, 16);
        if (error != std::errc() || at != hex.data() + i + 2)
            failAt(field);
        bytes += static_cast<char>(value);
    }
    return bytes;
}

std::string nameFrom(const json &value, const std::string &field)
{
    if (value.is_string())
        return value.get<std::string>();
    if (!value.is_object() || value.size() != 1 || !value.contains("hex")
        || !value["hex"].is_string())
        failAt(field);
    return utf8Name(bytesOf(value["hex"].get<std::string>(), field)); // from the first version
}

std::vector<std::string> namesFrom(const json &object, const std::string &field)
{
    const auto found = object.find(field);
    if (found == object.end())
        return {};
    if (!found->is_array())
        failAt(field);
    std::vector<std::string> names;
    for (const json &value : *found)
        names.push_back(nameFrom(value, field));
    return names;
}

void tidy(std::vector<std::string> &names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

} // namespace

std::shared_ptr<const Dataset> withoutExcluded(
    std::shared_ptr<const Dataset> dataset, const Exclusions &excluded)
{
    if (!excluded.any())
        return dataset;
    return std::make_shared<const Remaining>(std::move(dataset), excluded);
}

namespace {

void requireClasses(const Dataset &dataset, const std::vector<std::string> &names)
{
    for (const std::string &name : names)
        if (std::ranges::find(dataset.classes(), name) == dataset.classes().end())
            throw Error("--exclude-class " + name
                + ": the dataset has no such class; 'scan' lists the classes");
}

void requireFiles(const Dataset &dataset, const std::vector<std::string> &names)
{
    std::set<std::string_view> unknown(names.begin(), names.end());
    for (const Sample &sample : dataset.samples())
        unknown.erase(sample.name);
    for (const Problem &problem : dataset.problems()) // not read in any case, which is no mistake
        unknown.erase(problem.path);
    if (!unknown.empty())
        throw Error("--exclude-file " + std::string(*unknown.begin())
            + ": the dataset has no such image; name it as 'scan' does, such as cats/7.jpg");
}

} // namespace

void requireNames(const Dataset &dataset, const Exclusions &excluded)
{
    requireClasses(dataset, excluded.classes);
    requireFiles(dataset, excluded.files);
}

Exclusions sorted(Exclusions excluded)
{
    tidy(excluded.files);
    tidy(excluded.classes);
    return excluded;
}

json toJson(const Exclusions &excluded)
{
    return { { "files", excluded.files }, { "classes", excluded.classes } };
}

Exclusions exclusionsFromJson(const json &value)
{
    if (!value.is_object())
        throw Error("left_out: expected an object with files and classes");
    return sorted({ namesFrom(value, "files"), namesFrom(value, "classes") });
}

} // namespace convscope
