// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_panel.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/figure_text.h"
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QScrollArea>
#include <QThread>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace convscope {

namespace {

constexpr double kMostShare = 99; // percent
constexpr double kMostWarmupBatches = 1e12, kMostReal = 1e15;
constexpr int kShareDecimals = 9;
constexpr double kUsualRate = 0.001;
constexpr int kMostWhole = std::numeric_limits<int>::max();
constexpr std::array kClassWeights { ClassWeights::None, ClassWeights::Balanced };
enum WarmupUnit { Share, Batches };

/// Of a field that shows percents.
void takeShare(const RealField &field, double &share)
{
    if (!shows(field, share * 100))
        share = field.value() / 100;
}

/// Below 1 it would be a share of the run, from there on batches.
double warmupOf(double amount, bool isShare)
{
    if (isShare)
        return std::min(amount, kMostShare) / 100;
    return amount > 0 ? std::max(1.0, std::round(amount)) : 0;
}

} // namespace

SettingsPanel::SettingsPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("settingsPanel"));
    setAccessibleName(tr("Settings"));
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    auto *training = new QGroupBox(tr("How it trains"), content);
    auto *used = new QGroupBox(tr("Pictures used"), content);
    for (QGroupBox *group : { training, used }) {
        auto *form = new QFormLayout(group);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        group == training ? buildTraining(*form) : buildData(*form);
        column->addWidget(group);
    }
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    m_fixedWhileRunning = { m_epochs, m_optimizer, m_schedule, m_patience, m_seed, m_shuffle,
        m_threads, m_warmup, m_warmupUnit, m_clip, m_smoothing, m_weights, m_tensorboard,
        m_validation, m_test, m_limit };
}

WholeField *SettingsPanel::spin(const char *objectName, int least, int most, const QString &toolTip)
{
    auto *box = new WholeField(this);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setRange(least, most);
    box->setToolTip(toolTip);
    connect(box, &QSpinBox::valueChanged, this, &SettingsPanel::tellChanged);
    return box;
}

/// 0 is shown as "off".
RealField *SettingsPanel::amountSpin(const char *objectName, double most, const QString &toolTip)
{
    auto *box = new RealField(this);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setRange(0, most);
    box->setSpecialValueText(tr("off"));
    box->setToolTip(toolTip);
    connect(box, &QDoubleSpinBox::valueChanged, this, &SettingsPanel::tellChanged);
    return box;
}

QComboBox *SettingsPanel::choice(
    const char *objectName, const QStringList &items, const QString &toolTip)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(QString::fromLatin1(objectName));
    combo->addItems(items);
    combo->setToolTip(toolTip);
    WheelGuard::protect(*combo);
    connect(combo, &QComboBox::currentIndexChanged, this, &SettingsPanel::tellChanged);
    return combo;
}

void SettingsPanel::tellChanged()
{
    if (!m_filling)
        Q_EMIT changed();
}

void SettingsPanel::makeRate()
{
    m_rate = new RealField(this);
    m_rate->setObjectName(QStringLiteral("learningRateSpin"));
    m_rate->setRange(0, kMostReal);
    m_rate->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType); // by what fits the size
    m_rate->setFirstStep(kUsualRate);
    m_rate->setAccelerated(true);
    m_rate->setToolTip(tr("How far the weights move in one step; can be changed while it trains"));
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &SettingsPanel::tellChanged);
}

// A choice between the kinds of a registry.
template<class Info>
QComboBox *SettingsPanel::kindCombo(
    const char *objectName, const std::vector<Info> &registry, const QString &toolTip)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(QString::fromLatin1(objectName));
    combo->setToolTip(toolTip);
    WheelGuard::protect(*combo);
    for (const Info &info : registry) {
        combo->addItem(fromView(info.title), fromView(info.kind));
        combo->setItemData(combo->count() - 1, fromView(info.help), Qt::ToolTipRole);
    }
    return combo;
}

