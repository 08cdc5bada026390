// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dropped_picture.h"
#include <QCoreApplication>
#include <QMimeData>
#include <QUrl>

namespace convscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("convscope::DropArea", text);
}

// "data:image/png;base64,…", as some browsers hand over pictures.
QImage fromDataAddress(const QString &address)
{
    const qsizetype comma = address.indexOf(QLatin1Char(','));
    if (comma < 0 || !address.left(comma).endsWith(QLatin1String(";base64")))
        return {};
    return QImage::fromData(QByteArray::fromBase64(address.mid(comma + 1).toLatin1()));
}

} // namespace

bool mayHoldPicture(const QMimeData &mime)
{
    return mime.hasUrls() || mime.hasImage();
}

DroppedPicture droppedPicture(const QMimeData &mime)
{
    // A file comes first: its bytes are the real picture, image data may be a preview.
    for (const QUrl &url : mime.urls()) {
        if (url.isLocalFile())
            return { url.toLocalFile(), {}, {} };
        const QImage image = url.scheme() == QLatin1String("data")
            ? fromDataAddress(url.toString(QUrl::FullyEncoded))
            : QImage();
        if (!image.isNull())
            return { {}, image, {} };
    }
    const QImage image = qvariant_cast<QImage>(mime.imageData());
    if (!image.isNull())
        return { {}, image, {} };
    return { {}, {},
        mime.hasUrls()
            ? tr("That is only the address of a picture on the web; save the picture to a file and "
                 "drop that.")
            : tr("There is no picture in what was dropped or pasted; drop a picture file.") };
}

} // namespace convscope
