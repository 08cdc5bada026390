// SPDX-License-Identifier: GPL-3.0-or-later
// The page of feature maps while a network learns on two threads: how long a frame takes with new
// maps in every one, and while scrolling through many maps.
// Without a display: QT_QPA_PLATFORM=offscreen explorer_bench [dataset]
#include "app/threads/training_thread.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/base/rng.h"
#include "core/data/dataset/dataset.h"
#include "core/inspect/network/feature_maps.h"
#include "core/train/setup/presets.h"
#include "ui/kit/theme.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

using namespace convscope;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFrames = 300, kThreads = 2;

/// Of each frame, on the clock on the wall: the training counts, as it does for a person.
void measure(const char *what, const std::function<void(int)> &frame)
{
    std::vector<double> times;
    const auto begun = Clock::now();
    for (int i = 0; i < kFrames; ++i) {
        const auto start = Clock::now();
        frame(i);
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    const double all = std::chrono::duration<double>(Clock::now() - begun).count();
    std::ranges::sort(times);
    const auto at = [&](double share) {
        return times[std::size_t(share * double(times.size() - 1))];
    };
    std::printf("%-44s %6.0f frames a second   p50 %6.2f ms   p99 %6.2f ms\n", what, kFrames / all,
        at(0.5), at(0.99));
}

struct Learning {
    explicit Learning(const std::string &location)
    {
        config = findPreset("blood-cells")->config;
        const auto dataset = openDataset(location, noProgress);
        auto loaded = std::make_shared<const TrainingData>(loadTrainingData(*dataset,
            { .preprocessing = config.preprocessing,
                .validation = config.validation,
                .test = config.test,
                .limit = config.limit,
                .seed = config.seed,
                .threads = kThreads },
            noProgress));
        image = dataset->image(0);
        config = adaptedTo(std::move(config), loaded->classes);
        config.dataset = location;
        config.threads = kThreads;
        config.epochs = 1000; // it is left before
        data = loaded;
        thread.send(StartRun { config, data, {}, false });
        model = look();
    }
    /// As the window gets them.
    std::shared_ptr<const TrainedModel> look()
    {
        thread.send(SnapshotRequest {});
        for (;;) {
            for (const Event &event : thread.waitForEvents({}))
                if (const auto *failure = std::get_if<Failed>(&event))
                    throw Error(failure->message);
            if (auto newest = thread.takeSnapshot())
                return newest;
        }
    }
    RunConfig config;
    std::shared_ptr<const TrainingData> data;
    Image image;
    std::shared_ptr<const TrainedModel> model;
    TrainingThread thread; // last: it ends before what it uses
};

void measurePage(Learning &learning)
{
    MapsPanel panel;
    panel.resize(1100, 760);
    panel.setLayers(inferShapes(learning.model->spec));
    panel.setKernels(learning.model);
    panel.show();
    auto &controls = panel.controls();
    QImage image(panel.size(), QImage::Format_RGB32);
    QPainter painter(&image);
    std::vector<std::shared_ptr<const FeatureMaps>> moments;
    for (int i = 0; i < 8; ++i) {
        learning.model = learning.look();
        moments.push_back(
            std::make_shared<const FeatureMaps>(Predictor(learning.model).maps(learning.image)));
    }
    const auto frame = [&](int i) {
        panel.setMaps(moments[std::size_t(i) % moments.size()]);
        panel.setKernels(learning.model);
        Q_EMIT controls.changed(); // at once, where the window would wait for a few milliseconds
        panel.render(&painter);
    };
    panel.strip().choose(QStringLiteral("conv1"));
    measure("conv1, new maps each frame", frame);
    panel.strip().choose(QStringLiteral("conv2"));
    panel.findChild<QToolButton *>(QStringLiteral("unfoldButton"))->click();
    measure("conv2, relu2, pool1 side by side", frame);
}

void measureScrolling()
{
    constexpr int kMaps = 512, kSide = 28;
    auto maps = std::make_shared<FeatureMaps>();
    maps->layers.push_back({ "conv", "conv", { kMaps, kSide, kSide }, {} });
    Rng rng(1, 1);
    std::vector<float> &values = maps->layers.front().values;
    for (int i = 0; i < kMaps * kSide * kSide; ++i)
        values.push_back(float(rng.uniform()) * 2 - 1);
    MapGrid grid;
    grid.resize(420, 300); // so small that they do not fit
    grid.show();
    QImage image(grid.size(), QImage::Format_RGB32);
    QPainter painter(&image);
    measure("512 maps, scrolled and renewed each frame", [&](int i) {
        grid.setColumns({ { maps, QStringLiteral("conv"), {} } });
        grid.verticalScrollBar()->setValue(i * grid.verticalScrollBar()->maximum() / kFrames);
        grid.render(&painter);
    });
    measure("512 maps, scrolled", [&](int i) {
        grid.verticalScrollBar()->setValue(i * grid.verticalScrollBar()->maximum() / kFrames);
        grid.render(&painter);
    });
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    applyTheme(Theme::Light);
    try {
        Learning learning(argc > 1 ? argv[1] : "sample:digits");
        const auto before = learning.model->batch;
        const auto begun = Clock::now();
        measurePage(learning);
        measureScrolling();
        const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
        std::printf("meanwhile %d threads trained %.0f batches of %d a second\n", kThreads,
            double(learning.look()->batch - before) / seconds, learning.config.batch);
    } catch (const Error &error) {
        std::fprintf(stderr, "explorer_bench: %s\n", error.what());
        return 1;
    }
    return 0;
}
