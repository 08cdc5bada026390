// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour/tour_guide.h"
#include "app/process/ending_signals.h"
#include "core/base/files/atomic_file.h"
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileDialog>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMimeData>
#include <QTimer>
#include <cstdio>

namespace convscope {

using namespace std::chrono_literals;

TourGuide::TourGuide(QWidget &window, QString folder)
    : m_window(window)
    , m_folder(std::move(folder))
{
    if (!QDir().mkpath(m_folder))
        throw Error(m_folder.toStdString() + ": this folder cannot be made");
}

void TourGuide::trigger(const char *action) const
{
    auto &found = find<QAction>(action);
    require(found.isEnabled(), QStringLiteral("%1 is disabled").arg(QLatin1String(action)));
    found.trigger();
}

void TourGuide::click(const char *button) const
{
    auto &found = find<QAbstractButton>(button);
    require(found.isEnabled() && found.isVisible(),
        QStringLiteral("%1 cannot be clicked").arg(QLatin1String(button)));
    found.click();
}

void TourGuide::waitUntil(
    const char *what, const std::function<bool()> &condition, std::chrono::seconds deadline) const
{
    QElapsedTimer elapsed;
    elapsed.start();
    QEventLoop loop;
    QTimer check;
    QObject::connect(&check, &QTimer::timeout, &loop, [&] {
        if (condition() || elapsed.hasExpired(std::chrono::milliseconds(deadline).count()))
            loop.quit();
    });
    check.start(10ms);
    loop.exec();
    if (endingSignal() != 0)
        throw Error("it was interrupted");
    require(condition(),
        QStringLiteral("%1 did not happen within %2 s")
            .arg(QLatin1String(what))
            .arg(deadline.count()));
}

void TourGuide::require(bool holds, const QString &reason) const
{
    if (!holds)
        throw Error(reason.toStdString());
}

void TourGuide::drop(QWidget &target, const QString &file) const
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(file) });
    const QPoint middle = target.rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    require(enter.isAccepted(), QStringLiteral("%1 was not accepted for dropping").arg(file));
    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &drop);
}

void TourGuide::saveWith(const char *action, const QString &file) const
{
    QTimer typist;
    QObject::connect(&typist, &QTimer::timeout, &typist, [&] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        auto *name
            = dialog ? dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit")) : nullptr;
        if (!name)
            return;
        name->setText(file);
        QMetaObject::invokeMethod(dialog, "accept");
    });
    typist.start(50ms);
    trigger(action); // returns when the dialog is closed
}

void TourGuide::report(const char *station, QJsonObject seen)
{
    for (int pass = 0; pass < 3; ++pass) // parts lay themselves out anew, then what holds them
        QApplication::processEvents();
    const QString image = QStringLiteral("%1-%2.png")
                              .arg(m_stations.size() + 1, 2, 10, QLatin1Char('0'))
                              .arg(QLatin1String(station));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    require(
        m_window.grab().toImage().save(&buffer, "PNG"), QStringLiteral("no image of the window"));
    writeFileAtomically((m_folder + QLatin1Char('/') + image).toStdString(),
        { bytes.constData(), std::size_t(bytes.size()) });
    seen[QStringLiteral("station")] = QLatin1String(station);
    seen[QStringLiteral("picture")] = image;
    m_stations.append(seen);
    std::fprintf(stderr, "convscope: tour: %s\n", station);
}

void TourGuide::finish(const QString &error)
{
    const QJsonObject all { { QStringLiteral("version"), QApplication::applicationVersion() },
        { QStringLiteral("platform"), QApplication::platformName() },
        { QStringLiteral("worked"), error.isEmpty() }, { QStringLiteral("error"), error },
        { QStringLiteral("stations"), m_stations } };
    const QByteArray text = QJsonDocument(all).toJson();
    writeFileAtomically(
        (m_folder + QStringLiteral("/tour.json")).toStdString(), text.toStdString());
}

} // namespace convscope
