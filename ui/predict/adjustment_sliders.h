// SPDX-License-Identifier: GPL-3.0-or-later
// AdjustmentSliders: how far an image is turned, moved, blurred, darkened, and which of these the
// curve is of. GUI thread only.
#pragma once
#include "core/inspect/network/image_edit.h"
#include <QWidget>
#include <array>

class QComboBox;
class QGridLayout;
class QLabel;
class QSlider;

namespace convscope {

class AdjustmentSliders : public QWidget {
    Q_OBJECT
public:
    explicit AdjustmentSliders(QWidget *parent = nullptr);

    void setAdjustment(const Adjustment &adjustment); ///< without telling it
    std::size_t curveOf() const; ///< of adjustmentKinds()
    void chooseCurve(std::size_t kind);

Q_SIGNALS:
    void moved(std::size_t kind, double value); ///< by the person
    void curveChosen();

private:
    void addSlider(QGridLayout &grid, std::size_t kind);

    struct Setting {
        QSlider *slider = nullptr;
        QLabel *value = nullptr;
    };
    std::array<Setting, 5> m_settings;
    QComboBox *m_curveOf;
};

} // namespace convscope
