// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/answer_curve.h"
#include "core/base/error.h"
#include "core/train/measure/evaluation.h"
#include <algorithm>

namespace convscope {

namespace {

std::vector<double> settingsOf(const AdjustmentKind &kind, double present, int steps)
{
    std::vector<double> settings { present, Adjustment {}.*kind.value };
    for (int i = 0; i <= steps; ++i)
        settings.push_back(kind.least + (kind.most - kind.least) * i / steps);
    std::ranges::sort(settings);
    const auto repeated = std::ranges::unique(settings);
    settings.erase(repeated.begin(), repeated.end());
    return settings;
}

} // namespace

std::vector<float> answerTo(InstrumentedModel &network, const Image &image)
{
    const Preprocessing &preprocessing = network.model().preprocessing;
    normalizePixels(preparePixels(image, preprocessing), preprocessing, network.input());
    network.forward();
    return { network.probabilities().begin(), network.probabilities().end() };
}

AnswerCurve answerCurve(InstrumentedModel &network, const Image &image, const ImageEdit &edit,
    std::size_t kind, int steps, const Progress &progress)
{
    const AdjustmentKind &setting = adjustmentKinds()[kind];
    const double present = edit.adjustment.*setting.value;
    AnswerCurve curve { .kind = kind,
        .settings = settingsOf(setting, present, steps),
        .probabilities = {},
        .present = 0,
        .batch = network.model().batch };
    curve.present
        = std::size_t(std::ranges::find(curve.settings, present) - curve.settings.begin());
    ImageEdit without = edit;
    without.adjustment = {};
    const Image drawn = edited(image, without, network.model().preprocessing);
    for (const double value : curve.settings) {
        if (!progress(curve.probabilities.size(), curve.settings.size()))
            throw Cancelled();
        Adjustment adjustment = edit.adjustment;
        adjustment.*setting.value = value;
        curve.probabilities.push_back(answerTo(network, adjusted(drawn, adjustment)));
        requireAnswer(curve.probabilities.back());
    }
    return curve;
}

} // namespace convscope
