// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: through its own widgets and actions.
#pragma once
#include "app/main_window.h"
#include "app/session.h"
#include "tests/support/temp_folder.h"
#include "ui/settings.h"
#include <QAction>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

namespace convscope::test {

inline constexpr int kPatience = 60'000; // milliseconds; only a failing test waits as long

/// A window with settings and runs of its own.
class WindowDesk {
public:
    WindowDesk()
        : settings(QString::fromStdString((folder / "window.ini").string()))
        , session({ .runs = folder / "runs", .nextRun = {}, .config = {} })
        , window(session, settings)
    {
        window.setQuitQuestion([] { return true; });
        window.show();
    }

    template<typename T>
    T &part(const char *name)
    {
        auto *found = window.findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s in the window", name);
        return *found;
    }
    QAction &action(const char *name) { return part<QAction>(name); }
    bool open(const QString &location)
    {
        const QSignalSpy ready(&session, &Session::dataChanged);
        const QSignalSpy ended(&session.loader(), &DatasetLoader::ended);
        window.openDataset(location);
        return QTest::qWaitFor([&] { return !ended.isEmpty(); }, kPatience) && !ready.isEmpty();
    }
    bool trainFor(int epochs)
    {
        part<QSpinBox>("epochsSpin").setValue(epochs);
        action("actionTrain").trigger();
        const QSignalSpy finished(&session.training(), &TrainingController::finished);
        return QTest::qWaitFor([&] { return !finished.isEmpty(); }, kPatience);
    }
    void drop(const QString &file)
    {
        QMimeData data;
        data.setUrls({ QUrl::fromLocalFile(file) });
        auto &zone = part<QWidget>("dropZone");
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&zone, &enter);
        QDropEvent drop(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&zone, &drop);
    }
    /// False when the window does not want it.
    bool dropOnWindow(const QString &file)
    {
        QMimeData data;
        data.setUrls({ QUrl::fromLocalFile(file) });
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QCoreApplication::sendEvent(&window, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent drop(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        return true;
    }
    QString fileOf(const std::filesystem::path &path)
    {
        return QString::fromStdString(path.string());
    }

    TempFolder folder;
    Settings settings;
    Session session;
    MainWindow window;
};

inline const QString kDigits = QStringLiteral("sample:digits");

} // namespace convscope::test
