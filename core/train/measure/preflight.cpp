// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/preflight.h"
#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/words.h"
#include "core/nn/model.h"
#include "core/train/loop/batch_images.h"
#include "core/train/loop/epoch_order.h"
#include "core/train/setup/run_warnings.h"
#include <algorithm>
#include <cctype>
#include <cmath>

namespace convscope {

namespace {

// Multiply-adds of each check; about five seconds each on two ordinary cores.
constexpr double kTrainingWork = 8e10, kGradientWork = 6e9;
// The work of a training step for each of a forward pass: both gradients besides it.
constexpr double kStep = 3;

double multiplyAdds(const Model &model)
{
    double sum = 1;
    for (const LayerSummary &layer : model.layers())
        sum += double(layer.multiplyAdds);
    return sum;
}

/// A network that is tried out and thrown away.
class Trial {
public:
    Trial(const RunConfig &config, const TrainingData &data, OptimizerOptions optimizer,
        const AugmentOptions &augment, std::size_t most)
        : m_data(data)
        , m_model(config.model, config.seed)
        , m_optimizer(optimizerInfo(optimizer.kind).create(optimizer, m_model.parameters()))
        , m_pool(config.threads, true)
        , m_images(data, data.train, augment, config.seed, most)
    {
    }

    Model &model() { return m_model; }
    /// The mean loss of a training batch. Without a step nothing is learnt.
    double train(std::span<const std::uint32_t> which, std::optional<double> rate)
    {
        fill(which);
        m_model.setStep(m_steps);
        const BatchTotals totals = m_model.train(m_labels, m_pool);
        const double loss = totals.loss / totals.count;
        if (!rate || !std::isfinite(loss))
            return loss;
        m_optimizer->setRate(*rate);
        m_optimizer->step(m_pool);
        ++m_steps;
        return loss;
    }
    double evaluate(std::span<const std::uint32_t> which)
    {
        fill(which);
        const BatchTotals totals = m_model.evaluate(m_labels, m_pool);
        return totals.loss / totals.count;
    }

private:
    void fill(std::span<const std::uint32_t> which)
    {
        m_labels.clear();
        for (const std::uint32_t index : which)
            m_labels.push_back(m_data.train.labels[index]);
        m_images.write(which, 1, m_model.input(static_cast<int>(which.size())), m_pool);
    }

    const TrainingData &m_data;
    Model m_model;
    std::unique_ptr<Optimizer> m_optimizer;
    ThreadPool m_pool;
    BatchImages m_images;
    std::vector<int> m_labels;
    std::uint64_t m_steps = 0;
};

class Preflight {
public:
    Preflight(const RunConfig &config, const TrainingData &data, const CompareGradients &compare,
        const Progress &progress)
        : m_config(config)
        , m_data(data)
        , m_compare(compare)
        , m_progress(progress)
        , m_order(epochOrder(data.train.size(), config.seed, 1, true))
        , m_multiplyAdds(multiplyAdds(Model(config.model)))
    {
    }

    PreflightCheck initialLoss();
    PreflightCheck learnByHeart();
    PreflightCheck gradients();
    PreflightCheck batches() const;
    PreflightCheck learningRate(std::optional<double> &suggested);
    void tell(std::size_t checks, double share = 0) const
    {
        if (!m_progress(std::size_t(100 * (double(checks) + share)), 100 * kPreflightChecks))
            throw Cancelled();
    }

private:
    std::vector<std::uint32_t> oneOfEachClass(std::size_t count) const;
    std::vector<CurvePoint> sweep() const;
    std::string rateSentence(
        const std::vector<CurvePoint> &curve, std::optional<double> suggested, bool &passed) const;

