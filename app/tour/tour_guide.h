// SPDX-License-Identifier: GPL-3.0-or-later
// TourGuide: how the tour finds, waits for and images things in the real window. GUI thread only.
#pragma once
#include "core/base/error.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QWidget>
#include <chrono>
#include <functional>

namespace convscope {

class TourGuide {
public:
    /// Images and tour.json go into `folder`, which is made. @throws Error when it cannot be.
    TourGuide(QWidget &window, QString folder);

    /// The window's part of that name. @throws Error when there is none.
    template<typename T>
    T &find(const char *objectName) const
    {
        auto *part = m_window.findChild<T *>(QString::fromLatin1(objectName));
        if (!part)
            throw Error(std::string("there is no ") + objectName + " in the window");
        return *part;
    }
    /// Presses what a person could press. @throws Error when it is disabled.
    void trigger(const char *action) const;
    void click(const char *button) const;

    /// Lets the window work until `condition` holds. @throws Error saying that `what` did not
    /// happen in time.
    void waitUntil(const char *what, const std::function<bool()> &condition,
        std::chrono::seconds deadline = std::chrono::seconds(30)) const;
    /// @throws Error with `reason` unless `holds`.
    void require(bool holds, const QString &reason) const;

    /// Drops the file on the widget, as a file manager would.
    void drop(QWidget &target, const QString &file) const;
    /// Types a file's path into the save dialog that the action opens.
    void saveWith(const char *action, const QString &file) const;

    /// Saves an image of the window, and what was seen there.
    void report(const char *station, QJsonObject seen);
    /// Writes tour.json; `error` empty: everything worked.
    void finish(const QString &error);

private:
    QWidget &m_window;
    QString m_folder;
    QJsonArray m_stations;
};

} // namespace convscope
