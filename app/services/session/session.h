// SPDX-License-Identifier: GPL-3.0-or-later
// Session: what is open and what goes on: dataset, settings, run, models. GUI thread only.
#pragma once
#include "app/services/channel_scales.h"
#include "app/services/explanations.h"
#include "app/services/exports.h"
#include "app/services/maps_focus.h"
#include "app/services/preflight.h"
#include "app/services/run_library.h"
#include "app/services/studies.h"

namespace convscope {

class Session : public QObject {
    Q_OBJECT
public:
    struct Options {
        std::filesystem::path runs; ///< new runs become folders in here
        std::filesystem::path nextRun; ///< where the next run goes instead; empty: a new folder
        std::optional<RunConfig> config; ///< asked for by the person; else the dataset decides
    };
    explicit Session(Options options, QObject *parent = nullptr);

    TrainingService &training() { return m_training; }
    DatasetService &dataset() { return m_dataset; }
    ModelService &models() { return m_models; }
    Inspection &inspection() { return m_inspection; }
    Evaluations &evaluations() { return m_evaluations; }
    Exports &exports() { return m_exports; }
    TimeMachine &past() { return m_past; } ///< of the run in the charts
    RunSettings &settings() { return m_settings; }

    RunLibrary &library() { return m_library; }
    Preflight &preflight() { return m_preflight; }
    ChannelScales &scales() { return m_scales; }
    MapsFocus &focus() { return m_focus; }
    Studies &studies() { return m_studies; }
    Explanations &explanations() { return m_explanations; }

Q_SIGNALS:
    void failed(const QString &sentence);

private:
    void pinFirst();
    void connectDataset();

    Options m_options;
    RunSettings m_settings;
    DatasetService m_dataset { m_settings };
    TrainingService m_training { m_settings, m_dataset, { m_options.runs, m_options.nextRun } };
    ModelService m_models { m_dataset, m_training };
    Inspection m_inspection;
    TimeMachine m_past { m_training, m_models, m_inspection };
    Evaluations m_evaluations { m_dataset, m_models };
    RunLibrary m_library { m_settings, m_dataset, m_training, m_options.runs };
    Preflight m_preflight { m_settings, m_dataset, m_training };
    ChannelScales m_scales { m_training, m_inspection };
    MapsFocus m_focus { m_inspection };
    Studies m_studies { m_dataset, m_training, m_inspection };
    Explanations m_explanations { m_inspection };
    Exports m_exports { { m_settings, m_dataset, m_training, m_models, m_inspection, m_past,
        m_evaluations } };
};

} // namespace convscope
