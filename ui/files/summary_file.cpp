// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/summary_file.h"
#include "core/base/error.h"
#include "core/io/export/model_summary.h"
#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kSummaryScale = 2; // fit for print
constexpr int kMaxPixels = 20'000; // a side; an image of very many layers is made smaller

std::string imageOf(const std::string &svg)
{
    QSvgRenderer renderer(QByteArray::fromStdString(svg));
    QSize size = renderer.defaultSize() * kSummaryScale;
    if (std::max(size.width(), size.height()) > kMaxPixels)
        size.scale(kMaxPixels, kMaxPixels, Qt::KeepAspectRatio);
    QImage image(size, QImage::Format_RGB32);
    if (image.isNull())
        throw Error("the image of this network is too large; save it as .svg");
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    QBuffer buffer;
    image.save(&buffer, "PNG");
    return buffer.data().toStdString();
}

} // namespace

std::string summaryFile(
    const ModelSpec &spec, const std::vector<std::string> &classes, const std::string &suffix)
{
    if (suffix == "txt")
        return modelSummaryText(spec, classes);
    if (suffix == "svg")
        return modelSummarySvg(spec, classes);
    if (suffix == "png")
        return imageOf(modelSummarySvg(spec, classes));
    throw Error("a summary cannot be saved as '" + suffix + "'; name the file .txt, .svg or .png");
}

} // namespace convscope
