// SPDX-License-Identifier: GPL-3.0-or-later
// LayerHealth: whether a layer still learns, from one training batch.
#pragma once
#include "core/nn/model.h"
#include <cstdint>
#include <optional>

namespace convscope {

struct LayerHealth {
    std::string name; ///< the layer's name
    /// √Σg² over the layer's parameters, before any clipping; absent where it has none.
    std::optional<double> gradientNorm;
    /// A ReLU's share of units (see ReluWatch) that left all of the batch at zero.
    std::optional<double> deadShare;
    friend bool operator==(const LayerHealth &, const LayerHealth &) = default;
};

/// The health of the layers in the batch just trained; layers with neither figure are omitted.
std::vector<LayerHealth> layerHealth(const Model &model, const ReluWatch &relus);

/// The layers' health batch by batch, in bounded memory: when it gets long, two neighbours become
/// one, which keeps the larger figures, so that no spike gets lost.
class HealthLog {
public:
    static constexpr std::size_t kMax = 4096;
    struct Entry {
        std::int64_t batch = 0;
        std::vector<LayerHealth> layers;
    };
    void append(std::int64_t batch, const std::vector<LayerHealth> &layers);
    void clear();
    const std::vector<Entry> &entries() const { return m_entries; }

private:
    void halve();
    std::vector<Entry> m_entries;
    std::size_t m_stride = 1, m_inLast = 0; // batches an entry holds, and the last one so far
};

} // namespace convscope
