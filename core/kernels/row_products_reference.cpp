// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/row_products_reference.h"

namespace convscope::reference {

void combineRows(const RowCombination &c)
{
    for (int m = 0; m < c.rows; ++m) {
        for (int p = 0; p < c.length; ++p) {
            double sum = c.start ? double(c.start[m]) : 0.0;
            for (const Tap &tap : c.taps)
                sum += double(c.a[m * c.aStride + tap.a]) * double(c.x[tap.x + p]);
            c.y[m * c.yStride + p] = static_cast<Scalar>(sum);
        }
    }
}

void correlateRows(const RowCorrelation &c)
{
    for (int m = 0; m < c.rows; ++m) {
        for (const Tap &tap : c.taps) {
            Scalar &d = c.d[m * c.dStride + tap.a];
            double sum = c.accumulate ? double(d) : c.start ? double(c.start[tap.a]) : 0.0;
            for (int s = 0; s < c.samples; ++s) {
                const Scalar *y = c.y + s * c.ySample + m * c.yStride;
                const Scalar *x = c.x + s * c.xSample + tap.x;
                for (int p = 0; p < c.length; ++p)
                    sum += double(y[p]) * double(x[p]);
            }
            d = static_cast<Scalar>(sum);
        }
    }
}

} // namespace convscope::reference
