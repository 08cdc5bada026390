// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of SettingsPanel that stay open while a run goes on, and the curve of the schedule.
#include "ui/kit/fields/number_fields.h"
#include "ui/settings/schedule_curve.h"
#include "ui/settings/settings_panel.h"
#include <QComboBox>
#include <QFormLayout>

namespace convscope {

namespace {

constexpr double kMostMomentum = 0.999999, kMostDecay = 1e15, kUsualDecay = 1e-4;

} // namespace

void SettingsPanel::buildLive(QFormLayout &form)
{
    m_momentum = amountSpin("momentumSpin", kMostMomentum,
        tr("How much of the last step goes on into the next; can be changed while it trains"));
    m_momentum->setSingleStep(0.05);
    m_decay = amountSpin("weightDecaySpin", kMostDecay,
        tr("Pulls every weight towards zero, against learning by heart; can be changed while it "
           "trains"));
    m_decay->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_decay->setFirstStep(kUsualDecay);
    int row = 0;
    QFormLayout::ItemRole role {};
    form.getWidgetPosition(m_optimizer, &row, &role); // which decides whether they are used
    form.insertRow(row + 1, tr("&Momentum"), m_momentum);
    form.insertRow(row + 2, tr("&Weight decay"), m_decay);
    m_liveForm = &form;
    m_curve = new ScheduleCurve(this);
    form.getWidgetPosition(m_schedule, &row, &role);
    form.insertRow(row + 1, m_curve);

    const auto tell = [this](std::string_view setting, double value) {
        if (!m_filling)
            Q_EMIT liveChanged(QString::fromUtf8(setting.data(), qsizetype(setting.size())), value);
    };
    connect(m_rate, &QDoubleSpinBox::valueChanged, this,
        [tell](double value) { tell(kLearningRate, value); });
    connect(m_momentum, &QDoubleSpinBox::valueChanged, this,
        [tell](double value) { tell("momentum", value); });
    connect(m_decay, &QDoubleSpinBox::valueChanged, this,
        [tell](double value) { tell("weight_decay", value); });
    connect(m_batch, &QSpinBox::valueChanged, this, [tell](int value) { tell(kBatchSize, value); });
    connect(m_optimizer, &QComboBox::currentIndexChanged, this, &SettingsPanel::fitLive);
    connect(this, &SettingsPanel::changed, this, &SettingsPanel::fitLive);
}

/// Only what the optimizer uses, and the curve of what is set.
void SettingsPanel::fitLive()
{
    const std::string kind = m_optimizer->currentData().toString().toStdString();
    if (kind.empty())
        return;
    const OptimizerInfo &optimizer = optimizerInfo(kind);
    m_liveForm->setRowVisible(m_momentum, reads(optimizer, &OptimizerOptions::momentum));
    m_liveForm->setRowVisible(m_decay, reads(optimizer, &OptimizerOptions::weightDecay));
    const RunConfig config = applied(m_shown);
    // Where no dataset is open the shape is the same, but for a warm-up in batches.
    constexpr std::int64_t kUnknown = 100;
    const std::int64_t batches = m_trainImages > 0
        ? (std::int64_t(m_trainImages) + config.batch - 1) / config.batch
        : kUnknown;
    m_curve->setSchedule(config.schedule, config.optimizer.rate, batches, config.epochs);
    m_liveForm->setRowVisible(
        m_curve, config.schedule.kind != "constant" || config.schedule.warmup > 0);
}

void SettingsPanel::showLive(const RunConfig &config)
{
    showIn(*m_momentum, config.optimizer.momentum);
    showIn(*m_decay, config.optimizer.weightDecay);
    m_shown = config;
    fitLive();
}

void SettingsPanel::takeLive(RunConfig &config) const
{
    take(*m_momentum, config.optimizer.momentum);
    take(*m_decay, config.optimizer.weightDecay);
}

void SettingsPanel::setTrainImages(std::size_t images)
{
    m_trainImages = images;
    fitLive();
}

void SettingsPanel::setRunning(bool running)
{
    for (QWidget *field : m_fixedWhileRunning)
        field->setEnabled(!running);
    m_batch->setSuffix(running ? tr(" (next epoch)") : QString());
}

} // namespace convscope