void SettingsPanel::buildTraining(QFormLayout &form)
{
    m_epochs = spin("epochsSpin", 1, 100000, tr("How often every training picture is seen"));
    m_batch = spin(
        "batchSpin", 1, 65536, tr("How many pictures are averaged for one step of the weights"));
    makeRate();
    m_optimizer = kindCombo("optimizerCombo", optimizerRegistry(),
        tr("The rule by which the weights move along their gradients"));
    m_schedule = kindCombo("scheduleCombo", scheduleRegistry(),
        tr("How the learning rate changes in the course of the run"));
    m_patience = spin(
        "patienceSpin", 0, 10000, tr("Stop after so many epochs without a better validation loss"));
    m_patience->setSpecialValueText(tr("off"));
    m_seed
        = spin("seedSpin", 0, kMostWhole, tr("The same seed gives the same run, to the last bit"));
    m_threads = spin(
        "threadsSpin", 0, 256, tr("Processor threads to train with; never changes a result"));
    m_threads->setSpecialValueText(tr("all (%1)").arg(QThread::idealThreadCount()));
    m_shuffle = new QCheckBox(tr("Shuffle every epoch"), this);
    m_shuffle->setObjectName(QStringLiteral("shuffleCheck"));
    m_shuffle->setToolTip(tr("Show the pictures in a new order in every epoch"));
    connect(m_shuffle, &QCheckBox::toggled, this, &SettingsPanel::tellChanged);
    connect(m_optimizer, &QComboBox::activated, this, &SettingsPanel::tellChanged);
    connect(m_schedule, &QComboBox::activated, this, &SettingsPanel::tellChanged);
    form.addRow(tr("&Epochs"), m_epochs);
    form.addRow(tr("&Batch size"), m_batch);
    form.addRow(tr("&Learning rate"), m_rate);
    form.addRow(tr("&Optimizer"), m_optimizer);
    form.addRow(tr("Sched&ule"), m_schedule);
    form.addRow(tr("Early s&top"), m_patience);
    form.addRow(tr("&Seed"), m_seed);
    form.addRow(tr("T&hreads"), m_threads);
    form.addRow(m_shuffle);
    form.addRow(buildMore());
    buildLive(form);
}

void SettingsPanel::buildData(QFormLayout &form)
{
    m_validation = amountSpin("validationSpin", kMostShare,
        tr("Share of the training pictures that is kept apart to judge each epoch, where the "
           "dataset brings no validation pictures"));
    m_test = amountSpin("testSpin", kMostShare,
        tr("Share that is kept apart until the end, where the dataset brings no test pictures"));
    for (RealField *share : { m_validation, m_test }) {
        share->setSuffix(QStringLiteral(" %"));
        share->setSpecialValueText({});
    }
    m_limit = spin("limitSpin", 0, kMostWhole,
        tr("Use at most so many pictures of each split, spread over the classes"));
    m_limit->setSpecialValueText(tr("all"));
    form.addRow(tr("Vali&dation"), m_validation);
    form.addRow(tr("Tes&t"), m_test);
    form.addRow(tr("&Most pictures"), m_limit);
}

QWidget *SettingsPanel::buildMore()
{
    m_moreTitle = new QToolButton(this);
    m_moreTitle->setObjectName(QStringLiteral("moreButton"));
    m_moreTitle->setCheckable(true);
    m_moreTitle->setAutoRaise(true);
    m_moreTitle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_moreTitle->setArrowType(Qt::RightArrow);
    m_moreTitle->setToolTip(tr("Warm-up, gradient clipping, label smoothing, class weights"));
    auto *fields = new QWidget(this);
    auto *form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    fields->hide();
    buildMoreFields(*form);
    connect(m_moreTitle, &QToolButton::toggled, this, [this, fields](bool open) {
        if (!open && hasFault(*fields)) // which would not be seen
            return m_moreTitle->setChecked(true);
        fields->setVisible(open);
        m_moreTitle->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    auto *whole = new QWidget(this);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_moreTitle);
    layout->addWidget(fields);
    return whole;
}

void SettingsPanel::buildMoreFields(QFormLayout &form)
{
    m_warmup = amountSpin("warmupSpin", kMostShare,
        tr("For so long the learning rate rises from zero to its full size; the first steps of a "
           "fresh network point anywhere"));
    m_warmupUnit = choice(
        "warmupUnitCombo", { tr("% of the run"), tr("batches") }, tr("What the warm-up counts"));
    m_warmupUnit->setAccessibleName(tr("Unit of the warm-up"));
    m_clip = amountSpin("clipSpin", kMostReal,
        tr("Gradient clipping: a gradient longer than this, over all weights together, is "
           "shortened to it, so that one odd batch cannot throw the network off; 1 is usual"));
    m_smoothing = amountSpin("smoothingSpin", kMostShare,
        tr("Label smoothing: this share of the target is spread over all classes, so that the "
           "network does not become surer than the labels are; 10 % is usual"));
    m_smoothing->setSuffix(QStringLiteral(" %"));
    m_weights = choice("classWeightsCombo", { tr("All pictures alike"), tr("Balanced") },
        tr("Balanced: pictures of rare classes count more in training, so that every class counts "
           "the same in all"));
    connect(m_warmupUnit, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            fitWarmup();
    });
    auto *warmup = new QHBoxLayout;
    warmup->addWidget(m_warmup, 1);
    warmup->addWidget(m_warmupUnit);
    form.addRow(tr("&Warm-up"), warmup);
    form.addRow(tr("&Clip gradient"), m_clip);
    form.addRow(tr("Smooth l&abels"), m_smoothing);
    form.addRow(tr("Class we&ights"), m_weights);
    m_tensorboard = new QCheckBox(tr("Write Tensor&Board files"), this);
    m_tensorboard->setObjectName(QStringLiteral("tensorboardCheck"));
    m_tensorboard->setToolTip(tr("Write the figures of a run also as event files into its folder, "
                                 "which TensorBoard shows"));
    connect(m_tensorboard, &QCheckBox::toggled, this, &SettingsPanel::tellChanged);
    form.addRow(m_tensorboard);
    static_cast<QLabel *>(form.labelForField(warmup))->setBuddy(m_warmup);
}

