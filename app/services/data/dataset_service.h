// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetService: the dataset that is open, what is excluded from it, and the report on it. GUI
// thread only.
#pragma once
#include "app/services/data/dataset_examiner.h"
#include "app/services/data/dataset_loader.h"
#include "app/services/data/run_settings.h"
#include <variant>

namespace convscope {

class DatasetService : public QObject {
    Q_OBJECT
public:
    explicit DatasetService(RunSettings &settings, QObject *parent = nullptr);

    /// The dataset that was open stays open until the new one is ready. What is remembered of it
    /// is not used where it does not fit any more.
    void open(const QString &location, const RememberedData &remembered = {});
    /// The dataset of a run, prepared as it was for that run, whose settings are used from then on.
    void openFor(const RunConfig &run);
    /// The open dataset once more, as the settings want it by now.
    void prepare();
    /// Excludes from the open dataset; the images stay as they are prepared.
    void exclude(const Exclusions &excluded);
    void cancel() { m_loader.cancel(); }

    bool isBusy() const { return m_loader.isBusy(); }
    bool isOpening() const { return std::holds_alternative<Opening>(m_state); }
    bool hasData() const { return m_loader.hasData(); }
    const LoadedData &loaded() const { return m_loader.loaded(); }
    const QString &location() const { return m_location; } ///< that the settings are for
    /// Whether the images are chosen, prepared and split as `config` wants them.
    bool suits(const RunConfig &config) const { return m_loader.suits(config); }
    DatasetExaminer &examiner() { return m_examiner; }

Q_SIGNALS:
    void opening(); ///< another dataset: whatever waits for the one before waits in vain
    void began(const QString &location);
    void progressed(quint64 done, quint64 total);
    void replaced(); ///< another dataset is open; before changed()
    void changed(); ///< another one, or the same prepared anew
    void ready(); ///< after changed(): whatever waits for the data can begin
    void excludedChanged(); ///< by the person; see RunSettings
    /// The person chose to look at one, counted in loaded().whole.
    void sampleChosen(quint64 sample);
    /// It has images, and nothing says what they show; what was open stays open.
    void unlabelled(const convscope::LoadedData &found);
    void failed(const QString &sentence);
    void ended(); ///< after ready(), or when it was cancelled or failed

private:
    void take();

    RunSettings &m_settings;
    DatasetLoader m_loader;
    DatasetExaminer m_examiner;
    QString m_location;
    struct Idle { };
    struct Opening {
        bool isForARun = false; // whose settings come with it
    };
    struct Preparing { };
    std::variant<Idle, Opening, Preparing> m_state;
};

} // namespace convscope
