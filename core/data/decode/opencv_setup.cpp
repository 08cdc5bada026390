// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/opencv_setup.h"
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>

namespace convscope {

void setUpOpenCv()
{
    static const bool done = [] {
        cv::setNumThreads(0); // images are worked on side by side; threads inside one only disturb
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return true;
    }();
    static_cast<void>(done);
}

} // namespace convscope
