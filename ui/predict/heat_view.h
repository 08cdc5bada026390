// SPDX-License-Identifier: GPL-3.0-or-later
// HeatView: what the network sees with an explanation laid over it, and a legend with numbers.
// GUI thread only.
#pragma once
#include "core/inspect/explain/saliency.h"
#include "core/inspect/maps/colour_map.h"
#include <QImage>
#include <QWidget>
#include <memory>

namespace convscope {

class HeatView : public QWidget {
    Q_OBJECT
public:
    explicit HeatView(QWidget *parent = nullptr);

    void setImage(const QImage &image);
    /// Null: only the image.
    void setAnswer(std::shared_ptr<const SaliencyAnswer> answer, const QString &className);
    const std::shared_ptr<const SaliencyAnswer> &answer() const { return m_answer; }
    void setOpacity(double opacity); ///< from 0 to 1
    /// "row 3, column 5: 0.42"; empty beside the image or without an answer.
    QString textAt(const QPoint &position) const;
    /// The colours alone, one pixel a place, clear where the map is near 0.
    QImage overlay() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int legendHeight() const;
    QRect imageRect() const;
    void paintLegend(QPainter &painter, const QRect &room) const;

    QImage m_image, m_overlay;
    std::shared_ptr<const SaliencyAnswer> m_answer;
    ColourScale m_scale;
    double m_opacity = 0.75;
};

} // namespace convscope
