// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/settings_panel.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QScrollArea>
#include <QThread>
#include <QVBoxLayout>
#include <array>
#include <cmath>
#include <limits>

namespace convscope {

namespace {

constexpr int kMostSide = 512; // pixels of a prepared picture
constexpr std::array kNormalizations { Normalization::Unit, Normalization::Standard,
    Normalization::None };

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Shows 0.001 as "0.001", not as "0.0010000", and goes up and down by what fits the size.
class RateSpinBox final : public QDoubleSpinBox {
public:
    explicit RateSpinBox(QWidget *parent)
        : QDoubleSpinBox(parent)
    {
        setDecimals(7);
        setRange(1e-7, 10);
        setStepType(AdaptiveDecimalStepType);
        setAccelerated(true);
    }
    QString textFromValue(double value) const override { return locale().toString(value, 'g', 6); }
};

} // namespace

SettingsPanel::SettingsPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("settingsPanel"));
    setAccessibleName(tr("Settings"));
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    auto *training = new QGroupBox(tr("Training"), content);
    auto *pictures = new QGroupBox(tr("Pictures"), content);
    for (QGroupBox *group : { training, pictures }) {
        auto *form = new QFormLayout(group);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        group == training ? buildTraining(*form) : buildPictures(*form);
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
    m_fixedWhileRunning
        = { m_epochs, m_batch, m_optimizer, m_schedule, m_patience, m_seed, m_shuffle, m_threads,
              m_channels, m_width, m_height, m_normalization, m_validation, m_test, m_limit };
}

QSpinBox *SettingsPanel::spin(const char *objectName, int least, int most, const QString &toolTip)
{
    auto *box = new QSpinBox(this);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setRange(least, most);
    box->setToolTip(toolTip);
    box->setKeyboardTracking(false);
    box->setFocusPolicy(Qt::StrongFocus); // a wheel that scrolls the panel changes nothing
    connect(box, &QSpinBox::valueChanged, this, [this] {
        if (!m_filling)
            Q_EMIT changed();
    });
    return box;
}

void SettingsPanel::makeRate()
{
    m_rate = new RateSpinBox(this);
    m_rate->setObjectName(QStringLiteral("learningRateSpin"));
    m_rate->setKeyboardTracking(false);
    m_rate->setFocusPolicy(Qt::StrongFocus);
    m_rate->setToolTip(tr("How far the weights move in one step; can be changed while it trains"));
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, [this](double rate) {
        if (m_filling)
            return;
        Q_EMIT learningRateChanged(rate);
        Q_EMIT changed();
    });
}

// A choice between the kinds of a registry.
template<class Info>
QComboBox *SettingsPanel::kindCombo(
    const char *objectName, const std::vector<Info> &registry, const QString &toolTip)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(QString::fromLatin1(objectName));
    combo->setToolTip(toolTip);
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
    m_seed = spin("seedSpin", 0, std::numeric_limits<int>::max(),
        tr("The same seed gives the same run, to the last bit"));
    m_threads = spin(
        "threadsSpin", 0, 256, tr("Processor threads to train with; never changes a result"));
    m_threads->setSpecialValueText(tr("all (%1)").arg(QThread::idealThreadCount()));
    m_shuffle = new QCheckBox(tr("Shuffle every epoch"), this);
    m_shuffle->setObjectName(QStringLiteral("shuffleCheck"));
    m_shuffle->setToolTip(tr("Show the pictures in a new order in every epoch"));
    const auto tellChanged = [this] {
        if (!m_filling)
            Q_EMIT changed();
    };
    connect(m_shuffle, &QCheckBox::toggled, this, tellChanged);
    connect(m_optimizer, &QComboBox::activated, this, tellChanged);
    connect(m_schedule, &QComboBox::activated, this, tellChanged);
    form.addRow(tr("&Epochs"), m_epochs);
    form.addRow(tr("&Batch size"), m_batch);
    form.addRow(tr("&Learning rate"), m_rate);
    form.addRow(tr("&Optimizer"), m_optimizer);
    form.addRow(tr("Sched&ule"), m_schedule);
    form.addRow(tr("Early s&top"), m_patience);
    form.addRow(tr("&Seed"), m_seed);
    form.addRow(tr("T&hreads"), m_threads);
    form.addRow(m_shuffle);
}

