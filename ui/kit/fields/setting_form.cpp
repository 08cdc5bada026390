// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/fields/setting_form.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/figure_text.h"
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QThread>
#include <algorithm>
#include <limits>

namespace convscope {

namespace {

constexpr double kPercent = 100, kMaxWarmupShare = 99;
constexpr int kShareDecimals = 9;

QString translated(std::string_view text)
{
    return QCoreApplication::translate("Setting", std::string(text).c_str());
}

/// Shares are shown in percent.
double unitsOf(const Setting &setting)
{
    return setting.field.unit == "share" ? kPercent : 1;
}

/// Below 1 it would be a share of the run, from there on batches.
double warmupOf(double amount, bool isShare)
{
    if (isShare)
        return std::min(amount, kMaxWarmupShare) / kPercent;
    return amount > 0 ? std::max(1.0, std::round(amount)) : 0;
}

template<class Field>
void describeZero(Field &field, const Setting &setting)
{
    if (!setting.zero.empty())
        field.setSpecialValueText(
            translated(setting.zero)
                .replace(QStringLiteral("%1"), QString::number(QThread::idealThreadCount())));
}

/// Two fields in a row, with what stands between them.
QWidget *beside(QWidget *left, QWidget *right, const QString &between, QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(left, 1);
    if (!between.isEmpty())
        layout->addWidget(new QLabel(between, row));
    layout->addWidget(right, between.isEmpty() ? 0 : 1);
    return row;
}

} // namespace

SettingForm::SettingForm(Setting::Group group, QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const Setting &setting : settings())
        if (setting.group == group)
            addRow(makeRow(setting));
    fitRows();
}

SettingForm::Row SettingForm::makeRow(const Setting &setting)
{
    if (!setting.choices.empty())
        return makeChoice(setting);
    if (setting.editor == Setting::Editor::ShareOrCount)
        return makeWarmup(setting);
    if (setting.field.type == Field::Type::Flag)
        return makeSwitch(setting);
    return setting.field.type == Field::Type::Whole ? makeWhole(setting) : makeReal(setting);
}

SettingForm::Row SettingForm::makeWhole(const Setting &setting)
{
    auto *box = new WholeField(this);
    box->setObjectName(fromView(setting.id) + QStringLiteral("Spin"));
    constexpr double kMax = std::numeric_limits<int>::max();
    box->setRange(int(setting.field.minimum), int(std::min(setting.field.maximum, kMax)));
    describeZero(*box, setting);
    connect(box, &QSpinBox::valueChanged, this, [this, &setting] { tellChanged(setting); });
    return { &setting, box,
        [box, &setting](const RunConfig &config) {
            showIn(*box, std::get<std::uint64_t>(setting.get(config)));
        },
        [box, &setting](RunConfig &config) {
            auto value = std::get<std::uint64_t>(setting.get(config));
            take(*box, value);
            setting.set(config, value);
        },
        box };
}

RealField *SettingForm::realField(const Setting &setting)
{
    auto *box = new RealField(this);
    box->setObjectName(fromView(setting.id) + QStringLiteral("Spin"));
    box->setRange(setting.field.minimum, setting.field.maximum * unitsOf(setting));
    if (unitsOf(setting) == kPercent)
        box->setSuffix(QStringLiteral(" %"));
    if (setting.usual > 0) {
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType); // by what fits the size
        box->setFirstStep(setting.usual);
        box->setAccelerated(true);
    } else if (setting.step > 0) {
        box->setSingleStep(setting.step * unitsOf(setting));
    }
    describeZero(*box, setting);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, &setting] { tellChanged(setting); });
    return box;
}

SettingForm::Row SettingForm::makeReal(const Setting &setting)
{
    RealField *box = realField(setting);
    const double units = unitsOf(setting);
    return { &setting, box,
        [box, units, &setting](const RunConfig &config) {
            showIn(*box, std::get<double>(setting.get(config)) * units);
        },
        [box, units, &setting](RunConfig &config) {
            if (!shows(*box, std::get<double>(setting.get(config)) * units))
                setting.set(config, box->value() / units);
        },
        box };
}

SettingForm::Row SettingForm::makeChoice(const Setting &setting)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(fromView(setting.id) + QStringLiteral("Combo"));
    WheelGuard::protect(*combo);
    for (const Setting::Choice &choice : setting.choices) {
        combo->addItem(translated(choice.title), QString::fromStdString(choice.value));
        if (!choice.help.empty())
            combo->setItemData(combo->count() - 1, translated(choice.help), Qt::ToolTipRole);
    }
    connect(
        combo, &QComboBox::currentIndexChanged, this, [this, &setting] { tellChanged(setting); });
    return { &setting, combo,
        [combo, &setting](const RunConfig &config) {
            combo->setCurrentIndex(
                combo->findData(QString::fromStdString(readable(setting.get(config)))));
        },
        [combo, &setting](RunConfig &config) {
            if (combo->currentIndex() >= 0)
                setting.set(
                    config, valueFromText(setting, combo->currentData().toString().toStdString()));
        },
        combo };
}

SettingForm::Row SettingForm::makeSwitch(const Setting &setting)
{
    auto *box = new QCheckBox(translated(setting.title), this);
    box->setObjectName(fromView(setting.id) + QStringLiteral("Check"));
    connect(box, &QCheckBox::toggled, this, [this, &setting] { tellChanged(setting); });
    return { &setting, box,
        [box, &setting](
            const RunConfig &config) { box->setChecked(std::get<bool>(setting.get(config))); },
        [box, &setting](RunConfig &config) { setting.set(config, box->isChecked()); }, box };
}

