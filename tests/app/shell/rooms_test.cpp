// SPDX-License-Identifier: GPL-3.0-or-later
// Every room of the list has its place in the window, under its own id.
#include "app/shell/rooms.h"
#include "tests/support/plain_shell.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include <QDockWidget>
#include <QMenuBar>
#include <QTabWidget>
#include <set>

namespace convscope::test::rooms_test {

namespace {

QStringList titlesIn(const QMenuBar &bar, int menu)
{
    QStringList titles;
    for (const QAction *action : bar.actions()[menu]->menu()->actions())
        titles.append(action->text().remove(QLatin1Char('&')));
    return titles;
}

} // namespace

class RoomsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idsAreUnique()
    {
        std::set<std::string> ids;
        for (const RoomInfo &room : rooms())
            QVERIFY2(ids.insert(room.id).second, room.id);
    }

    void docksKeepTheNamesThatLayoutsWereKeptUnder()
    {
        WindowDesk desk;
        QStringList docks;
        for (const auto *dock : desk.window.findChildren<QDockWidget *>())
            docks.append(dock->objectName());
        docks.sort();
        QCOMPARE(docks.join(u' '), QStringLiteral("dataDock modelDock predictDock settingsDock"));
    }

    void everyTabAndDockIsFoundByItsRoom()
    {
        WindowDesk desk;
        auto &tabs = desk.part<QTabWidget>("centralTabs");
        const QStringList shown = titlesIn(*desk.window.menuBar(), 2);
        int count = 0;
        for (const RoomInfo &room : rooms()) {
            if (room.place == Place::Tab) {
                desk.window.showRoom(room.id);
                QVERIFY(tabs.isVisible());
                QCOMPARE(tabs.tabText(tabs.currentIndex()), room.title);
                QCOMPARE(tabs.currentIndex(), count++);
            } else if (room.place == Place::LeftDock || room.place == Place::RightDock) {
                QVERIFY(shown.contains(room.title));
                QVERIFY(desk.window.findChild<QDockWidget *>(room.id + QStringLiteral("Dock")));
            }
        }
        QCOMPARE(tabs.count(), count);
    }

    void aRoomWithAPlaceHasSomethingToShow()
    {
        const TempFolder folder;
        Services services({ .runs = folder / "runs", .nextRun = {}, .config = {} });
        PlainShell shell;
        for (const RoomInfo &info : rooms()) {
            const auto room = info.create(services, shell);
            QCOMPARE(room->widget() != nullptr, info.place != Place::Nowhere);
            for (const RoomAction &action : room->actions())
                QVERIFY(!action.action->text().isEmpty());
        }
    }
};

CONVSCOPE_QT_TEST(RoomsTest)

} // namespace convscope::test::rooms_test

#include "rooms_test.moc"
