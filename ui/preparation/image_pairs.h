// SPDX-License-Identifier: GPL-3.0-or-later
// ImagePairs: a few images above, what became of each below. GUI thread only.
#pragma once
#include <QImage>
#include <QWidget>
#include <vector>

namespace convscope {

struct ImagePair {
    QImage before, after; ///< null: there is none
    QString beforeText, afterText; ///< captions
    QString toolTip;
};

class ImagePairs : public QWidget {
    Q_OBJECT
public:
    explicit ImagePairs(QWidget *parent = nullptr);

    /// The first is the chosen one. As many are shown as have room.
    void setPairs(std::vector<ImagePair> pairs);
    const std::vector<ImagePair> &pairs() const { return m_pairs; }
    int shown() const; ///< how many have room
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void chosen(int pair);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    int columnsIn(int width) const;
    QRect column(int pair) const;
    void paintImage(
        QPainter &painter, const QImage &image, const QString &text, const QRect &room) const;

    std::vector<ImagePair> m_pairs;
};

} // namespace convscope
