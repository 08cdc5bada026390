// SPDX-License-Identifier: GPL-3.0-or-later
// What would come of importing weights, worked out without touching anything that is open. Runs on
// any thread.
#pragma once
#include "app/services/data/dataset_loader.h"
#include "ui/files/import_request.h"

namespace convscope {

struct ImportSurroundings {
    RunConfig present; ///< the network in the Model panel, and its recipe
    std::shared_ptr<const TrainingData> data; ///< of the open dataset; null: none
};

/// What is wrong with the request or the file is the proposal's error, never thrown.
ImportProposal proposedImport(const ImportRequest &request, const ImportSurroundings &around);

} // namespace convscope
