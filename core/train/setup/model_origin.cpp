// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/model_origin.h"

namespace convscope {

std::string_view toString(ModelCheckpoint checkpoint)
{
    switch (checkpoint) {
    case ModelCheckpoint::File:
        return "file";
    case ModelCheckpoint::Best:
    case ModelCheckpoint::BestSoFar:
        return "best";
    case ModelCheckpoint::Last:
        return "last";
    case ModelCheckpoint::Live:
        return "live";
    }
    return "";
}

std::string describe(ModelCheckpoint checkpoint, const TrainedModel &model)
{
    const std::string epoch = std::to_string(model.epoch);
    const std::string batch = std::to_string(model.batch);
    switch (checkpoint) {
    case ModelCheckpoint::File:
        break;
    case ModelCheckpoint::Best:
        return "the epoch with the lowest validation loss, " + epoch + " (batch " + batch + ")";
    case ModelCheckpoint::BestSoFar:
        return "the epoch with the lowest validation loss until then, " + epoch + " (batch " + batch
            + "); the run went on";
    case ModelCheckpoint::Last:
        return "the end of the run, batch " + batch + " (epoch " + epoch + ")";
    case ModelCheckpoint::Live:
        return "batch " + batch + " (epoch " + epoch + "); the run went on";
    }
    return model.batch > 0 ? "a model file, after batch " + batch + " (epoch " + epoch + ")"
                           : "a model file, not trained by this program";
}

} // namespace convscope
