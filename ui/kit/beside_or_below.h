// SPDX-License-Identifier: GPL-3.0-or-later
// BesideOrBelow: two widgets, the second beside the first where there is width for it or
// little height, else below.
// GUI thread only.
#pragma once
#include <QBoxLayout>
#include <QResizeEvent>
#include <QWidget>

namespace convscope {

class BesideOrBelow : public QWidget {
    Q_OBJECT
public:
    explicit BesideOrBelow(QWidget *first, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_layout(new QBoxLayout(QBoxLayout::TopToBottom, this))
    {
        m_layout->setContentsMargins(0, 0, 0, 0);
        m_layout->addWidget(first, 1);
    }
    /// In place of the second before. Takes ownership.
    void setSecond(QWidget *second)
    {
        delete std::exchange(m_second, second);
        m_layout->addWidget(second, 1);
        arrange();
    }
    bool isBeside() const { return m_layout->direction() == QBoxLayout::LeftToRight; }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QWidget::resizeEvent(event);
        arrange();
    }

private:
    void arrange()
    {
        constexpr int kWide = 40, kNarrow = 24, kLow = 26; // lines of text
        const int line = fontMetrics().height();
        const bool beside
            = width() >= line * kWide || (height() < line * kLow && width() >= line * kNarrow);
        m_layout->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
        m_layout->setStretch(0, beside ? 2 : 1);
        if (m_second) // a part beside needs more width than a part below needs height
            m_layout->setStretch(1, beside ? 5 : 1);
    }

    QBoxLayout *m_layout;
    QWidget *m_second = nullptr;
};

} // namespace convscope
