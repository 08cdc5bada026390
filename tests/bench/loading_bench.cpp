// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a folder of images: loading_bench FOLDER [THREADS] [SIZE]. The first opening, which
// decodes, and the second, which has the cache, against a plain OpenCV loop over the same files on
// as many threads. All files are read once before, so that the disk has no part in it.
#include "core/base/threads/parallel_for.h"
#include "core/data/prepare/training_data.h"
#include "tests/support/temp_folder.h"
#include <chrono>
#include <fstream>
#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <sys/resource.h>

using namespace convscope;

namespace {

/// The most memory taken since the last call of resetPeak(), in MB.
double peakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

void resetPeak()
{
    std::ofstream("/proc/self/clear_refs") << 5;
}

/// Of all threads: what a busy machine does not change.
double processorSeconds()
{
    rusage used {};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Processor seconds.
template<typename Work>
double measured(const char *name, const Work &work)
{
    resetPeak();
    const double before = processorSeconds();
    const auto start = std::chrono::steady_clock::now();
    work();
    const double seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double used = processorSeconds() - before;
    std::cout << name << ": " << seconds << " s, " << used << " s of the processors, at most "
              << peakMemory() << " MB" << std::endl;
    return used;
}

void plainLoop(const std::string &root, const Dataset &dataset, const LoadOptions &options,
    cv::ImreadModes mode)
{
    const cv::Size size(options.preprocessing.width, options.preprocessing.height);
    parallelFor(dataset.samples().size(), options.threads, noProgress, [&](std::size_t i) {
        cv::Mat image = cv::imread(root + "/" + dataset.samples()[i].name, mode);
        if (image.channels() == 3)
            cv::cvtColor(image, image, cv::COLOR_BGR2GRAY);
        cv::Mat prepared;
        cv::resize(image, prepared, size, 0, 0, cv::INTER_AREA);
    });
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::cerr << "usage: loading_bench FOLDER [THREADS] [SIZE]\n";
        return 2;
    }
    const std::string root = argv[1];
    LoadOptions options;
    options.threads = argc > 2 ? std::stoi(argv[2]) : 0;
    options.preprocessing.width = options.preprocessing.height = argc > 3 ? std::stoi(argv[3]) : 50;
    options.validation = 0.1;
    cv::setNumThreads(0);
    const auto dataset = openDataset(root, noProgress);
    const auto loop = [&](cv::ImreadModes mode) {
        return [&, mode] {
            plainLoop(root, *dataset, options, mode);
        };
    };
    const auto open = [&](std::uint64_t &fingerprint) {
        return [&] {
            const auto opened = openDataset(root, noProgress, { options.cache, {} });
            fingerprint = loadTrainingData(*opened, options, noProgress).fingerprint;
        };
    };
    plainLoop(root, *dataset, options, cv::IMREAD_COLOR);
    std::cout << dataset->samples().size() << " images\n";
    const double walk = measured("walk", [&] { openDataset(root, noProgress); });
    const double colour = measured("OpenCV, in colour, then grey", loop(cv::IMREAD_COLOR));
    const double grey = measured("OpenCV, in grey at once", loop(cv::IMREAD_GRAYSCALE));
    std::uint64_t fresh = 0;
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    const double uncached = measured("opening without a cache", open(fresh));
    const test::TempFolder cache;
    options.cache = cache.path();
    const double writing = measured("first opening", open(first));
    const double reading = measured("second opening", open(second));
    std::cout << "by processor time\nfirst opening: " << uncached / colour
              << " × the loop in colour (" << uncached / grey << " in grey), with the cache "
              << writing / colour << "; walk " << walk / uncached
              << " of it\nsecond opening: " << uncached / reading << " times faster\n";
    return fresh == first && first == second ? 0 : 1;
}
