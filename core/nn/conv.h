// SPDX-License-Identifier: GPL-3.0-or-later
// Conv: two-dimensional convolution (cross-correlation, as is usual in neural networks).
#pragma once
#include "core/kernels/row_products.h"
#include "core/nn/layer_registry.h"
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
};

/// y[o][i][j] = bias[o] + Σ_c,u,v weight[o][c][u][v] · x[c][i·stride + u·dilation − padding][… v …]
///
/// Works directly on flattened rows: an input plane is laid out in rows of m_pitch values, so that
/// stepping one output row is stepping one plane row, and a whole map is one long row product (see
/// core/kernels/row_products.h). The values between the end of an output row and the next are
/// computed too and thrown away. With a stride each plane is split into stride.h × stride.w phases
/// (every stride-th row and column), which makes every kernel cell a plain offset again.
class Conv final : public Layer {
public:
    explicit Conv(const ConvOptions &options);
    static LayerInfo info();

    Shape build(const Shape &in) override;
    void initialize(Rng &rng) override;
    std::size_t plan(int pieces, int pieceSize) override;
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;
    int gradientTasks() const override;
    void gradientTask(int task, const Scalar *x, const Scalar *dy, int batch, int pieces) override;
    using Layer::parameters;
    std::span<Parameter> parameters() override;

private:
    void layOut();
    void tableTaps();
    bool isDirect() const; // x itself has the plane layout
    template<typename Row, typename PictureRow, typename Visit>
    void visitPlaneRows(Row *row, PictureRow *picture, const Visit &visit) const;
    void toPlanes(const Scalar *x, Scalar *planes) const;
    void fromPlanes(const Scalar *planes, Scalar *dx) const;
    void spreadGradient(const Scalar *dy, Scalar *rows) const;
    void weightGradient(
        const Scalar *planes, const Scalar *rows, int samples, Scalar *partial) const;
    void inputGradient(const Scalar *rows, Scalar *planes) const;

    ConvOptions m_options;
    Shape m_in, m_out;
    int m_groupIn = 0, m_groupOut = 0; // channels of a group
    std::array<Parameter, 2> m_parameters; // weight [out, in / groups, kh, kw], bias [out]

    // Constant after build():
    Extent m_phases; // a plane is split into so many
    int m_pitch = 0, m_planeRows = 0;
    std::size_t m_planeSize = 0; // of one phase of one channel
    std::size_t m_planesSize = 0; // of a sample
    int m_length = 0; // of the flattened output rows
    std::size_t m_lead = 0; // zeros before each map of dy
    std::size_t m_gradientPlane = 0, m_gradientSize = 0; // dy with its zeros: of a map, of a sample
    std::vector<Tap> m_taps; // a group's kernel cells, for the output
    std::vector<std::int32_t> m_offsets; // the same places, for the weight gradient
    std::vector<std::vector<Tap>>
        m_phaseTaps; // the cells that reach a phase, for the input gradient

    std::size_t m_partialSize = 0;
    Buffer m_partials; // a weight and bias gradient for each piece; written by the piece's thread
};

} // namespace convscope
