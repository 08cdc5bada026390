// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation as tables that spreadsheets and scripts read: UTF-8, fields after RFC 4180, lines
// end with a line feed as those of the run's logs do. Pure functions.
#pragma once
#include "core/train/measure/evaluation.h"

namespace convscope {

/// scope,class,precision,recall,f1,pictures,accuracy,top2,loss,calibration_error: a line with the
/// scope "class" for each, one with "macro" (the means), one with "all".
std::string metricsCsv(const EvaluatedImages &evaluated);
/// Rows: truth, columns: prediction, both with the classes' names.
std::string confusionCsv(const EvaluatedImages &evaluated);
/// file,truth,predicted,probability,loss: a line an image, in the order of the dataset.
std::string predictionsCsv(const EvaluatedImages &evaluated);

} // namespace convscope
