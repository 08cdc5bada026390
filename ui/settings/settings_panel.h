// SPDX-License-Identifier: GPL-3.0-or-later
// SettingsPanel: how the network is trained, and on which of the images. GUI thread only.
#pragma once
#include "core/train/setup/run_config.h"
#include <QWidget>
#include <array>

class QToolButton;

namespace convscope {

class ScheduleCurve;
class SettingForm;

class SettingsPanel : public QWidget {
    Q_OBJECT
public:
    explicit SettingsPanel(QWidget *parent = nullptr);

    void setConfig(const RunConfig &config);
    /// `config` with what the fields say.
    RunConfig applied(RunConfig config) const;
    /// So that the preview of the schedule knows how many batches an epoch has.
    void setTrainImages(std::size_t images);
    /// While a run is going on only what counts in it can be changed.
    void setRunning(bool running);

Q_SIGNALS:
    void changed();
    void liveChanged(const QString &name, double value); ///< see SettingForm

private:
    QWidget *buildMore();
    void showMore();
    void showCurve();
    std::array<SettingForm *, 3> forms() const { return { m_training, m_more, m_images }; }

    SettingForm *m_training;
    SettingForm *m_more;
    SettingForm *m_images;
    QToolButton *m_moreTitle;
    ScheduleCurve *m_curve;
    RunConfig m_shown; // the settings that the fields were filled from
    std::size_t m_trainImages = 0;
};

} // namespace convscope
