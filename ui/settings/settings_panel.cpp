// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_panel.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/fields/setting_form.h"
#include "ui/settings/schedule_curve.h"
#include <QGroupBox>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

SettingsPanel::SettingsPanel(QWidget *parent)
    : QWidget(parent)
    , m_training(new SettingForm(Setting::Group::Training, this))
    , m_more(new SettingForm(Setting::Group::More, this))
    , m_images(new SettingForm(Setting::Group::Images, this))
    , m_moreTitle(new QToolButton(this))
    , m_curve(new ScheduleCurve(this))
{
    setObjectName(QStringLiteral("settingsPanel"));
    setAccessibleName(tr("Settings"));
    m_training->insertBelow(kSchedule, m_curve);
    m_training->addBelow(buildMore());
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    for (const auto &[title, form] :
        { std::pair(tr("How it trains"), m_training), std::pair(tr("Images used"), m_images) }) {
        auto *group = new QGroupBox(title, content);
        auto *inside = new QVBoxLayout(group);
        inside->addWidget(form);
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
    for (SettingForm *form : forms()) {
        connect(form, &SettingForm::changed, this, &SettingsPanel::showCurve);
        connect(form, &SettingForm::changed, this, &SettingsPanel::changed);
        connect(form, &SettingForm::liveChanged, this, &SettingsPanel::liveChanged);
    }
    showMore();
    showCurve();
}

QWidget *SettingsPanel::buildMore()
{
    m_moreTitle->setObjectName(QStringLiteral("moreButton"));
    m_moreTitle->setCheckable(true);
    m_moreTitle->setAutoRaise(true);
    m_moreTitle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_moreTitle->setArrowType(Qt::RightArrow);
    m_moreTitle->setToolTip(tr("Warm-up, gradient clipping, label smoothing, class weights"));
    m_more->hide();
    connect(m_moreTitle, &QToolButton::toggled, this, [this](bool open) {
        if (!open && hasError(*m_more)) // which would not be seen
            return m_moreTitle->setChecked(true);
        m_more->setVisible(open);
        m_moreTitle->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    auto *whole = new QWidget(this);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_moreTitle);
    layout->addWidget(m_more);
    return whole;
}

/// How many of the further settings change what is learnt.
void SettingsPanel::showMore()
{
    int used = 0;
    for (const Setting &setting : settings())
        used += int(setting.group == Setting::Group::More && setting.field.type != Field::Type::Flag
            && setting.get(m_shown) != setting.field.initial);
    //: further settings; %1 of them are in use
    m_moreTitle->setText(
        used > 0 ? tr("More settings (%1 in use)").arg(used) : tr("More settings"));
}

void SettingsPanel::showCurve()
{
    const RunConfig config = applied(m_shown);
    // Where no dataset is open the shape is the same, but for a warm-up in batches.
    constexpr std::int64_t kUnknown = 100;
    const std::int64_t batches = m_trainImages > 0
        ? (std::int64_t(m_trainImages) + config.batch - 1) / config.batch
        : kUnknown;
    m_curve->setSchedule(config.schedule, config.optimizer.rate, batches, config.epochs);
    m_training->setRowVisible(
        m_curve, config.schedule.kind != "constant" || config.schedule.warmup > 0);
}

void SettingsPanel::setConfig(const RunConfig &config)
{
    m_shown = config;
    for (SettingForm *form : forms())
        form->setConfig(config);
    showMore();
    showCurve();
}

RunConfig SettingsPanel::applied(RunConfig config) const
{
    for (const SettingForm *form : forms())
        config = form->applied(std::move(config));
    return config;
}

void SettingsPanel::setTrainImages(std::size_t images)
{
    m_trainImages = images;
    showCurve();
}

void SettingsPanel::setRunning(bool running)
{
    for (SettingForm *form : forms())
        form->setRunning(running);
}

} // namespace convscope
