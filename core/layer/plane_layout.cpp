// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer/plane_layout.h"
#include "core/kernels/shifted_plane.h"

namespace convscope {

bool PlaneLayout::isImage(const Shape &image) const
{
    return corners.size() == 1 && corners.front() == Corner {} && rowStep == 1 && columnStep == 1
        && rows == image.h && columns == image.w;
}

void PlaneLayout::spread(const Scalar *image, const Shape &shape, Scalar *planes) const
{
    for (int c = 0; c < shape.c; ++c, image += shape.area()) {
        for (const Corner &corner : corners) {
            copyShifted({ .from = image,
                .height = shape.h,
                .width = shape.w,
                .top = corner.top,
                .left = corner.left,
                .rowStep = rowStep,
                .columnStep = columnStep,
                .to = planes,
                .rows = rows,
                .columns = columns });
            planes += planeSize();
        }
    }
}

} // namespace convscope
