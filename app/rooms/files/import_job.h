// SPDX-License-Identifier: GPL-3.0-or-later
// The result that importing weights would have, worked out without touching anything that is open.
// Runs on any thread.
#pragma once
#include "app/services/data/dataset_loader.h"
#include "ui/files/import_request.h"

namespace convscope {

struct ImportSurroundings {
    RunConfig present; ///< the network in the Model panel, and its recipe
    std::shared_ptr<const TrainingData> data; ///< data of the open dataset; null: none
};

/// An error in the request or the file is the proposal's error, never thrown.
ImportProposal proposedImport(const ImportRequest &request, const ImportSurroundings &around);

} // namespace convscope
