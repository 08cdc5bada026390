// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/opencv_setup.h"
#include <iostream>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <streambuf>

namespace convscope {

namespace {

thread_local bool isQuiet = false;

/// Hands on what comes, except from a thread that is quiet.
class ThreadwiseBuffer final : public std::streambuf {
public:
    explicit ThreadwiseBuffer(std::streambuf *target)
        : m_target(target)
    {
    }

private:
    int_type overflow(int_type c) override
    {
        if (isQuiet || traits_type::eq_int_type(c, traits_type::eof()))
            return traits_type::not_eof(c);
        return m_target->sputc(traits_type::to_char_type(c));
    }
    std::streamsize xsputn(const char *text, std::streamsize count) override
    {
        return isQuiet ? count : m_target->sputn(text, count);
    }
    int sync() override { return isQuiet ? 0 : m_target->pubsync(); }

    std::streambuf *m_target; // constant after construction
};

// Before main(), because exchanging the buffer is not safe once there are threads. Never deleted:
// std::cerr is used to the very end.
const bool kInstalled = [] {
    std::cerr.rdbuf(new ThreadwiseBuffer(std::cerr.rdbuf()));
    return true;
}();

} // namespace

void setUpOpenCv()
{
    static const bool done = [] {
        cv::setNumThreads(0); // images are worked on side by side; threads inside one only disturb
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return kInstalled;
    }();
    static_cast<void>(done);
}

QuietOpenCv::QuietOpenCv()
{
    isQuiet = true;
}

QuietOpenCv::~QuietOpenCv()
{
    isQuiet = false;
}

} // namespace convscope
