// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/dropped_image.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

namespace convscope {

namespace {

struct DroppedImageStrings {
    Q_DECLARE_TR_FUNCTIONS(convscope::DropArea)
};

// "data:image/png;base64,…", as some browsers hand over images.
QImage fromDataAddress(const QString &address)
{
    const qsizetype comma = address.indexOf(QLatin1Char(','));
    if (comma < 0 || !address.left(comma).endsWith(QLatin1String(";base64")))
        return {};
    return QImage::fromData(QByteArray::fromBase64(address.mid(comma + 1).toLatin1()));
}

} // namespace

bool mayHoldImage(const QMimeData &mime)
{
    return mime.hasUrls() || mime.hasImage();
}

bool namesImages(const QMimeData &mime)
{
    static const QStringList endings { QStringLiteral("png"), QStringLiteral("jpg"),
        QStringLiteral("jpeg"), QStringLiteral("bmp"), QStringLiteral("gif"),
        QStringLiteral("webp"), QStringLiteral("tif"), QStringLiteral("tiff"),
        QStringLiteral("pnm"), QStringLiteral("pbm"), QStringLiteral("pgm"),
        QStringLiteral("ppm") };
    const QList<QUrl> urls = mime.urls();
    return urls.isEmpty() ? mime.hasImage() : std::ranges::all_of(urls, [](const QUrl &url) {
        return !url.isLocalFile()
            || endings.contains(QFileInfo(url.toLocalFile()).suffix().toLower());
    });
}

DroppedImage droppedImage(const QMimeData &mime)
{
    // A file comes first: its bytes are the real image, image data may be a preview.
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
            ? DroppedImageStrings::tr(
                "That is only the address of an image on the web; save the image to a file and "
                "drop that.")
            : DroppedImageStrings::tr(
                "There is no image in what was dropped or pasted; drop an image file.") };
}

} // namespace convscope
