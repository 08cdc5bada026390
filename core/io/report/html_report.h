// SPDX-License-Identifier: GPL-3.0-or-later
// One self-contained HTML page about a run: no scripts, nothing to be fetched, charts as SVG and
// images as data. It is well-formed XML too, so that other programs can read it. Pure functions.
#pragma once
#include "core/io/run/run_record.h"
#include "core/train/measure/evaluation.h"

namespace convscope {

/// The parts of a report; without a run, or without an evaluation, it lacks those.
struct ReportParts {
    const TrainedModel &model;
    ModelCheckpoint checkpoint = ModelCheckpoint::File; ///< the model's place in its run
    const RunRecord *run = nullptr;
    const EvaluatedImages *evaluated = nullptr;
};

std::string htmlReport(const ReportParts &parts);

/// The figures of an evaluation in short, and the rest: classes, confusion, calibration, errors.
std::string htmlResult(const EvaluatedImages &evaluated);
std::string htmlEvaluation(const EvaluatedImages &evaluated);

/// "the validation images", for sentences.
std::string describedSplit(std::optional<Split> split);

/// A row of a table with two columns; both are escaped.
std::string htmlRow(std::string_view name, std::string_view value);

} // namespace convscope
