// SPDX-License-Identifier: GPL-3.0-or-later
// Where keys go in the main window: never to what nobody sees.
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include <QAbstractButton>
#include <QDockWidget>
#include <QLineEdit>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

namespace convscope::test::window_keys_test {

namespace {

using State = TrainingController::State;

/// Whether some of it can be seen.
bool isInSight(const QWidget &part)
{
    constexpr int kPlaces = 5; // in each direction
    for (int i = 0; i < kPlaces * kPlaces; ++i) {
        const QPoint place(part.width() * (2 * (i % kPlaces) + 1) / (2 * kPlaces),
            part.height() * (2 * (i / kPlaces) + 1) / (2 * kPlaces));
        const QWidget *seen = part.window()->childAt(part.mapTo(part.window(), place));
        if (part.isVisible() && seen && (seen == &part || part.isAncestorOf(seen)))
            return true;
    }
    return false;
}

} // namespace

class WindowKeysTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysDoNotGoToADockThatLiesBehindAnother()
    {
        WindowDesk desk;
        QVERIFY(desk.open(kDigits));
        auto &epochs = desk.part<QSpinBox>("epochsSpin");
        const int before = epochs.value();
        desk.part<QDockWidget>("settingsDock").raise();
        epochs.setFocus();
        desk.part<QDockWidget>("modelDock").raise();
        QVERIFY(!epochs.isVisible());
        QVERIFY(!epochs.hasFocus());
        desk.part<QWidget>("presetCombo").setFocus();
        for (int i = 0; i < 40; ++i) {
            desk.press(Qt::Key_Tab);
            QWidget *focused = desk.window.focusWidget();
            QVERIFY(focused);
            QVERIFY2(focused->window() != &desk.window || isInSight(*focused),
                qPrintable(focused->objectName() + u' '
                    + QString::fromLatin1(focused->metaObject()->className())));
        }
        QTest::keyClicks(desk.window.focusWidget(), QStringLiteral("77"));
        desk.press(Qt::Key_L, Qt::AltModifier); // the learning rate's label is behind too
        QVERIFY(!desk.part<QWidget>("learningRateSpin").hasFocus());
        QCOMPARE(epochs.value(), before);
        desk.part<QDockWidget>("settingsDock").raise();
        QVERIFY(epochs.isVisible());
    }

    void theFocusIsScrolledIntoSight()
    {
        WindowDesk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QDockWidget>("settingsDock").raise();
        auto &limit = desk.part<QSpinBox>("limitSpin");
        QVERIFY(!isInSight(limit));
        limit.setFocus(Qt::TabFocusReason);
        QVERIFY(isInSight(limit));
    }

    void spacePausesWhereverTheFocusIs()
    {
        WindowDesk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QDockWidget>("settingsDock").raise();
        desk.part<QSpinBox>("epochsSpin").setValue(100'000);
        desk.press(Qt::Key_T, Qt::ControlModifier);
        QVERIFY(desk.waitForState(State::Running));
        auto &rate = desk.part<QAbstractSpinBox>("learningRateSpin");
        const QString before = rate.text();
        const auto &training = desk.services.training.controller();
        for (const char *name : { "learningRateSpin", "layersButton", "axisCombo", "lossChart",
                 "smoothingSlider", "moreButton" }) {
            auto &part = desk.part<QWidget>(name);
            part.setFocus(Qt::TabFocusReason);
            QVERIFY2(part.hasFocus() || part.focusProxy()->hasFocus(), name);
            const State was = training.state();
            desk.press(Qt::Key_Space);
            QVERIFY2(
                desk.waitForState(was == State::Paused ? State::Running : State::Paused), name);
        }
        QCOMPARE(rate.text(), before);
        desk.part<QTabWidget>("centralTabs").setCurrentWidget(&desk.part<QWidget>("runsPanel"));
        auto &filter = desk.part<QLineEdit>("runsFilter");
        filter.setFocus();
        const State was = training.state();
        QTest::keyClicks(&filter, QStringLiteral("a b"));
        QCOMPARE(filter.text(), QStringLiteral("a b"));
        QCOMPARE(training.state(), was);
        QVERIFY(desk.stop());
    }

    void returnPressesTheButtonThatHasTheFocus()
    {
        WindowDesk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QDockWidget>("settingsDock").raise();
        auto &more = desk.part<QAbstractButton>("moreButton");
        more.setFocus(Qt::TabFocusReason);
        desk.press(Qt::Key_Return);
        QVERIFY(more.isChecked());
    }
};

CONVSCOPE_QT_TEST(WindowKeysTest)

} // namespace convscope::test::window_keys_test

#include "window_keys_test.moc"