/// Below 1 a share of the run, shown in percent, else batches.
SettingForm::Row SettingForm::makeWarmup(const Setting &setting)
{
    enum Unit { Share, Batches };
    RealField *box = realField(setting);
    auto *unit = new QComboBox(this);
    unit->setObjectName(fromView(setting.id) + QStringLiteral("UnitCombo"));
    unit->addItems({ tr("% of the run"), tr("batches") });
    unit->setToolTip(tr("What the number counts"));
    //: %1 is the name of a setting
    unit->setAccessibleName(tr("Unit of “%1”").arg(translated(plainTitle(setting))));
    WheelGuard::protect(*unit);
    const auto fit = [box, unit, most = setting.field.maximum] {
        const bool isShare = unit->currentIndex() == Share;
        box->setDecimals(isShare ? kShareDecimals : 0);
        box->setMaximum(isShare ? kMaxWarmupShare : most);
    };
    fit();
    connect(unit, &QComboBox::currentIndexChanged, this, [this, fit, &setting] {
        fit();
        tellChanged(setting);
    });
    return { &setting, box,
        [box, unit, fit, &setting](const RunConfig &config) {
            const double warmup = std::get<double>(setting.get(config));
            if (warmup != 0) // no warm-up at all has no unit
                unit->setCurrentIndex(warmup < 1 ? Share : Batches);
            fit();
            showIn(*box, warmup < 1 ? warmup * kPercent : warmup);
        },
        [box, unit, &setting](RunConfig &config) {
            const double warmup = std::get<double>(setting.get(config));
            const bool isShare = unit->currentIndex() == Share;
            const bool isAsShown = isShare == (warmup < 1) || warmup == 0;
            if (!isAsShown || !shows(*box, isShare ? warmup * kPercent : warmup))
                setting.set(config, warmupOf(box->value(), isShare));
        },
        beside(box, unit, {}, this) };
}

void SettingForm::addRow(Row row)
{
    const Setting &setting = *row.setting;
    row.field->setToolTip(translated(setting.field.help));
    const bool hasPlace = !m_rows.empty() && !m_rows.back().setting->rowTitle.empty();
    if (hasPlace) { // beside the one before
        row.field->setAccessibleName(translated(plainTitle(setting)));
        Row &first = m_rows.back();
        first.field->setAccessibleName(translated(plainTitle(*first.setting)));
        first.whole = beside(first.field, row.field, QStringLiteral("×"), this);
        row.whole = first.whole;
        m_form->addRow(translated(first.setting->rowTitle), first.whole);
        static_cast<QLabel *>(m_form->labelForField(first.whole))->setBuddy(first.field);
    } else if (setting.rowTitle.empty() && setting.field.type == Field::Type::Flag) {
        m_form->addRow(row.whole);
    } else if (setting.rowTitle.empty()) {
        m_form->addRow(translated(setting.title), row.whole);
        static_cast<QLabel *>(m_form->labelForField(row.whole))->setBuddy(row.field);
    }
    m_rows.push_back(std::move(row));
}

void SettingForm::tellChanged(const Setting &setting)
{
    fitRows();
    Q_EMIT changed();
    if (setting.live == Setting::Live::NextBatch || setting.live == Setting::Live::NextEpoch)
        Q_EMIT liveChanged(
            QString::fromStdString(setting.field.name), numberOf(applied(m_shown), setting));
}

void SettingForm::fitRows()
{
    const RunConfig config = applied(m_shown);
    for (const Row &row : m_rows)
        if (row.setting->applies)
            m_form->setRowVisible(row.whole, applies(*row.setting, config));
}

void SettingForm::setConfig(const RunConfig &config)
{
    const QSignalBlocker quiet(this);
    m_shown = config;
    for (const Row &row : m_rows)
        row.show(config);
    fitRows();
}

RunConfig SettingForm::applied(RunConfig config) const
{
    for (const Row &row : m_rows)
        row.take(config);
    return config;
}

void SettingForm::setRunning(bool running)
{
    for (const Row &row : m_rows) {
        const Setting::Live live = row.setting->live;
        const bool counts = live == Setting::Live::NextBatch || live == Setting::Live::NextEpoch;
        row.field->setEnabled(!running || counts);
        if (row.whole != row.field)
            row.whole->setEnabled(!running || counts);
        if (auto *box = qobject_cast<QSpinBox *>(row.field);
            box && live == Setting::Live::NextEpoch)
            box->setSuffix(running ? tr(" (next epoch)") : QString());
    }
}

void SettingForm::insertBelow(std::string_view name, QWidget *widget)
{
    const auto row = std::ranges::find(
        m_rows, name, [](const Row &own) { return std::string_view(own.setting->field.name); });
    int place = 0;
    QFormLayout::ItemRole role {};
    m_form->getWidgetPosition(row->whole, &place, &role);
    m_form->insertRow(place + 1, widget);
}

void SettingForm::addBelow(QWidget *widget)
{
    m_form->addRow(widget);
}

void SettingForm::setRowVisible(QWidget *widget, bool visible)
{
    m_form->setRowVisible(widget, visible);
}

} // namespace convscope
