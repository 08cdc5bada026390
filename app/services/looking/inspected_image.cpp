// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/inspected_image.h"
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include <QCoreApplication>
#include <QFileInfo>

namespace convscope {

namespace {

struct InspectedImageStrings {
    Q_DECLARE_TR_FUNCTIONS(Inspection)
};

QString nameOf(const Dataset &dataset, std::size_t sample)
{
    const Sample &known = dataset.samples()[sample];
    //: %1 an image's name, %2 its class
    return InspectedImageStrings::tr("%1 (%2)").arg(QString::fromStdString(known.name),
        QString::fromStdString(dataset.classes()[std::size_t(known.label)]));
}

} // namespace

InspectedImage readNamed(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    try {
        return { .decoded = std::make_shared<const Image>(readImage(path.toStdString())),
            .name = name };
    } catch (const Error &error) {
        const std::string reason = error.what();
        const bool isOther = reason.starts_with("not an image"); // else the reason says enough
        throw Error(name.toStdString() + ": " + reason
            + (isOther ? "; choose a PNG, JPEG, GIF, BMP, WebP, TIFF or PNM image" : ""));
    }
}

InspectedImage readSample(const std::shared_ptr<const Dataset> &dataset, std::size_t sample)
{
    try {
        return { .decoded = std::make_shared<const Image>(dataset->image(sample)),
            .name = nameOf(*dataset, sample),
            .set = dataset,
            .sample = sample };
    } catch (const Error &error) {
        throw Error(dataset->samples()[sample].name + ": " + error.what());
    }
}

} // namespace convscope