    const RunConfig &m_config;
    const TrainingData &m_data;
    const CompareGradients &m_compare;
    const Progress &m_progress;
    std::vector<std::uint32_t> m_order;
    double m_multiplyAdds;
};

PreflightCheck Preflight::initialLoss()
{
    constexpr std::size_t kImages = 64;
    const auto which = std::span(m_order).first(std::min(kImages, m_order.size()));
    Trial trial(m_config, m_data, m_config.optimizer, {}, which.size());
    const double loss = trial.train(which, std::nullopt);
    const double chance = std::log(double(trial.model().classes()));
    // Guessing evenly costs ln K. Well above it the network is sure of what it cannot know.
    constexpr double kMax = 1.6, kMin = 0.6;
    const bool passed = loss < kMax * chance && loss > kMin * chance;
    std::string sentence = "The untrained network's loss is " + significantText(loss)
        + "; guessing among " + std::to_string(trial.model().classes()) + " classes gives "
        + significantText(chance) + ".";
    if (!passed)
        sentence += !(loss <= chance)
            ? " It is far above: the values are too large at the start; try the normalization "
              "'standard', or smaller starting weights."
            : " It is far below: the answer may be in the images in a way you did not intend.";
    return { .name = "initial_loss",
        .title = "First loss near that of guessing",
        .passed = passed,
        .sentence = sentence,
        .image = { .bars = { { "untrained", loss }, { "guessing", chance } },
            .curve = {},
            .limitY = chance } };
}

/// The first images of the order, class by class.
std::vector<std::uint32_t> Preflight::oneOfEachClass(std::size_t count) const
{
    std::vector<std::size_t> seen(m_data.classes.size());
    std::vector<std::pair<std::size_t, std::uint32_t>> ranked; // how many of its class came before
    for (const std::uint32_t index : m_order)
        ranked.emplace_back(seen[std::size_t(m_data.train.labels[index])]++, index);
    std::ranges::stable_sort(ranked, {}, &std::pair<std::size_t, std::uint32_t>::first);
    std::vector<std::uint32_t> chosen;
    for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i)
        chosen.push_back(ranked[i].second);
    return chosen;
}

// By Adam, whatever the settings say: this is about the network and the images.
PreflightCheck Preflight::learnByHeart()
{
    constexpr std::size_t kImages = 8;
    constexpr double kLearnt = 0.05;
    constexpr int kEvery = 10;
    const auto which = oneOfEachClass(kImages);
    const int steps
        = int(std::clamp(kTrainingWork / (kStep * kImages * m_multiplyAdds), 60.0, 400.0));
    CheckPlot image { .bars = {}, .curve = {}, .logY = true, .limitY = kLearnt };
    double loss = 0;
    int done = 0;
    for (const double rate : { 1e-3, 1e-2 }) { // sigmoids want the larger one
        Trial trial(m_config, m_data, { .kind = "adam", .rate = rate }, {}, which.size());
        image.curve = { { 0, trial.evaluate(which) } };
        for (done = 0; done < steps && image.curve.back().y >= kLearnt; done += kEvery) {
            for (int i = 0; i < kEvery; ++i)
                trial.train(which, rate);
            image.curve.push_back({ double(done + kEvery), trial.evaluate(which) });
            tell(1, double(done) / steps);
        }
        loss = image.curve.back().y;
        if (loss < kLearnt)
            break;
    }
    const bool passed = loss < kLearnt;
    const std::string images = std::to_string(which.size()) + " images";
    return { .name = "learn_by_heart",
        .title = "A few images learnt by heart (overfit one batch)",
        .passed = passed,
        .sentence = passed
            ? "The network learnt " + images + " by heart in " + std::to_string(done) + " steps."
            : "After " + std::to_string(done) + " steps on the same " + images + " the loss is "
                + (std::isfinite(loss) ? "still " + significantText(loss) : "no finite number")
                + ": check that the labels belong to the images, and try a larger network.",
        .image = std::move(image) };
}

PreflightCheck Preflight::gradients()
{
    constexpr double kTolerance = 1e-6, kWhole = 1; // a wrong gradient is of that size
    constexpr double kImages = 3, kForwards = 4; // for each value that is measured
    const Model model(m_config.model);
    const double each = kForwards * kImages * m_multiplyAdds * double(model.parameters().size());
    const int values = int(std::clamp(kGradientWork / each, 2.0, 20.0));
    PreflightCheck check { .name = "gradients",
        .title = "Gradients right in every layer",
        .passed = true,
        .sentence = {},
        .image = { .bars = {}, .curve = {}, .logY = true, .limitY = kTolerance } };
    std::string faulty;
    double largest = 0;
    const auto goOn = [this] {
        tell(2);
        return true;
    };
    for (const GradientMismatch &error : m_compare(m_config.model, m_config.seed, values, goOn)) {
        check.image.bars.push_back({ error.parameter, std::min(error.error, kWhole) });
        largest = std::max(largest, error.error);
        if (error.error > kTolerance && faulty.empty())
            faulty = error.parameter;
    }
    check.passed = faulty.empty();
    check.sentence = check.passed
        ? "Every layer's gradient agrees with measured differences, to "
            + significantText(largest, 1) + "."
        : "The gradient of '" + faulty + "' differs from the measured one by "
            + significantText(largest, 2) + ": this layer would learn the wrong thing.";
    return check;
}

PreflightCheck Preflight::batches() const
{
    const std::size_t all = m_order.size();
    const std::size_t usual = std::min(std::size_t(m_config.batch), all);
    const std::size_t last = lastBatch(all, m_config.batch);
    const std::vector<std::string> warnings = runWarnings(m_config, all);
    std::string sentence = warnings.empty()
        ? "A batch has " + counted(usual, "image") + ", the last of an epoch " + grouped(last)
        : warnings.front();
    sentence.front()
        = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    return { .name = "batches",
        .title = "Batches that teach something",
        .passed = warnings.empty(),
        .sentence = sentence + ".",
        .image = { .bars = { { "a batch", double(usual) }, { "the last one", double(last) } },
            .curve = {} } };
}

// Smith 2017, "Cyclical Learning Rates for Training Neural Networks" (first put up in 2015),
// section 3.3, with rates that rise exponentially from batch to batch.
std::vector<CurvePoint> Preflight::sweep() const
{
    constexpr double kFirst = 1e-6, kLast = 10, kSmoothing = 0.85, kTooFar = 1.25;
    constexpr int kSteps = 90, kSettling = 15; // batches before the mean of the loss is steady
    const double images = kTrainingWork / (kStep * m_multiplyAdds * kSteps);
    const auto batch = std::size_t(std::clamp(
        images, 2.0, double(std::min<std::size_t>(std::size_t(m_config.batch), m_order.size()))));
    Trial trial(m_config, m_data, m_config.optimizer, m_config.augment, batch);
    Smoother smoother(kSmoothing);
    std::vector<CurvePoint> curve;
    std::vector<std::uint32_t> which(batch);
    for (int step = -kSettling; step < kSteps; ++step) {
        for (std::size_t i = 0; i < batch; ++i)
            which[i] = m_order[(std::size_t(step + kSettling) * batch + i) % m_order.size()];
        const double rate
            = kFirst * std::pow(kLast / kFirst, double(std::max(0, step)) / (kSteps - 1));
        const double loss = trial.train(which, rate);
        if (!std::isfinite(loss))
            break;
        const double smoothed = smoother.next(loss);
        if (step < 0)
            continue;
        curve.push_back({ rate, smoothed });
        if (smoothed > kTooFar * curve.front().y) // beyond that it is another network
            break;
        tell(4, double(step) / kSteps);
    }
    return curve;
}

std::string Preflight::rateSentence(
    const std::vector<CurvePoint> &curve, std::optional<double> suggested, bool &passed) const
{
    const double own = m_config.optimizer.rate;
    if (!suggested)
        return "The loss fell at no learning rate from 1e-06 to 10: look at the checks above.";
    const double worse = std::ranges::min_element(curve, {}, &CurvePoint::y)->x;
    constexpr double kTooSmall = 30;
    // The first steps at a rate near that of the lowest loss can break a network; a warm-up leads
    // there.
    const double margin = m_config.schedule.warmup > 0 ? 1 : 3;
    const double highest = std::max(worse / margin, *suggested);
    passed = own <= highest && own >= *suggested / kTooSmall;
    const std::string found = "With rates that rose from batch to batch the loss fell up to "
        + significantText(worse, 2) + "; a good rate to begin with is about "
        + significantText(*suggested, 2) + ". Yours, " + significantText(own);
    if (passed)
        return found + ", can work.";
    if (own > worse)
        return found + ", is too high.";
    return found
        + (own > highest
                ? ", is so near that training may break down; begin lower, or with a warm-up."
                : ", is very low.");
}

PreflightCheck Preflight::learningRate(std::optional<double> &suggested)
{
    PreflightCheck check { .name = "learning_rate",
        .title = "A learning rate that works",
        .passed = false,
        .sentence = {},
        .image = { .bars = {}, .curve = sweep(), .logX = true } };
    suggested = suggestedRate(check.image.curve);
    check.image.markX = suggested;
    check.sentence = rateSentence(check.image.curve, suggested, check.passed);
    return check;
}

} // namespace

