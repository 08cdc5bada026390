// SPDX-License-Identifier: GPL-3.0-or-later
// MemoryDataset: images that a test makes, without files.
#pragma once
#include "core/base/error.h"
#include "core/data/dataset/dataset.h"
#include <utility>

namespace convscope::test {

class MemoryDataset final : public Dataset {
public:
    explicit MemoryDataset(std::vector<std::string> classes) { m_classes = std::move(classes); }

    void add(int label, Image image, std::optional<Split> split = {}, std::string name = {})
    {
        if (name.empty())
            name = "#" + std::to_string(m_samples.size());
        m_samples.push_back({ label, std::move(name), split });
        m_images.push_back(std::move(image));
    }

    void addProblem(Problem problem) { m_problems.push_back(std::move(problem)); }

    std::string_view format() const override { return "memory"; }
    /// One without pixels stands for a file that has gone.
    Image image(std::size_t i) const override
    {
        if (m_images.at(i).pixels.empty())
            throw Error("no such file");
        return m_images[i];
    }
    std::uint64_t stamp(std::size_t i) const override { return i; }

private:
    std::vector<Image> m_images;
};

} // namespace convscope::test
