// SPDX-License-Identifier: GPL-3.0-or-later
// AnswerChart: how the probabilities of the classes follow one setting over its whole range.
// GUI thread only.
#pragma once
#include "core/inspect/explain/answer_curve.h"
#include <QStringList>
#include <QWidget>
#include <memory>

namespace convscope {

class AnswerChart : public QWidget {
    Q_OBJECT
public:
    static constexpr int kLines = 4; ///< classes drawn: those that reach highest

    explicit AnswerChart(QWidget *parent = nullptr);
    /// Null: nothing is known yet.
    void setCurve(std::shared_ptr<const AnswerCurve> curve, const QStringList &classes);
    /// The setting as the slider has it, until a curve with it comes.
    void setPresent(double setting);
    /// Indices of the classes drawn, the highest at the present setting first.
    const std::vector<std::size_t> &drawn() const { return m_drawn; }
    /// "Turn +12°: 7 98.2 %, 1 1.0 %"
    QString textAt(double setting) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRectF plot() const;
    double xOf(double setting) const;
    double probabilityAt(std::size_t classIndex, double setting) const;
    QString leaders() const;
    void chooseLines();
    void paintLines(QPainter &painter, const QRectF &plot) const;
    void paintNames(QPainter &painter) const;

    std::shared_ptr<const AnswerCurve> m_curve;
    QStringList m_classes;
    std::vector<std::size_t> m_drawn;
    double m_present = 0;
};

} // namespace convscope
