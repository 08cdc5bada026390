// SPDX-License-Identifier: GPL-3.0-or-later
// The image in a drop or the clipboard, as far as it is one. Nothing is read from disk.
#pragma once
#include <QImage>
#include <QString>

class QMimeData;

namespace convscope {

/// Exactly one of them is set.
struct DroppedImage {
    QString file; ///< a path
    QImage image;
    QString error; ///< why there is neither, as a sentence
};
/// Files from a file manager, and images dragged out of a browser: image data, a local address or
/// a data: address.
DroppedImage droppedImage(const QMimeData &mime);
/// Whether it is an image by all that is known without reading it: image data, or files named like
/// images.
bool namesImages(const QMimeData &mime);
/// Whether it is worth while to ask droppedImage().
bool mayHoldImage(const QMimeData &mime);

} // namespace convscope