void SettingsPanel::setConfig(const RunConfig &config)
{
    m_filling = true;
    showIn(*m_epochs, config.epochs);
    showIn(*m_batch, config.batch);
    showIn(*m_rate, config.optimizer.rate);
    m_optimizer->setCurrentIndex(
        m_optimizer->findData(QString::fromStdString(config.optimizer.kind)));
    m_schedule->setCurrentIndex(m_schedule->findData(QString::fromStdString(config.schedule.kind)));
    showIn(*m_patience, config.patience);
    showIn(*m_seed, config.seed);
    m_shuffle->setChecked(config.shuffle);
    showIn(*m_threads, config.threads);
    showIn(*m_limit, config.limit);
    showIn(*m_validation, config.validation * 100);
    showIn(*m_test, config.test * 100);
    showMore(config);
    showLive(config);
    m_filling = false;
}

void SettingsPanel::showMore(const RunConfig &config)
{
    const double warmup = config.schedule.warmup;
    if (warmup != 0) // no warm-up at all has no unit
        m_warmupUnit->setCurrentIndex(warmup < 1 ? Share : Batches);
    fitWarmup();
    showIn(*m_warmup, warmup < 1 ? warmup * 100 : warmup);
    showIn(*m_clip, config.clipNorm);
    showIn(*m_smoothing, config.labelSmoothing * 100);
    const auto weights = std::ranges::find(kClassWeights, config.classWeights);
    m_weights->setCurrentIndex(int(weights - kClassWeights.begin()));
    m_tensorboard->setChecked(config.tensorboard);
    const int used = int(warmup != 0) + int(config.clipNorm != 0) + int(config.labelSmoothing != 0)
        + int(config.classWeights != ClassWeights::None);
    //: further settings; %1 of them are in use
    m_moreTitle->setText(
        used > 0 ? tr("More settings (%1 in use)").arg(used) : tr("More settings"));
}

void SettingsPanel::fitWarmup()
{
    const bool isShare = m_warmupUnit->currentIndex() == Share;
    m_warmup->setDecimals(isShare ? kShareDecimals : 0);
    m_warmup->setMaximum(isShare ? kMostShare : kMostWarmupBatches);
}

RunConfig SettingsPanel::applied(RunConfig config) const
{
    take(*m_epochs, config.epochs);
    take(*m_batch, config.batch);
    take(*m_rate, config.optimizer.rate);
    if (m_optimizer->currentIndex() >= 0)
        config.optimizer.kind = m_optimizer->currentData().toString().toStdString();
    if (m_schedule->currentIndex() >= 0)
        config.schedule.kind = m_schedule->currentData().toString().toStdString();
    take(*m_patience, config.patience);
    take(*m_seed, config.seed);
    config.shuffle = m_shuffle->isChecked();
    take(*m_threads, config.threads);
    takeShare(*m_validation, config.validation);
    takeShare(*m_test, config.test);
    take(*m_limit, config.limit);
    takeMore(config);
    takeLive(config);
    return config;
}

void SettingsPanel::takeMore(RunConfig &config) const
{
    double &warmup = config.schedule.warmup;
    const bool isShare = m_warmupUnit->currentIndex() == Share;
    const bool isAsShown = isShare == (warmup < 1) || warmup == 0;
    if (!isAsShown || !shows(*m_warmup, isShare ? warmup * 100 : warmup))
        warmup = warmupOf(m_warmup->value(), isShare);
    take(*m_clip, config.clipNorm);
    if (!shows(*m_smoothing, config.labelSmoothing * 100))
        config.labelSmoothing = m_smoothing->value() / 100;
    config.classWeights = kClassWeights[std::size_t(std::max(0, m_weights->currentIndex()))];
    config.tensorboard = m_tensorboard->isChecked();
}

} // namespace convscope
