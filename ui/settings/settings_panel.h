// SPDX-License-Identifier: GPL-3.0-or-later
// SettingsPanel: how the network is trained, and on which of the pictures. GUI thread only.
#pragma once
#include "core/train/setup/setting_change.h"
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QToolButton;

namespace convscope {

class RealField;
class ScheduleCurve;
class WholeField;

class SettingsPanel : public QWidget {
    Q_OBJECT
public:
    explicit SettingsPanel(QWidget *parent = nullptr);

    void setConfig(const RunConfig &config);
    /// `config` with what the fields say.
    RunConfig applied(RunConfig config) const;
    /// So that the preview of the schedule knows how many batches an epoch has.
    void setTrainImages(std::size_t images);
    /// While a run is going on only learning rate, momentum, weight decay and batch size can be
    /// changed.
    void setRunning(bool running);

Q_SIGNALS:
    void changed();
    void liveChanged(const QString &name, double value); ///< of those

private:
    void buildTraining(QFormLayout &form);
    void buildData(QFormLayout &form);
    QWidget *buildMore();
    void buildMoreFields(QFormLayout &form);
    void buildLive(QFormLayout &form);
    void fitLive();
    void showLive(const RunConfig &config);
    void takeLive(RunConfig &config) const;
    void makeRate();
    template<class Info>
    QComboBox *kindCombo(
        const char *objectName, const std::vector<Info> &registry, const QString &toolTip);
    WholeField *spin(const char *objectName, int least, int most, const QString &toolTip);
    RealField *amountSpin(const char *objectName, double most, const QString &toolTip);
    QComboBox *choice(const char *objectName, const QStringList &items, const QString &toolTip);
    void tellChanged();
    void showMore(const RunConfig &config);
    void takeMore(RunConfig &config) const;
    void fitWarmup(); // its range to its unit

    WholeField *m_epochs = nullptr;
    WholeField *m_batch = nullptr;
    RealField *m_rate = nullptr;
    QComboBox *m_optimizer = nullptr;
    QComboBox *m_schedule = nullptr;
    WholeField *m_patience = nullptr;
    WholeField *m_seed = nullptr;
    QCheckBox *m_shuffle = nullptr;
    WholeField *m_threads = nullptr;
    QToolButton *m_moreTitle = nullptr;
    RealField *m_warmup = nullptr;
    QComboBox *m_warmupUnit = nullptr;
    RealField *m_clip = nullptr;
    RealField *m_smoothing = nullptr;
    QComboBox *m_weights = nullptr;
    QCheckBox *m_tensorboard = nullptr;
    RealField *m_validation = nullptr;
    RealField *m_test = nullptr;
    WholeField *m_limit = nullptr;
    RealField *m_momentum = nullptr;
    RealField *m_decay = nullptr;
    ScheduleCurve *m_curve = nullptr;
    QFormLayout *m_liveForm = nullptr;
    RunConfig m_shown; // what the fields were filled from
    std::size_t m_trainImages = 0;
    std::vector<QWidget *> m_fixedWhileRunning;
    bool m_filling = false; // setConfig() is at work: nobody has changed anything
};

} // namespace convscope
