// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/top_activation_items.h"
#include "ui/images/prepared_image.h"
#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

struct TopActivationItemsStrings {
    Q_DECLARE_TR_FUNCTIONS(TopActivationItems)
};

QString number(double value)
{
    return QLocale().toString(value, 'g', 4);
}

/// Enlarged by a whole factor, so that a thin frame lies around whole pixels; black and white, so
/// that it can be seen on any image.
QImage framed(const QImage &image, const PlaceRect &field)
{
    constexpr int kSide = 168; // pixels at least: twice a thumbnail's, for dense screens
    const int longest = std::max(image.width(), image.height());
    const int factor = std::max(1, (kSide + longest - 1) / longest);
    QImage large = image.scaled(image.size() * factor).convertToFormat(QImage::Format_RGB32);
    const bool whole = field.left <= 0 && field.top <= 0 && field.right >= image.width()
        && field.bottom >= image.height();
    if (field.empty() || whole)
        return large;
    QPainter painter(&large);
    const QRect rect(field.left * factor, field.top * factor, (field.right - field.left) * factor,
        (field.bottom - field.top) * factor);
    const int width = std::max(2, large.width() / 60);
    painter.setPen(QPen(Qt::black, width * 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(rect.adjusted(-width, -width, width, width));
    painter.setPen(QPen(Qt::white, width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(rect.adjusted(-width, -width, width, width));
    return large;
}

QString classOf(const FoundActivations &found, std::size_t index)
{
    return QString::fromStdString(found.classes[std::size_t(found.set.labels[index])]);
}

} // namespace

std::vector<ImageGridItem> topActivationItems(const FoundActivations &found)
{
    std::vector<ImageGridItem> items;
    for (const TopActivation &image : found.found.images) {
        const bool byMean = found.request.by == ActivationMeasure::Mean;
        const QString name = classOf(found, image.index);
        items.push_back({ framed(preparedImage(found.set.image(image.index), found.set.shape),
                              byMean ? PlaceRect() : image.field),
            QStringLiteral("%1\n%2").arg(number(byMean ? image.mean : image.highest), name),
            TopActivationItemsStrings::tr(
                "%1: highest %2 at row %3, column %4; mean %5. The frame is what of the image "
                "that value depends on.")
                .arg(name, number(image.highest), QString::number(image.row + 1),
                    QString::number(image.column + 1), number(image.mean)) });
    }
    return items;
}

QString lookedAt(std::size_t looked, std::size_t all)
{
    const QLocale locale;
    return looked == all
        ? TopActivationItemsStrings::tr("all %1").arg(locale.toString(qulonglong(all)))
        : TopActivationItemsStrings::tr("%1 of %2, evenly spread")
              .arg(locale.toString(qulonglong(looked)), locale.toString(qulonglong(all)));
}

QString topActivationsHeading(const FoundActivations &found, const QString &map)
{
    const auto &images = found.found.images;
    const bool silent = std::ranges::none_of(
        images, [](const TopActivation &image) { return image.highest > 0; });
    const QString looked = lookedAt(found.found.looked, found.found.all);
    const QString batch = QLocale().toString(qlonglong(found.batch));
    if (silent)
        return TopActivationItemsStrings::tr(
            "<b>%1</b> is never above zero: it answers to no image. Training images looked "
            "at: %2; weights after batch %3.")
            .arg(map.toHtmlEscaped(), looked, batch);
    return TopActivationItemsStrings::tr(
        "<b>%1</b> answers most to these. Training images looked at: %2; weights after "
        "batch %3.")
        .arg(map.toHtmlEscaped(), looked, batch);
}

} // namespace convscope
