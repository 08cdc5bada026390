// SPDX-License-Identifier: GPL-3.0-or-later
// What the benchmarks measure, in one place.
#pragma once
#include "core/layer/layer.h"
#include "core/train/setup/presets.h"

namespace convscope::bench {

/// Every preset, and four_convolutions.json.
std::vector<Preset> networks();

/// A convolution or dense layer of one of them, at its recipe's batch.
struct LayerCase {
    std::string name; ///< "cifar10/conv2"
    LayerSummary summary;
    LayerSpec spec;
    int batch = 1;
    bool isFirst = false; ///< in its network, where nobody needs its input gradient
    double flops() const { return 2 * double(summary.multiplyAdds) * batch; } ///< of one pass
};
/// Each shape once.
std::vector<LayerCase> layerCases();

/// One of these layers over a batch of noise, on the calling thread.
class LayerLoad {
public:
    explicit LayerLoad(const LayerCase &layerCase);
    ~LayerLoad();
    LayerLoad(LayerLoad &&) noexcept;
    void forward();
    void backward(bool wantInputGradient);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Of one core, measured once.
double corePeak();

} // namespace convscope::bench
