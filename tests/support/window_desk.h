// SPDX-License-Identifier: GPL-3.0-or-later
// WindowDesk: a main window with settings and runs of its own, and hands to use it with.
#pragma once
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "tests/support/patience.h"
#include "tests/support/temp_folder.h"
#include "tests/support/typing.h"
#include "ui/kit/settings.h"
#include <QAction>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

namespace convscope::test {

class WindowDesk {
public:
    /// `config`: asked for, as with --model.
    explicit WindowDesk(const std::optional<RunConfig> &config = {})
        : WindowDesk(nullptr, config)
    {
    }
    /// Several of them, one after the other, share a folder as starts of the program do.
    explicit WindowDesk(const TempFolder &shared)
        : WindowDesk(&shared, {})
    {
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
        const QSignalSpy ready(&services.dataset, &DatasetService::changed);
        const QSignalSpy ended(&services.dataset, &DatasetService::ended);
        window.openDataset(location);
        return QTest::qWaitFor([&] { return !ended.isEmpty(); }, kPatience) && !ready.isEmpty();
    }
    bool trainFor(int epochs)
    {
        part<QSpinBox>("epochsSpin").setValue(epochs);
        action("actionTrain").trigger();
        const QSignalSpy finished(&services.training.controller(), &TrainingController::finished);
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
    template<typename Done>
    bool waitFor(Done &&done)
    {
        return QTest::qWaitFor(done, kPatience);
    }
    /// To whatever has the focus, with the window's shortcuts.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *focused = window.focusWidget();
        QTest::keyClick(focused ? focused : &window, key, modifiers);
    }
    bool waitForState(TrainingController::State state)
    {
        return waitFor([&] { return services.training.controller().state() == state; });
    }
    /// Of a run that goes on; true: it is over, and all it had is told.
    bool stop()
    {
        services.training.stop();
        return waitForState(TrainingController::State::Idle)
            && waitFor([&] { return services.training.controller().isQuiet(); });
    }

private:
    WindowDesk(const TempFolder *shared, const std::optional<RunConfig> &config)
        : m_own(shared ? nullptr : std::make_unique<TempFolder>())
        , folder(shared ? *shared : *m_own)
        , settings(QString::fromStdString((folder / "window.ini").string()))
        , services({ .runs = folder / "runs", .nextRun = {}, .config = config })
        , window(services, settings)
    {
        window.setQuitQuestion([] { return true; });
        window.resize(1024, 700);
        window.show();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window does not become active");
    }

    std::unique_ptr<TempFolder> m_own; // null: it is shared

public:
    const TempFolder &folder;
    Settings settings;
    Services services;
    MainWindow window;
};

inline const QString kDigits = QStringLiteral("sample:digits");

} // namespace convscope::test
