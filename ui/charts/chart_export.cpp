// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"
#include "core/base/error.h"
#include "ui/charts/chart_view.h"
#include "ui/kit/theme.h"
#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <algorithm>

namespace convscope {

namespace {

constexpr double kImageScale = 2; // scale of a PNG file: fit for print

QSize sizeOf(const std::vector<ChartView *> &charts)
{
    QSize size;
    for (const ChartView *chart : charts)
        size = { std::max(size.width(), chart->width()), size.height() + chart->height() };
    return size;
}

void paintAll(const std::vector<ChartView *> &charts, QPainter &painter)
{
    double top = 0;
    for (ChartView *chart : charts) {
        chart->paintOn(painter, QRectF(0, top, chart->width(), chart->height()));
        top += chart->height();
    }
}

QByteArray svgFile(const std::vector<ChartView *> &charts, const QString &title)
{
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setTitle(title);
    svg.setSize(sizeOf(charts));
    svg.setViewBox(QRect({}, sizeOf(charts)));
    QPainter painter(&svg);
    paintAll(charts, painter);
    painter.end();
    return buffer.data();
}

QByteArray pdfFile(const std::vector<ChartView *> &charts, const QString &title)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(title);
    constexpr double kPoints = 0.75; // points in a pixel on screen
    pdf.setPageSize(QPageSize(QSizeF(sizeOf(charts)) * kPoints, QPageSize::Point));
    pdf.setPageMargins({});
    QPainter painter(&pdf);
    const double scale = pdf.width() / double(sizeOf(charts).width());
    painter.scale(scale, scale);
    paintAll(charts, painter);
    painter.end();
    return buffer.data();
}

QByteArray pngFile(const std::vector<ChartView *> &charts, const QString &)
{
    QBuffer buffer;
    chartImage(charts, kImageScale).save(&buffer, "PNG");
    return buffer.data();
}

struct Format {
    const char *name;
    QByteArray (*write)(const std::vector<ChartView *> &charts, const QString &title);
};
constexpr Format kFormats[] { { "png", pngFile }, { "svg", svgFile }, { "pdf", pdfFile } };

} // namespace

QImage chartImage(const std::vector<ChartView *> &charts, double scale)
{
    QImage image((QSizeF(sizeOf(charts)) * scale).toSize(), QImage::Format_RGB32);
    image.fill(surfaceColour());
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    paintAll(charts, painter);
    return image;
}

QStringList chartFormats()
{
    QStringList names;
    for (const Format &format : kFormats)
        names << QLatin1String(format.name);
    return names;
}

QByteArray chartFile(
    const std::vector<ChartView *> &charts, const QString &format, const QString &title)
{
    if (sizeOf(charts).isEmpty())
        throw Error("there are no charts to save yet; train a model first");
    const auto found = std::ranges::find_if(
        kFormats, [&](const Format &own) { return format == QLatin1String(own.name); });
    if (found == std::end(kFormats))
        throw Error("a chart cannot be saved as '" + format.toStdString()
            + "'; name the file .png, .svg or .pdf");
    return found->write(charts, title);
}

} // namespace convscope
