// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/evaluation_export.h"
#include "core/base/file_ending.h"
#include "core/io/evaluation_csv.h"
#include "core/io/html_report.h"

namespace convscope {

std::string reportOf(
    const TrainedModel &model, const std::filesystem::path &run, const EvaluatedPictures *evaluated)
{
    if (run.empty())
        return htmlReport({ .model = model, .evaluated = evaluated });
    const RunRecord record = readRunRecord(run);
    return htmlReport({ .model = model, .run = &record, .evaluated = evaluated });
}

const std::vector<EvaluationExport> &evaluationExports()
{
    static const std::vector<EvaluationExport> formats = {
        { "report", "Report of the run as one HTML page", ".html", "report",
            [](const EvaluatedPictures &evaluated) {
                return reportOf(*evaluated.model, evaluated.run, &evaluated);
            } },
        { "metrics", "Figures of each class", ".csv", "metrics", metricsCsv },
        { "confusion", "Confusion matrix", ".csv", "confusion", confusionCsv },
        { "predictions", "Prediction of each picture", ".csv", "predictions", predictionsCsv },
    };
    return formats;
}

void writeEvaluation(const std::filesystem::path &path, const EvaluationExport &format,
    const EvaluatedPictures &evaluated)
{
    writeFileNamed(path, { format.extension }, format.content(evaluated));
}

} // namespace convscope
