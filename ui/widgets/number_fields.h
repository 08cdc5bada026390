// SPDX-License-Identifier: GPL-3.0-or-later
// Fields for numbers, and how their values come back. GUI thread only.
#pragma once
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <algorithm>
#include <cmath>

namespace convscope {

/// Shows 0.001 as "0.001", not as "0.0010000".
class ShortSpinBox : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return locale().toString(value, 'g', 6); }
};

/// What a field can show of a value.
template<class T>
int shownIn(const QSpinBox &box, T value)
{
    const auto most = T(box.maximum());
    return value > most ? box.maximum() : std::max(box.minimum(), int(value));
}

/// What the field says, unless that is all it can show of `value`: digits and sizes that do not fit
/// into a field survive.
template<class T>
void take(const QSpinBox &box, T &value)
{
    if (box.value() != shownIn(box, value))
        value = T(box.value());
}

inline bool shows(const QDoubleSpinBox &box, double value)
{
    const double rounding = 0.501 * std::pow(10, -box.decimals());
    return std::abs(box.value() - std::clamp(value, box.minimum(), box.maximum())) < rounding;
}

inline void take(const QDoubleSpinBox &box, double &value)
{
    if (!shows(box, value))
        value = box.value();
}

} // namespace convscope
