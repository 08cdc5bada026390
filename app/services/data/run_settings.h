// SPDX-License-Identifier: GPL-3.0-or-later
// RunSettings: the settings of the next run, and where they come from. GUI thread only.
#pragma once
#include "app/services/data/dataset_loader.h"
#include <QObject>

namespace convscope {

class RunSettings : public QObject {
    Q_OBJECT
public:
    /// `asked`: what a person wants the first dataset to be trained with; none: what suits it.
    explicit RunSettings(std::optional<RunConfig> asked, QObject *parent = nullptr);

    const RunConfig &config() const { return m_config; }

    void choosePreset(const QString &name);
    /// The settings as the person changed them; the model is adapted to them.
    void configure(const RunConfig &config);
    void exclude(const Exclusions &excluded); ///< files and classes of the open dataset
    /// These are for the dataset that is opened next, and the person wants them in the place of
    /// what was set.
    void askFor(const RunConfig &config);

    // The following is for those who open datasets and begin runs.

    /// The settings that the next dataset shall be prepared by; none: those that suit it.
    std::optional<RunConfig> takeAsked() { return std::exchange(m_asked, std::nullopt); }
    void beginReading(); ///< another dataset
    void endReading(); ///< also where nothing came of it
    /// Its data are there. `isOther`: it was not open before, so that it brings its own recipe;
    /// `isFixed`: the settings it was read with are used in any case, as they are a run's.
    void follow(const LoadedData &loaded, bool isOther, bool isFixed);
    void use(const RunConfig &config); ///< a run's, as they are
    /// The settings that can change while a run goes on are as in `config` by now.
    void useValuesOf(const RunConfig &config);

Q_SIGNALS:
    void changed();
    /// The person's settings gave way to those suggested for the dataset that was opened.
    void replaced(const QString &dataset);

private:
    void takeRecipe(const LoadedData &loaded);
    void adaptModel();

    RunConfig m_config;
    std::optional<RunConfig> m_asked; // by the person, for what is opened next
    std::optional<RunConfig>
        m_suggested; // for the open dataset; none: what is set may be replaced without a word
    enum class Reading { Nothing, ADataset, ADatasetForThePreset };
    Reading m_reading = Reading::Nothing; // the last: a preset was chosen meanwhile
    PreparedRun m_open; // the dataset that is open; without one: none
};

} // namespace convscope