void SettingsPanel::buildPictures(QFormLayout &form)
{
    m_channels = new QComboBox(this);
    m_channels->setObjectName(QStringLiteral("channelsCombo"));
    m_channels->addItem(tr("Grey"), 1);
    m_channels->addItem(tr("Colour (RGB)"), 3);
    m_channels->setToolTip(tr("What the network gets to see of the colours"));
    const QString sizeTip = tr("Every picture is brought to this size");
    m_width = spin("widthSpin", 1, kMostSide, sizeTip);
    m_height = spin("heightSpin", 1, kMostSide, sizeTip);
    m_width->setAccessibleName(tr("Width"));
    m_height->setAccessibleName(tr("Height"));
    auto *size = new QWidget(this);
    auto *row = new QHBoxLayout(size);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_width, 1);
    row->addWidget(new QLabel(QStringLiteral("×"), size));
    row->addWidget(m_height, 1);
    m_normalization = new QComboBox(this);
    m_normalization->setObjectName(QStringLiteral("normalizationCombo"));
    m_normalization->addItems(
        { tr("0 to 1"), tr("Mean 0, deviation 1"), tr("0 to 255, as they are") });
    m_normalization->setToolTip(tr("The numbers that pixel values become"));
    for (QComboBox *combo : { m_channels, m_normalization })
        connect(combo, &QComboBox::activated, this, &SettingsPanel::changed);
    m_validation = spin("validationSpin", 0, 90,
        tr("Share of the training pictures that is kept apart to judge each epoch, where the "
           "dataset brings no validation pictures"));
    m_test = spin("testSpin", 0, 90,
        tr("Share that is kept apart until the end, where the dataset brings no test pictures"));
    m_validation->setSuffix(QStringLiteral(" %"));
    m_test->setSuffix(QStringLiteral(" %"));
    m_limit = spin("limitSpin", 0, std::numeric_limits<int>::max(),
        tr("Use at most so many pictures of each split, spread over the classes"));
    m_limit->setSpecialValueText(tr("all"));
    form.addRow(tr("&Colours"), m_channels);
    form.addRow(tr("Si&ze"), size);
    form.addRow(tr("Pixel &values"), m_normalization);
    form.addRow(tr("Vali&dation"), m_validation);
    form.addRow(tr("Tes&t"), m_test);
    form.addRow(tr("&Most pictures"), m_limit);
}

void SettingsPanel::setConfig(const RunConfig &config)
{
    m_filling = true;
    m_epochs->setValue(config.epochs);
    m_batch->setValue(config.batch);
    m_rate->setValue(config.optimizer.rate);
    m_optimizer->setCurrentIndex(
        m_optimizer->findData(QString::fromStdString(config.optimizer.kind)));
    m_schedule->setCurrentIndex(m_schedule->findData(QString::fromStdString(config.schedule.kind)));
    m_patience->setValue(config.patience);
    m_seed->setValue(int(config.seed));
    m_shuffle->setChecked(config.shuffle);
    m_threads->setValue(config.threads);
    m_channels->setCurrentIndex(m_channels->findData(config.preprocessing.channels));
    m_width->setValue(config.preprocessing.width);
    m_height->setValue(config.preprocessing.height);
    for (std::size_t i = 0; i < kNormalizations.size(); ++i)
        if (kNormalizations[i] == config.preprocessing.normalization)
            m_normalization->setCurrentIndex(int(i));
    m_limit->setValue(int(config.limit));
    showShares(config);
    m_filling = false;
}

void SettingsPanel::showShares(const RunConfig &config)
{
    m_validation->setValue(int(std::lround(config.validation * 100)));
    m_test->setValue(int(std::lround(config.test * 100)));
}

RunConfig SettingsPanel::applied(RunConfig config) const
{
    config.epochs = m_epochs->value();
    config.batch = m_batch->value();
    config.optimizer.rate = m_rate->value();
    config.optimizer.kind = m_optimizer->currentData().toString().toStdString();
    config.schedule.kind = m_schedule->currentData().toString().toStdString();
    config.patience = m_patience->value();
    config.seed = std::uint64_t(m_seed->value());
    config.shuffle = m_shuffle->isChecked();
    config.threads = m_threads->value();
    config.preprocessing.channels = m_channels->currentData().toInt();
    config.preprocessing.width = m_width->value();
    config.preprocessing.height = m_height->value();
    config.preprocessing.normalization
        = kNormalizations[std::size_t(std::max(0, m_normalization->currentIndex()))];
    config.validation = m_validation->value() / 100.0;
    config.test = m_test->value() / 100.0;
    config.limit = std::size_t(m_limit->value());
    return config;
}

void SettingsPanel::setRunning(bool running)
{
    for (QWidget *field : m_fixedWhileRunning)
        field->setEnabled(!running);
}

} // namespace convscope
