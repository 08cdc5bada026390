// SPDX-License-Identifier: GPL-3.0-or-later
// The ways to take an evaluation away. One line each in evaluation_export.cpp; the window's menu
// and the options of `convscope-cli eval` follow it.
#pragma once
#include "core/train/measure/evaluation.h"

namespace convscope {

struct EvaluationExport {
    std::string_view name; ///< "report", as in `eval --report FILE`
    std::string_view title; ///< for menus and help
    std::string_view extension; ///< with the dot
    std::string_view fileName; ///< to suggest, without extension
    std::string (*content)(const EvaluatedImages &evaluated); ///< @throws Error
};
const std::vector<EvaluationExport> &evaluationExports();

/// The page about a model, with its run (unless none is known) and an evaluation (unless it is
/// null). @throws Error when the run cannot be read.
std::string reportOf(const ModelOfRun &model, const EvaluatedImages *evaluated);

/// Replaces `path` atomically. @throws Error, also where its ending tells of another format.
void writeEvaluation(const std::filesystem::path &path, const EvaluationExport &format,
    const EvaluatedImages &evaluated);

} // namespace convscope
