// SPDX-License-Identifier: GPL-3.0-or-later
// A million batches in the real charts: how long a refresh and a repaint take, and how much memory.
// Without a display: QT_QPA_PLATFORM=offscreen chart_bench [batches]
#include "core/base/rng.h"
#include "ui/kit/theme.h"
#include "ui/training/run_model.h"
#include "ui/training/training_panel.h"
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QSlider>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace convscope;

namespace {

constexpr int kPerEpoch = 1000, kRounds = 300;

std::vector<StepReport> syntheticRun(std::int64_t from, std::int64_t to)
{
    Rng rng(1, static_cast<std::uint64_t>(from));
    std::vector<StepReport> reports;
    for (std::int64_t batch = from; batch <= to; ++batch) {
        const double noise = rng.uniform();
        StepReport report;
        report.batch = BatchReport { .batch = batch,
            .epoch = int((batch - 1) / kPerEpoch) + 1,
            .loss = 2 / (1 + double(batch) / 1e5) + 0.3 * noise + (batch % 99'991 == 0 ? 4 : 0),
            .accuracy = std::min(1.0, 0.5 + double(batch) / 4e6 + 0.2 * noise),
            .learningRate = 1e-3,
            .seconds = double(batch) * 0.01,
            .images = 32 };
        if (batch % kPerEpoch == 0)
            report.epoch = EpochReport { .epoch = report.batch->epoch,
                .batch = batch,
                .valLoss = report.batch->loss,
                .valAccuracy = report.batch->accuracy };
        reports.push_back(report);
    }
    return reports;
}

// Of this thread: what others do on the machine meanwhile does not count.
double cpuMilliseconds()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

// Milliseconds of each round, sorted.
std::vector<double> measured(const std::function<void(int)> &round)
{
    std::vector<double> times;
    for (int i = 0; i < kRounds; ++i) {
        const double start = cpuMilliseconds();
        round(i);
        times.push_back(cpuMilliseconds() - start);
    }
    std::ranges::sort(times);
    return times;
}

void print(const char *what, const std::vector<double> &times)
{
    const auto at = [&](double share) {
        return times[std::size_t(share * double(times.size() - 1))];
    };
    std::printf("%-34s p50 %7.2f ms   p99 %7.2f ms   most %7.2f ms\n", what, at(0.5), at(0.99),
        times.back());
}

void measure(std::int64_t batches)
{
    RunModel model;
    TrainingPanel panel(model);
    panel.resize(1440, 900);
    panel.show();
    constexpr std::int64_t kMore = kRounds * 100;
    model.start(batches + kMore, int((batches + kMore) / kPerEpoch), {});
    model.append(syntheticRun(1, batches));
    QImage image(panel.size(), QImage::Format_RGB32);
    QPainter painter(&image);
    const auto repaint = [&](int) {
        panel.render(&painter);
    };
    panel.refresh();
    repaint(0);
    std::printf("%lld batches\n", static_cast<long long>(batches));
    print("  repaint", measured(repaint));
    std::int64_t last = batches;
    print("  refresh, 100 more batches a time", measured([&](int) {
        model.append(syntheticRun(last + 1, last + 100));
        last += 100;
        panel.refresh();
    }));
    print("  both", measured([&](int i) {
        panel.refresh();
        repaint(i);
    }));
    const double start = cpuMilliseconds();
    panel.findChild<QSlider *>(QStringLiteral("smoothingSlider"))->setValue(60);
    panel.refresh();
    std::printf("  another smoothing %.1f ms\n", cpuMilliseconds() - start);
    std::printf("  curves %.1f bytes a batch, reports %zu\n",
        double(panel.content().curves().bytes()) / double(last), sizeof(BatchReport));
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    applyTheme(Theme::Light);
    if (argc > 1)
        measure(std::max(1LL, std::atoll(argv[1])));
    else
        for (const std::int64_t batches : { 10'000, 1'000'000 })
            measure(batches);
    return 0;
}
