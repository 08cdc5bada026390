// SPDX-License-Identifier: GPL-3.0-or-later
// InspectionCost: what looking into a network while it learns takes of the processor. Plain data.
#pragma once
#include <QString>
#include <optional>

namespace convscope {

class InspectionCost {
public:
    void addComputing(double seconds); ///< one inspection: the image through the network
    void addPainting(double seconds); ///< making the images of maps, and drawing them
    void addCopying(double seconds); ///< copying the weights, on the training thread

    struct Summary {
        double looks = 0; ///< a second
        double computing = 0, painting = 0, copying = 0; ///< seconds an inspection
        double share = 0; ///< as a share of one processor's time
        double aLook() const { return computing + painting + copying; }
    };
    /// The cost of all that was added since the last call, `seconds` ago; none without an
    /// inspection.
    std::optional<Summary> take(double seconds);

private:
    int m_looks = 0;
    double m_computing = 0, m_painting = 0, m_copying = 0;
};

/// "1.3 ms a look, 0.4 % of the time"
QString inShort(const InspectionCost::Summary &cost);
/// The parts it is made of.
QString inFull(const InspectionCost::Summary &cost);

} // namespace convscope
