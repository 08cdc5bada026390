// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/dataset_layout.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/dataset/dataset.h"

namespace convscope {

std::string DatasetLayout::chosenName() const
{
    return readings.size() > 1 ? readings[chosen].name : std::string();
}

std::string summaryOf(const LayoutReading &reading)
{
    static constexpr std::array kSplits { Split::Train, Split::Validation, Split::Test };
    std::string splits;
    std::size_t parts = 0, images = 0;
    for (const Split split : kSplits) {
        const std::size_t count = reading.images[static_cast<std::size_t>(split)];
        if (count == 0)
            continue;
        ++parts;
        images += count;
        splits
            += (splits.empty() ? "" : ", ") + std::string(toString(split)) + " " + grouped(count);
    }
    if (reading.classes == 0)
        return "images without labels";
    const std::string classes
        = grouped(reading.classes) + (reading.classes == 1 ? " class" : " classes");
    return parts > 1 ? counted(parts, "split") + " of " + classes + ": " + splits
                     : classes + ", " + counted(images, "image");
}

void requireClearLayout(const Dataset &dataset, const std::string &location)
{
    const DatasetLayout &layout = dataset.layout();
    if (layout.isClear)
        return;
    std::string choices;
    for (const LayoutReading &reading : layout.readings)
        choices += (choices.empty() ? "" : "; ") + utf8Name(reading.name) + " ("
            + summaryOf(reading) + ")";
    throw Error(location
        + ": this folder can be read in several ways; choose one with --layout: " + choices);
}

void requireLabels(const Dataset &dataset, const std::string &location)
{
    if (dataset.samples().empty())
        throw Error(location
            + ": nothing says what its images show; put them into one folder a class, or put a "
              "table labels.csv with the columns file and label beside them");
}

} // namespace convscope
