// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/evaluation_csv.h"
#include "core/io/report/confusion_text.h"
#include "core/io/tensors/report_text.h"
#include "core/train/loop/trainer_state.h"
#include "core/train/measure/evaluation_measures.h"

namespace convscope {

namespace {

/// Empty: there is no such figure.
std::string cell(const std::optional<double> &figure)
{
    return figure ? toText(*figure) : std::string();
}

} // namespace

std::string metricsCsv(const EvaluatedImages &evaluated)
{
    const Evaluation &e = evaluated.evaluation;
    std::string text = "scope,class,precision,recall,f1,pictures,accuracy,top2,loss,"
                       "calibration_error,precision_classes,recall_classes,f1_classes\n";
    for (std::size_t k = 0; k < e.names.size(); ++k) {
        const ClassMetrics &own = e.classes[k];
        text += csvLine({ "class", e.names[k], cell(own.precision), cell(own.recall), cell(own.f1),
            std::to_string(own.support), "", "", "", "", "", "", "" });
    }
    const MeanMetrics &means = e.macro;
    text += csvLine(
        { "macro", "", cell(means.precision.value), cell(means.recall.value), cell(means.f1.value),
            std::to_string(means.support), "", "", "", "", std::to_string(means.precision.classes),
            std::to_string(means.recall.classes), std::to_string(means.f1.classes) });
    return text
        + csvLine({ "all", "", "", "", "", std::to_string(e.images), toText(e.accuracy),
            toText(e.topTwo), toText(e.loss), toText(calibrationOf(e).expectedError), "", "", "" });
}

std::string confusionCsv(const EvaluatedImages &evaluated)
{
    const Evaluation &e = evaluated.evaluation;
    std::vector<std::string> fields { std::string(kConfusionSides) };
    fields.insert(fields.end(), e.names.begin(), e.names.end());
    std::string text = csvLine(fields);
    for (std::size_t truth = 0; truth < e.names.size(); ++truth) {
        fields = { e.names[truth] };
        for (const std::size_t count : e.confusion[truth])
            fields.push_back(std::to_string(count));
        text += csvLine(fields);
    }
    return text;
}

std::string predictionsCsv(const EvaluatedImages &evaluated)
{
    const Evaluation &e = evaluated.evaluation;
    std::string text = "file,truth,predicted,probability,loss\n";
    for (const SampleResult &sample : e.samples)
        text += csvLine({ evaluated.name(sample.index), e.names[std::size_t(sample.truth)],
            e.names[std::size_t(sample.predicted)], toText(sample.probability),
            toText(sample.loss) });
    return text;
}

} // namespace convscope
