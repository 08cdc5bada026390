// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/evaluation_export.h"
#include "core/base/files/file_ending.h"
#include "core/io/report/evaluation_csv.h"
#include "core/io/report/html_report.h"

namespace convscope {

std::string reportOf(const ModelOfRun &model, const EvaluatedImages *evaluated)
{
    ReportParts parts {
        .model = *model.model, .checkpoint = model.origin.checkpoint, .evaluated = evaluated
    };
    if (model.origin.run.empty())
        return htmlReport(parts);
    const RunRecord record = readRunRecord(model.origin.run);
    parts.run = &record;
    return htmlReport(parts);
}

const std::vector<EvaluationExport> &evaluationExports()
{
    static const std::vector<EvaluationExport> formats = {
        { "report", "Report of the run as one HTML page", ".html", "report",
            [](const EvaluatedImages &evaluated) {
                return reportOf({ evaluated.model, evaluated.origin }, &evaluated);
            } },
        { "metrics", "Figures of each class", ".csv", "metrics", metricsCsv },
        { "confusion", "Confusion matrix", ".csv", "confusion", confusionCsv },
        { "predictions", "Prediction of each image", ".csv", "predictions", predictionsCsv },
    };
    return formats;
}

void writeEvaluation(const std::filesystem::path &path, const EvaluationExport &format,
    const EvaluatedImages &evaluated)
{
    writeFileNamed(path, { format.extension }, format.content(evaluated));
}

} // namespace convscope