bool PreflightReport::passed() const
{
    return std::ranges::all_of(checks, &PreflightCheck::passed);
}

// Over a window of the curve, so that the noise of single batches does not decide. Rounded to one
// digit: more would pretend to know more.
std::optional<double> suggestedRate(std::span<const CurvePoint> curve)
{
    constexpr std::size_t kWindow = 9;
    if (curve.empty())
        return std::nullopt;
    const auto lowest
        = std::size_t(std::ranges::min_element(curve, {}, &CurvePoint::y) - curve.begin());
    double steepest = 0;
    std::optional<double> rate;
    for (std::size_t i = 0; i + kWindow - 1 <= lowest && i + kWindow - 1 < curve.size(); ++i) {
        const CurvePoint &from = curve[i], &to = curve[i + kWindow - 1];
        const double slope = (to.y - from.y) / std::log(to.x / from.x);
        if (slope < steepest) {
            steepest = slope;
            rate = curve[i + kWindow / 2].x;
        }
    }
    if (!rate)
        return std::nullopt;
    const double chosen = std::min(*rate, curve[lowest].x / 10);
    const double unit = std::pow(10, std::floor(std::log10(chosen)));
    return std::round(chosen / unit) * unit;
}

PreflightReport preflight(const RunConfig &config, const TrainingData &data,
    const CompareGradients &compare, const PreflightSeen &seen, const Progress &progress)
{
    if (data.train.size() == 0)
        throw Error("there are no training images; open a dataset with images in it");
    checkRunConfig(config);
    Preflight flight(config, data, compare, progress);
    PreflightReport report;
    const auto add = [&](PreflightCheck check) {
        report.checks.push_back(std::move(check));
        if (seen)
            seen(report);
        flight.tell(report.checks.size());
    };
    flight.tell(0);
    add(flight.initialLoss());
    add(flight.learnByHeart());
    add(flight.gradients());
    add(flight.batches());
    add(flight.learningRate(report.suggestedRate));
    return report;
}

} // namespace convscope
