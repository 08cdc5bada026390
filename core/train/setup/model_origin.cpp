// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/model_origin.h"

namespace convscope {

std::string_view toString(ModelMoment moment)
{
    switch (moment) {
    case ModelMoment::File:
        return "file";
    case ModelMoment::Best:
    case ModelMoment::BestSoFar:
        return "best";
    case ModelMoment::Last:
        return "last";
    case ModelMoment::Live:
        return "live";
    }
    return "";
}

std::string describe(ModelMoment moment, const TrainedModel &model)
{
    const std::string epoch = std::to_string(model.epoch);
    const std::string batch = std::to_string(model.batch);
    switch (moment) {
    case ModelMoment::File:
        break;
    case ModelMoment::Best:
        return "the epoch with the lowest validation loss, " + epoch + " (batch " + batch + ")";
    case ModelMoment::BestSoFar:
        return "the epoch with the lowest validation loss until then, " + epoch + " (batch " + batch
            + "); the run went on";
    case ModelMoment::Last:
        return "the end of the run, batch " + batch + " (epoch " + epoch + ")";
    case ModelMoment::Live:
        return "batch " + batch + " (epoch " + epoch + "); the run went on";
    }
    return model.batch > 0 ? "a model file, after batch " + batch + " (epoch " + epoch + ")"
                           : "a model file, not trained by this program";
}

} // namespace convscope
