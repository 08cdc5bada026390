// SPDX-License-Identifier: GPL-3.0-or-later
// ProbabilityBars: class probabilities as bars, the largest first. GUI thread only.
#pragma once
#include <QStringList>
#include <QWidget>
#include <vector>

namespace convscope {

class ProbabilityBars : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMax = 10; ///< classes shown unless setMost() says otherwise

    explicit ProbabilityBars(QWidget *parent = nullptr);
    void setProbabilities(const std::vector<float> &probabilities, const QStringList &classes);
    void clear();
    /// For the next probabilities; with less than kMax no line counts the others.
    void setMost(int most) { m_most = most; }

    struct Bar {
        QString name;
        double probability = 0;
    };
    const std::vector<Bar> &bars() const { return m_bars; } ///< sorted, the highest ones
    /// The names as they are painted: long ones without their middle. The tool tip has them whole.
    QStringList shownNames() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int rowHeight() const;
    int nameWidth() const;
    QFontMetrics boldMetrics() const;
    std::vector<Bar> m_bars;
    int m_most = kMax;
    int m_others = 0; // classes that are not shown
};

} // namespace convscope
