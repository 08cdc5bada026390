// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/drop_area.h"
#include "ui/images/dropped_image.h"
#include "ui/kit/theme.h"
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QUrl>
#include <QVBoxLayout>

namespace convscope {

namespace {

QStringList localFiles(const QMimeData &mime)
{
    QStringList files;
    for (const QUrl &url : mime.urls())
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    return files;
}

} // namespace

DropArea::DropArea(QWidget *parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
{
    setObjectName(QStringLiteral("dropZone"));
    setAccessibleName(tr("Image to classify"));
    setToolTip(tr("Drop an image from the file manager or a browser, paste one with Ctrl+V, or "
                  "click to choose a file"));
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_label->setText(tr("<b>Drop an image here</b><br>or click to choose, Ctrl+V to paste"));
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setWordWrap(true);
    m_label->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_label);
    setMinimumHeight(fontMetrics().height() * 5);
}

void DropArea::take(const QMimeData &mime)
{
    const QStringList files = localFiles(mime);
    if (files.size() > 1 || (files.size() == 1 && QFileInfo(files.front()).isDir())) {
        Q_EMIT manyDropped(files);
        return;
    }
    const DroppedImage dropped = droppedImage(mime);
    if (!dropped.file.isEmpty())
        Q_EMIT fileDropped(dropped.file);
    else if (!dropped.image.isNull())
        Q_EMIT imageDropped(dropped.image);
    else
        Q_EMIT unusable(dropped.error);
}

void DropArea::paste()
{
    if (const QMimeData *mime = QApplication::clipboard()->mimeData())
        take(*mime);
}

void DropArea::choose()
{
    const QStringList paths = QFileDialog::getOpenFileNames(this, tr("Choose images"), {},
        tr("Images (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pgm *.ppm *.pbm);;All "
           "files "
           "(*)"));
    if (paths.size() == 1)
        Q_EMIT fileDropped(paths.front());
    else if (!paths.isEmpty())
        Q_EMIT manyDropped(paths);
}

void DropArea::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasImage()) {
        event->acceptProposedAction();
        m_hovered = true;
        update();
    }
}

void DropArea::dragLeaveEvent(QDragLeaveEvent *)
{
    m_hovered = false;
    update();
}

void DropArea::dropEvent(QDropEvent *event)
{
    m_hovered = false;
    update();
    event->acceptProposedAction();
    take(*event->mimeData());
}

void DropArea::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        choose();
}

void DropArea::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste))
        paste();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter
        || event->key() == Qt::Key_Space)
        choose();
    else
        QFrame::keyPressEvent(event);
}

void DropArea::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool marked = m_hovered || hasFocus();
    painter.setPen(QPen(marked ? accentColour() : lineColour(), marked ? 2 : 1.5, Qt::DashLine));
    painter.setBrush(m_hovered ? bandColour() : surfaceColour());
    const qreal radius = fontMetrics().height() * 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), radius, radius);
}

} // namespace convscope
