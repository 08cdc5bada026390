// SPDX-License-Identifier: GPL-3.0-or-later
// CaptionedPair: two images beside each other, each above its caption. GUI thread only.
#pragma once
#include <QWidget>

namespace convscope {

class ImageView;

class CaptionedPair : public QWidget {
    Q_OBJECT
public:
    CaptionedPair(
        const QString &leftCaption, const QString &rightCaption, QWidget *parent = nullptr);

    ImageView &left() { return *m_left; }
    ImageView &right() { return *m_right; }

private:
    ImageView *m_left, *m_right;
};

} // namespace convscope
