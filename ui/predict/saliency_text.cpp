// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/saliency_text.h"
#include "ui/kit/figure_text.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>

namespace convscope {

namespace {

struct SaliencyTextStrings {
    Q_DECLARE_TR_FUNCTIONS(SaliencyText)
};

} // namespace

QString saliencyTitle(SaliencyMethod method)
{
    switch (method) {
    case SaliencyMethod::Occlusion:
        return SaliencyTextStrings::tr("Occlusion");
    case SaliencyMethod::GradientTimesInput:
        return SaliencyTextStrings::tr("Gradient × input");
    case SaliencyMethod::GradCam:
        break;
    }
    return SaliencyTextStrings::tr("Grad-CAM");
}

QString saliencyTip(SaliencyMethod method)
{
    switch (method) {
    case SaliencyMethod::Occlusion:
        return SaliencyTextStrings::tr(
            "Hides one square of the image after the other and looks how much of the "
            "class's probability is lost. Red: hiding it costs; blue: the class gains.");
    case SaliencyMethod::GradientTimesInput:
        return SaliencyTextStrings::tr(
            "How the class's score changes with each pixel, times the pixel: to first "
            "order what it contributes. Red speaks for the class, blue against it.");
    case SaliencyMethod::GradCam:
        break;
    }
    return SaliencyTextStrings::tr(
        "A convolution's maps, each weighted by how much the class's score grows with it, "
        "added up, what speaks against the class left out. Bright: what speaks for it.");
}

QString strongestPlace(const SaliencyMap &map)
{
    if (map.values.empty())
        return {};
    const auto most = std::ranges::max_element(map.values);
    if (!(*most > 0))
        return {};
    const auto index = int(most - map.values.begin());
    const int row = index / map.width, column = index % map.width;
    const std::array<QString, 9> names { SaliencyTextStrings::tr("at the upper left"),
        SaliencyTextStrings::tr("at the top"), SaliencyTextStrings::tr("at the upper right"),
        SaliencyTextStrings::tr("on the left"), SaliencyTextStrings::tr("near the middle"),
        SaliencyTextStrings::tr("on the right"), SaliencyTextStrings::tr("at the lower left"),
        SaliencyTextStrings::tr("at the bottom"), SaliencyTextStrings::tr("at the lower right") };
    return names[std::size_t(row * 3 / map.height * 3 + column * 3 / map.width)];
}

QString saliencyNumber(SaliencyMethod method, double value)
{
    return method == SaliencyMethod::Occlusion ? shareText(value)
                                               : QLocale().toString(value, 'g', 3);
}

QString saliencySentence(const SaliencyAnswer &answer, const QString &className)
{
    //: %1 a probability, %2 a number: the state of a network that may go on learning
    const QString share = SaliencyTextStrings::tr("%1 after batch %2")
                              .arg(probabilityText(double(answer.probability)),
                                  QLocale().toString(qlonglong(answer.batch)));
    const SaliencyMethod method = answer.question.method;
    QString what;
    if (method == SaliencyMethod::GradCam)
        //: %1 a class, %2 its probability and when, %3 a layer, %4 × %5 the size of its maps
        what
            = SaliencyTextStrings::tr("What speaks for “%1” (%2), as %3 sees it in %4 × %5 places.")
                  .arg(className, share, QString::fromStdString(answer.layer))
                  .arg(answer.height)
                  .arg(answer.width);
    else if (method == SaliencyMethod::Occlusion)
        what = SaliencyTextStrings::tr(
            "What “%1” (%2) loses when a square of %3 × %3 pixels is hidden, moved by %4.")
                   .arg(className, share)
                   .arg(answer.occlusion.size)
                   .arg(answer.occlusion.step);
    else
        what = SaliencyTextStrings::tr("What each pixel contributes to the score of “%1” (%2).")
                   .arg(className, share);
    const QString place = strongestPlace(answer.map);
    if (place.isEmpty())
        return what + QLatin1Char(' ') + SaliencyTextStrings::tr("Nothing speaks for it.");
    return what + QLatin1Char(' ') + SaliencyTextStrings::tr("Strongest %1.").arg(place);
}

} // namespace convscope
