// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the settings as a person types into them.
#include "tests/support/qt_test.h"
#include "tests/support/typing.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/preparation/augment_form.h"
#include "ui/settings/settings_panel.h"
#include <QAbstractButton>
#include <QLabel>

namespace convscope::test::settings_panel_test {

class SettingsPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRateTypedUnderAGermanLocaleIsTheRate_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("rate");
        QTest::newRow("point") << QStringLiteral("0.0015") << 0.0015;
        QTest::newRow("comma") << QStringLiteral("0,0015") << 0.0015;
        QTest::newRow("without a zero") << QStringLiteral(".002") << 0.002;
        QTest::newRow("exponent") << QStringLiteral("2,5e-4") << 2.5e-4;
    }
    void aRateTypedUnderAGermanLocaleIsTheRate()
    {
        QFETCH(QString, text);
        QFETCH(double, rate);
        const Language german("de_DE");
        SettingsPanel panel;
        panel.show();
        auto &field = *panel.findChild<QDoubleSpinBox *>(QStringLiteral("learningRateSpin"));
        type(field, text);
        QTest::keyClick(&field, Qt::Key_Tab);
        QCOMPARE(field.value(), rate);
        QVERIFY(field.text().contains(QLatin1Char(',')));
        QCOMPARE(panel.applied({}).optimizer.rate, rate);
    }

    void aBrokenEarlyStopIsRefusedInSight()
    {
        const Language german("de_DE");
        SettingsPanel panel;
        panel.resize(320, 600);
        panel.show();
        auto &field = *panel.findChild<QSpinBox *>(QStringLiteral("patienceSpin"));
        type(field, QStringLiteral("0.0015"));
        QTest::keyClick(&field, Qt::Key_Tab);
        QCOMPARE(field.text(), QStringLiteral("0.0015"));
        QCOMPARE(field.value(), 0);
        const auto *note = panel.findChild<QLabel *>(QStringLiteral("fieldNote"));
        QVERIFY(note && note->isVisible());
        QVERIFY(note->text().contains(QStringLiteral("0.0015")));
        QVERIFY(hasError(panel));
        type(field, QStringLiteral("12"));
        QVERIFY(!note->isVisible());
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.value(), 12);
    }

    void aFoldWithAnErrorStaysOpen()
    {
        SettingsPanel panel;
        panel.show();
        auto &more = *panel.findChild<QAbstractButton *>(QStringLiteral("moreButton"));
        more.click();
        auto &clip = *panel.findChild<QDoubleSpinBox *>(QStringLiteral("clipSpin"));
        type(clip, QStringLiteral("1,2,3"));
        more.click();
        QVERIFY(clip.isVisible());
        type(clip, QStringLiteral("2"));
        more.click();
        QVERIFY(!clip.isVisible());
        QCOMPARE(clip.value(), 2.0);
    }

    void theFirstStepOfAWeightDecayIsAUsualOne()
    {
        SettingsPanel panel;
        auto &decay = *panel.findChild<QDoubleSpinBox *>(QStringLiteral("weightDecaySpin"));
        decay.stepUp();
        QCOMPARE(decay.value(), 1e-4);
        decay.stepUp();
        QVERIFY(decay.value() > 1e-4 && decay.value() < 2e-4);
    }

    void noAugmentationAtAllTakesItsTickAway()
    {
        AugmentForm form;
        form.show();
        AugmentOptions options;
        options.rotate = 10;
        form.setOptions(options);
        auto &field = *form.findChild<QDoubleSpinBox *>(QStringLiteral("rotateSpin"));
        type(field, QStringLiteral("0,05"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(form.options().rotate, 0.05);
    }
};

CONVSCOPE_QT_TEST(SettingsPanelTest)

} // namespace convscope::test::settings_panel_test

#include "settings_panel_test.moc"
