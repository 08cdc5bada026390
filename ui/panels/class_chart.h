// SPDX-License-Identifier: GPL-3.0-or-later
// ClassChart: how many pictures each class has, as bars and as text. GUI thread only.
#pragma once
#include "core/data/dataset_report.h"
#include <QWidget>

namespace convscope {

class ClassChart : public QWidget {
    Q_OBJECT
public:
    explicit ClassChart(QWidget *parent = nullptr);
    void setCounts(std::vector<ClassCount> counts);
    const std::vector<ClassCount> &counts() const { return m_counts; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int rowHeight() const;
    QString textOf(const ClassCount &count) const;
    std::vector<ClassCount> m_counts;
};

} // namespace convscope
