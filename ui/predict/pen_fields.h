// SPDX-License-Identifier: GPL-3.0-or-later
// PenFields: with which pen an image is drawn on, and which image. GUI thread only.
#pragma once
#include <QWidget>
#include <array>
#include <cstdint>

class QComboBox;
class QFormLayout;
class QSlider;

namespace convscope {

class PenFields : public QWidget {
    Q_OBJECT
public:
    using Colour = std::array<std::uint8_t, 3>;

    explicit PenFields(QWidget *parent = nullptr);

    /// Tells the colour too, since it is another one while erasing.
    void setErasing(const Colour &colour);
    bool onNetworkInput() const; ///< what is drawn on is what the network sees

Q_SIGNALS:
    void colourChanged(const std::array<std::uint8_t, 3> &colour);
    void widthChanged(double share); ///< of the image's shorter side
    void targetChanged();

private:
    void buildRows(QFormLayout &form);
    void usePen(int index);
    void showPen();

    QComboBox *m_target, *m_pen;
    QSlider *m_width;
    Colour m_erasing {}, m_own { 255, 0, 0 };
};

} // namespace convscope
