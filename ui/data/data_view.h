// SPDX-License-Identifier: GPL-3.0-or-later
// DataView: the open dataset as all parts of the Data panel look at it. Samples and classes are
// numbers in the whole dataset, whether they are excluded or not. GUI thread only.
#pragma once
#include "ui/data/class_chart.h"
#include "ui/data/data_report.h"
#include <QImage>
#include <optional>

namespace convscope {

class DataView {
public:
    explicit DataView(OpenData open);

    /// The present exclusions; the images may still be prepared as before.
    void setExcluded(const Exclusions &excluded);
    const Exclusions &excluded() const { return m_excluded; }
    const OpenData &open() const { return m_open; }
    const Dataset &dataset() const { return *m_open.whole; }
    const TrainingData &data() const { return *m_open.data; }

    bool isUsable(std::size_t sample) const { return m_places[sample].isThere; }
    /// As the network gets it; null where it is not prepared.
    QImage image(std::size_t sample) const;
    std::optional<Split> split(std::size_t sample) const;
    QString name(std::size_t sample) const;
    QString className(std::size_t sample) const;

    /// The prepared images that are not excluded: those of one class in their order, or of all
    /// classes in turn.
    std::vector<std::size_t> samples(std::optional<int> label, std::optional<Split> split) const;
    std::vector<ClassRow> classRows() const;

private:
    struct Place { // where a sample lies among the prepared images
        bool isThere = false;
        Split split = Split::Train;
        std::size_t index = 0;
    };
    OpenData m_open;
    Exclusions m_excluded;
    std::vector<Place> m_places; // one a sample
    std::vector<bool> m_isUsed; // one a sample: prepared and not excluded
};

/// "train", "validation" or "test", for people.
QString splitName(Split split);

} // namespace convscope
