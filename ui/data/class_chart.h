// SPDX-License-Identifier: GPL-3.0-or-later
// ClassChart: how many images each class has, as bars and as text; one class can be chosen.
// GUI thread only.
#pragma once
#include "core/data/report/dataset_report.h"
#include <QWidget>
#include <array>
#include <optional>

namespace convscope {

struct ClassRow {
    QString name;
    std::array<std::size_t, 3> splits {}; ///< images, in the order of Split
    bool isExcluded = false;
    std::size_t total() const { return splits[0] + splits[1] + splits[2]; }
};

/// A bar a class, its parts the splits: strong for training, paler for validation, outlined for
/// test. Click, arrow keys and Home and End choose; a second click, or Escape, chooses none.
class ClassChart : public QWidget {
    Q_OBJECT
public:
    explicit ClassChart(QWidget *parent = nullptr);
    void setRows(std::vector<ClassRow> rows);
    const std::vector<ClassRow> &rows() const { return m_rows; }
    std::vector<ClassCount> counts() const;
    std::optional<int> chosen() const { return m_chosen; }
    void choose(std::optional<int> row);
    QRect rowRect(int row) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosenChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    int rowHeight() const;
    int rowAt(const QPoint &position) const; ///< −1: none
    QString textOf(const ClassRow &row) const;
    void paintRow(QPainter &painter, int row, int nameWidth, int numberWidth, std::size_t most);
    void paintBar(QPainter &painter, const ClassRow &row, const QRect &bar) const;

    std::vector<ClassRow> m_rows;
    std::optional<int> m_chosen;
};

} // namespace convscope
