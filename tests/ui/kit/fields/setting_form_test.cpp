// SPDX-License-Identifier: GPL-3.0-or-later
// Forms that are made from the list of settings.
#include "core/train/setup/presets.h"
#include "tests/support/qt_test.h"
#include "ui/kit/fields/setting_form.h"
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <limits>

namespace convscope::test::setting_form_test {

namespace {

using Group = Setting::Group;
constexpr std::array kShown { Group::Training, Group::More, Group::Images, Group::Preparation };

/// The field with the setting's object name; null: there is none.
QWidget *fieldOf(const SettingForm &form, const Setting &setting)
{
    const QString id = QString::fromUtf8(setting.id.data(), qsizetype(setting.id.size()));
    for (const char *kind : { "Spin", "Combo", "Check" })
        if (auto *field = form.findChild<QWidget *>(id + QLatin1String(kind)))
            return field;
    return nullptr;
}

/// Calls `use` with the form and the field of each setting that the window shows.
template<typename Use>
void forEachField(const RunConfig &config, bool running, Use &&use)
{
    for (const Group group : kShown) {
        SettingForm form(group, nullptr);
        form.setConfig(config);
        form.setRunning(running);
        for (const Setting &setting : settings())
            if (setting.group == group)
                use(form, setting, fieldOf(form, setting));
    }
}

} // namespace

class SettingFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySettingHasAFieldWithTheRangeOfTheCommandLine()
    {
        forEachField({}, false, [](const SettingForm &, const Setting &setting, QWidget *field) {
            QVERIFY2(field, setting.field.name.c_str());
            QVERIFY(!field->toolTip().isEmpty());
            if (const auto *box = qobject_cast<QSpinBox *>(field))
                QCOMPARE(double(box->maximum()),
                    std::min(setting.field.maximum, double(std::numeric_limits<int>::max())));
            const auto *box = qobject_cast<QDoubleSpinBox *>(field);
            if (box && setting.editor == Setting::Editor::Plain)
                QCOMPARE(box->maximum(),
                    setting.field.maximum * (setting.field.unit == "share" ? 100 : 1));
        });
    }

    void aFormThatIsFilledTellsNobodyAndGivesBackWhatItGot()
    {
        for (const Group group : kShown) {
            SettingForm form(group, nullptr);
            const QSignalSpy changed(&form, &SettingForm::changed);
            const QSignalSpy live(&form, &SettingForm::liveChanged);
            for (const Preset &preset : presets()) {
                form.setConfig(preset.config);
                QVERIFY2(form.applied(preset.config) == preset.config, preset.name.c_str());
            }
            QVERIFY(changed.isEmpty() && live.isEmpty());
        }
    }

    void onlyWhatCountsInARunCanBeChangedInIt()
    {
        forEachField({}, true, [](const SettingForm &form, const Setting &setting, QWidget *field) {
            const bool counts = setting.live == Setting::Live::NextBatch
                || setting.live == Setting::Live::NextEpoch;
            QVERIFY2(field->isEnabledTo(&form) == counts, setting.field.name.c_str());
        });
    }

    void whatDoesNotApplyIsHidden()
    {
        for (const char *optimizer : { "sgd", "momentum" }) {
            RunConfig config;
            config.optimizer.kind = optimizer;
            forEachField(config, false,
                [&config](const SettingForm &form, const Setting &setting, QWidget *field) {
                    QVERIFY2(field->isVisibleTo(&form) == applies(setting, config),
                        setting.field.name.c_str());
                });
        }
    }

    void aLiveChangeIsToldByItsNameInFiles()
    {
        SettingForm form(Group::Training, nullptr);
        const QSignalSpy live(&form, &SettingForm::liveChanged);
        static_cast<QDoubleSpinBox *>(fieldOf(form, liveSetting(kLearningRate)))->setValue(0.125);
        QCOMPARE(live.size(), 1);
        QCOMPARE(live[0][0].toString(), QStringLiteral("learning_rate"));
        QCOMPARE(live[0][1].toDouble(), 0.125);
    }
};

CONVSCOPE_QT_TEST(SettingFormTest)

} // namespace convscope::test::setting_form_test

#include "setting_form_test.moc"
