// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetLoader: opens datasets and prepares their images in the background. GUI thread only.
#pragma once
#include "app/threads/background_task.h"
#include "core/train/setup/prepare_run.h"
#include <QImage>

namespace convscope {

struct LoadedData : PreparedRun {
    QString location;
    std::vector<QImage> examples; ///< one a reading of its layout; null where there is none
};

/// What was known of a dataset when it was open last.
struct RememberedData {
    Exclusions excluded; ///< counts where the config excludes nothing itself
    QString layout; ///< not used where the folder cannot be read so any more
};

class DatasetLoader : public QObject {
    Q_OBJECT
public:
    explicit DatasetLoader(QObject *parent = nullptr);

    /// Without a config, the preset that suits the images brings it. The dataset that was open
    /// stays open until the new one is ready.
    void open(const QString &location, std::optional<RunConfig> config,
        const RememberedData &remembered = {});
    /// The same dataset, prepared otherwise or with other images excluded.
    void prepare(const RunConfig &config);
    void cancel() { m_task.cancel(); }
    bool isBusy() const { return m_task.isBusy(); }

    bool hasData() const { return m_loaded.data != nullptr; }
    const LoadedData &loaded() const { return m_loaded; }
    /// Whether the images are chosen, prepared and split as `config` wants them.
    bool suits(const RunConfig &config) const;

Q_SIGNALS:
    void began(const QString &location);
    void progressed(quint64 done, quint64 total);
    void ready();
    /// Its images have no labels, so nothing is open but what was before.
    void unlabelled(const convscope::LoadedData &found);
    void ended(); ///< after ready(), or when it was cancelled or failed
    void failed(const QString &sentence);

private:
    void start(const QString &location, std::shared_ptr<const Dataset> whole,
        std::optional<RunConfig> config, const RememberedData &remembered);

    LoadedData m_loaded;
    BackgroundTask m_task;
};

} // namespace convscope
