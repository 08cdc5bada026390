// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/baselines.h"
#include <algorithm>
#include <cmath>
#include <functional>

namespace convscope {

namespace {

constexpr double kFarAbove = 0.5; // as a share of the way from the majority class to all right
constexpr std::size_t kMin = 20; // images from which a rule can be told from luck

/// Numbers that describe an image.
using Measure = std::function<std::vector<double>(const ImageFacts &)>;

std::vector<double> sizeOf(const ImageFacts &facts)
{
    return { double(facts.width), double(facts.height) };
}

/// Rec. 601, as grey is made everywhere here.
double greyOf(const std::array<float, 3> &rgb)
{
    return 0.299 * double(rgb[0]) + 0.587 * double(rgb[1]) + 0.114 * double(rgb[2]);
}

/// And how much it varies.
std::vector<double> brightnessOf(const ImageFacts &facts)
{
    return { greyOf(facts.mean), greyOf(facts.stddev) };
}

/// Brightness taken out, two numbers remain.
std::vector<double> colourOf(const ImageFacts &facts)
{
    const double grey = greyOf(facts.mean);
    return { double(facts.mean[0]) - grey, double(facts.mean[2]) - grey };
}

std::vector<double> allOf(const ImageFacts &facts)
{
    auto numbers = sizeOf(facts);
    numbers.insert(numbers.end(), facts.mean.begin(), facts.mean.end());
    numbers.insert(numbers.end(), facts.stddev.begin(), facts.stddev.end());
    return numbers;
}

/// The usable images, described by numbers, and their classes.
struct Table {
    std::vector<std::vector<double>> rows;
    std::vector<std::size_t> labels;
    std::size_t classes = 0;
};

/// Each column to mean 0 and deviation 1; one without any variation to 0.
void standardize(std::vector<std::vector<double>> &rows)
{
    const auto count = double(rows.size());
    for (std::size_t column = 0; column < rows.front().size(); ++column) {
        double mean = 0;
        for (const auto &row : rows)
            mean += row[column] / count;
        double variance = 0;
        for (const auto &row : rows)
            variance += (row[column] - mean) * (row[column] - mean) / count;
        constexpr double kNone = 1e-12; // rounding of the mean
        const double scale = variance > kNone * (1 + mean * mean) ? 1 / std::sqrt(variance) : 0;
        for (auto &row : rows)
            row[column] = (row[column] - mean) * scale;
    }
}

Table tableOf(const Dataset &dataset, const std::vector<ImageFacts> &facts, const Measure &measure)
{
    Table table;
    table.classes = dataset.classes().size();
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].width == 0)
            continue;
        table.rows.push_back(measure(facts[i]));
        table.labels.push_back(static_cast<std::size_t>(dataset.samples()[i].label));
    }
    if (!table.rows.empty())
        standardize(table.rows);
    return table;
}

struct Means {
    std::vector<std::vector<double>> sums; // a class
    std::vector<std::size_t> counts;
};

Means meansOf(const Table &table)
{
    Means means { std::vector(table.classes, std::vector<double>(table.rows.front().size())),
        std::vector<std::size_t>(table.classes) };
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        auto &sum = means.sums[table.labels[i]];
        std::transform(sum.begin(), sum.end(), table.rows[i].begin(), sum.begin(), std::plus());
        ++means.counts[table.labels[i]];
    }
    return means;
}

/// Whether the class whose mean lies nearest to row `i` is its own, that image not counted in its
/// class's mean. Of means that are equally near the first counts.
bool nearestIsOwn(const Table &table, const Means &means, std::size_t i)
{
    double nearest = INFINITY;
    std::size_t guess = table.classes;
    for (std::size_t k = 0; k < table.classes; ++k) {
        const double own = k == table.labels[i] ? 1 : 0;
        const double count = double(means.counts[k]) - own;
        if (count < 1)
            continue;
        double distance = 0;
        for (std::size_t column = 0; column < table.rows[i].size(); ++column) {
            const double value = table.rows[i][column];
            const double mean = (means.sums[k][column] - own * value) / count;
            distance += (value - mean) * (value - mean);
        }
        if (distance < nearest) {
            nearest = distance;
            guess = k;
        }
    }
    return guess == table.labels[i];
}

double centroidAccuracy(const Table &table)
{
    if (table.rows.empty())
        return 0;
    const Means means = meansOf(table);
    std::size_t right = 0;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        right += nearestIsOwn(table, means, i) ? 1 : 0;
    return double(right) / double(table.rows.size());
}

double majorityOf(const Table &table)
{
    if (table.rows.empty())
        return 0;
    std::vector<std::size_t> counts(table.classes);
    for (const std::size_t label : table.labels)
        ++counts[label];
    return double(*std::max_element(counts.begin(), counts.end())) / double(table.rows.size());
}

} // namespace

Baselines baselinesOf(const Dataset &dataset, const std::vector<ImageFacts> &facts)
{
    const Table table = tableOf(dataset, facts, allOf);
    if (table.rows.empty())
        return {};
    return { 1 / double(table.classes), majorityOf(table), centroidAccuracy(table) };
}

std::vector<Shortcut> shortcutsOf(const Dataset &dataset, const std::vector<ImageFacts> &facts)
{
    std::vector<Shortcut> found;
    for (const auto &[name, measure] : { std::pair<const char *, Measure>("size", sizeOf),
             { "brightness", brightnessOf }, { "colour", colourOf } }) {
        const Table table = tableOf(dataset, facts, measure);
        if (table.rows.size() < kMin)
            continue;
        const double majority = majorityOf(table);
        const double accuracy = centroidAccuracy(table);
        if (majority < 1 && accuracy >= majority + kFarAbove * (1 - majority))
            found.push_back({ name, accuracy });
    }
    std::stable_sort(found.begin(), found.end(),
        [](const Shortcut &a, const Shortcut &b) { return a.accuracy > b.accuracy; });
    return found;
}

} // namespace convscope
