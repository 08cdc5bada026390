// SPDX-License-Identifier: GPL-3.0-or-later
// An explanation in words, for those who hear it and for the line below it. Pure functions.
#pragma once
#include "core/inspect/explain/saliency.h"
#include <QString>

namespace convscope {

/// "Grad-CAM"
QString saliencyTitle(SaliencyMethod method);
/// Says what the method does and what its numbers mean.
QString saliencyTip(SaliencyMethod method);
/// "at the upper right": the ninth of the image with the largest value; empty where none is above
/// 0.
QString strongestPlace(const SaliencyMap &map);
/// A number of the map as a person reads it: a share of the probability, or just a number.
QString saliencyNumber(SaliencyMethod method, double value);
/// One or two sentences: what was asked, of which class, where the map is strongest.
QString saliencySentence(const SaliencyAnswer &answer, const QString &className);

} // namespace convscope
