// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/evaluation_export.h"
#include "core/base/atomic_file.h"
#include "core/io/evaluation_csv.h"
#include "core/io/html_report.h"

namespace convscope {

namespace {

std::string report(const EvaluatedPictures &evaluated)
{
    if (evaluated.run.empty())
        return htmlReport({ .model = *evaluated.model, .evaluated = &evaluated });
    const RunRecord run = readRunRecord(evaluated.run);
    return htmlReport({ .model = *evaluated.model, .run = &run, .evaluated = &evaluated });
}

} // namespace

const std::vector<EvaluationExport> &evaluationExports()
{
    static const std::vector<EvaluationExport> formats = {
        { "report", "Report of the run as one HTML page", ".html", "report", report },
        { "metrics", "Figures of each class", ".csv", "metrics", metricsCsv },
        { "confusion", "Confusion matrix", ".csv", "confusion", confusionCsv },
        { "predictions", "Prediction of each picture", ".csv", "predictions", predictionsCsv },
    };
    return formats;
}

void writeEvaluation(const std::filesystem::path &path, const EvaluationExport &format,
    const EvaluatedPictures &evaluated)
{
    writeFileAtomically(path, format.content(evaluated));
}

} // namespace convscope
