// SPDX-License-Identifier: GPL-3.0-or-later
// RunComparisonView: the selected runs side by side, with a line that says how far they differ.
// RunsPanel sets them; GUI thread only.
#pragma once
#include "core/io/run/run_list.h"
#include <QWidget>

class QLabel;

namespace convscope {

class RunComparison;

class RunComparisonView : public QWidget {
    Q_OBJECT
public:
    explicit RunComparisonView(QWidget *parent = nullptr);
    void setRuns(const std::vector<RunSummary> &runs); ///< hides where there is nothing to compare

private:
    RunComparison *m_differences;
    QLabel *m_compared;
};

} // namespace convscope
