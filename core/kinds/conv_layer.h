// SPDX-License-Identifier: GPL-3.0-or-later
// Conv: two-dimensional convolution (cross-correlation, as is usual in neural networks).
#pragma once
#include "core/kernels/row_products.h"
#include "core/layer/initializers.h"
#include "core/layer/layer.h"
#include "core/layer/plane_layout.h"
#include <array>

namespace convscope {

struct ConvOptions {
    int filters = 16;
    Extent kernel { 3, 3 };
    Extent stride { 1, 1 };
    Extent padding { 0, 0 }; ///< zeros on both sides
    Extent dilation { 1, 1 }; ///< distance between neighbouring kernel cells
    int groups = 1; ///< input and output channels are cut into so many independent parts
    bool bias = true;
    Initializer initializer;
};

/// y[o][i][j] = bias[o] + Σ_c,u,v weight[o][c][u][v] · x[c][i·stride + u·dilation − padding][… v …]
///
/// Works directly on whole maps: the input is spread into planes (plane_layout.h) in which every
/// kernel cell's products with a map are one long row product. The weight gradient reads the same
/// planes; the input gradient is a convolution of dy, spread likewise, one for every phase of the
/// stride. Two variants take over where they were measured to be faster: GradientRows, and for many
/// small maps the products across channels (core/kernels/channel_products.h).
class Conv final : public Layer {
public:
    explicit Conv(const ConvOptions &options);

    Shape build(const Shape &in, std::span<const Shape> others) override;
    void initialize(Rng &rng) override;
    std::size_t plan(int shards, int shardSize) override;
    std::size_t multiplyAdds() const override;
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;
    int gradientTasks() const override;
    void gradientTask(int task, const Scalar *x, const Scalar *dy, int batch, int shards) override;
    using Layer::parameters;
    std::span<Parameter> parameters() override;

private:
    /// The input cells whose row and column have the same remainder by the stride; dy reaches all
    /// of them through the same kernel cells.
    struct InputPhase {
        int row = 0, column = 0; ///< the remainders
        PlaneLayout planes; ///< dy's; rows × columns is more than size where the kernel overlaps
        Extent size; ///< how many cells
        std::vector<Tap> taps; ///< over a group's filters; empty: nothing reaches these cells
    };

    /// dy in rows as long as x's, with zeros between: those behind a row are those before the next,
    /// so that every kernel cell reads x or dy at one distance for the whole map.
    struct GradientRows {
        std::size_t lead = 0; ///< zeros before a map
        std::size_t mapSize = 0, size = 0; ///< with zeros: of a map, of a sample; 0: not in use
        std::vector<Tap> inputTaps; ///< a group's cells, over its filters
        std::vector<Tap> weightTaps; ///< the same cells in x itself; empty: x needs its planes
        bool forward = false; ///< whether the output, too, is taken from x itself
    };

    void forwardFromPlanes(const Scalar *x, Scalar *y, Scalar *scratch) const;
    void forwardFromRows(const Scalar *x, Scalar *y, Scalar *scratch) const;
    int rowsLength() const { return (m_out.h - 1) * m_in.w + m_out.w; }

    void layOutInput();
    void layOutGradient();
    void spreadGradient(const Scalar *dy, Scalar *rows) const;
    void rowsInputGradient(const Scalar *rows, Scalar *dx) const;
    InputPhase inputPhase(int row, int column) const;
    bool isStrided() const { return m_options.stride != Extent {}; }
    /// The samples that a weight gradient is summed from.
    struct Samples {
        const Scalar *x, *dy, *rows; ///< the first sample's; rows: dy as GradientRows
        int count;
    };
    void weightGradient(
        const Samples &samples, bool accumulate, Scalar *partial, Scalar *scratch) const;
    void biasGradient(const Scalar *dy, int samples, Scalar *bias) const;
    void inputGradient(const Scalar *dy, Scalar *dx, Scalar *scratch) const;
    void phaseGradient(const InputPhase &phase, const Scalar *planes, Scalar *to,
        std::ptrdiff_t channelStride) const;

    ConvOptions m_options;
    Shape m_in, m_out;
    int m_groupIn = 0, m_groupOut = 0; // channels of a group
    std::array<Parameter, 2> m_parameters; // weight [out, in / groups, kh, kw], bias [out]

    // Constant after build():
    PlaneLayout m_planes; // x's
    std::size_t m_planesSize = 0; // values of a sample; 0: x itself serves
    std::vector<Tap> m_taps; // a group's kernel cells in the planes of x
    std::vector<InputPhase> m_inputPhases;
    GradientRows m_rows; // without stride and padding it takes the place of the input phases

    bool m_byChannels = false; // the weight gradient's vectors lie across the filters
    int m_samplesAtOnce = 1; // whose planes or rows are laid out together
    std::size_t m_partialSize = 0;
    Buffer m_partials; // a weight and bias gradient for each shard; written by the shard's thread
};

} // namespace convscope
