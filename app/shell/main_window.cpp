// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_window.h"
#include "app/shell/front.h"
#include "app/shell/status_line.h"
#include "app/shell/window_keys.h"
#include "core/base/notices.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/location_name.h"
#include "ui/kit/message_bar.h"
#include <QCloseEvent>
#include <QMimeData>
#include <QScreen>

namespace convscope {

namespace {

/// May be called on any thread.
void showNoticesIn(MessageBar &bar)
{
    onNotice([&bar](const std::string &sentence) {
        QMetaObject::invokeMethod(
            &bar, [&bar, text = QString::fromStdString(sentence)] { bar.showNote(text); },
            Qt::QueuedConnection);
    });
}

} // namespace

MainWindow::MainWindow(Services &services, Settings &preferences, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("ConvScope"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    m_front = std::make_unique<Front>(*this, services, preferences);
    new StatusLine(services, *this);
    showNoticesIn(m_front->message());
    connect(&services.dataset, &DatasetService::changed, this, [this] {
        setWindowTitle(
            tr("%1 – ConvScope").arg(locationName(m_services.dataset.loaded().location)));
    });
    connect(
        &services.inspection.pinned(), &PinnedImage::demoChanged, this, &MainWindow::followDemo);
    resize(QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(16, 48))); // and its frame
    m_front->pages().begin();
    m_front->pages().showWelcome();
    new WindowKeys(*this, [this] { return m_services.training.hasRun(); });
}

MainWindow::~MainWindow()
{
    onNotice({});
}

void MainWindow::setQuitQuestion(std::function<bool()> question)
{
    m_front->setQuitQuestion(std::move(question));
}

void MainWindow::showRoom(const char *id)
{
    m_front->show(id);
}

void MainWindow::openDataset(const QString &location)
{
    m_front->openDataset(location);
}

/// Where Chelsea was alone, there is no network to go back to.
void MainWindow::followDemo()
{
    if (m_front->pages().isAlone() && !m_services.inspection.pinned().showsChelsea())
        m_front->pages().showWelcome();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    takeTyped(*this);
    const TrainingController &training = m_services.training.controller();
    if ((training.hasRun() || !training.kept().error.empty()) && !m_front->mayQuit()) {
        event->ignore();
        return;
    }
    m_front->pages().keepLayout();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!m_services.training.hasRun() && urls.size() == 1 && m_front->takerOf(urls.front()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    const QUrl url = event->mimeData()->urls().front();
    if (Room *taker = m_front->takerOf(url))
        taker->open(url);
}

} // namespace convscope
