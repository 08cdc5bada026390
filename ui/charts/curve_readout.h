// SPDX-License-Identifier: GPL-3.0-or-later
// CurveReadout: all figures at the crosshair, or of the newest batch, beside the charts. GUI thread
// only.
#pragma once
#include "core/train/history/run_curves.h"
#include <QWidget>

class QBoxLayout;
class QLabel;

namespace convscope {

class CurveReadout : public QWidget {
    Q_OBJECT
public:
    explicit CurveReadout(QWidget *parent = nullptr);
    void setReading(const std::optional<RunCurves::Reading> &reading);
    QString text() const; ///< text of all lines, for tests and accessibility

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    QLabel *m_place, *m_figures;
    QBoxLayout *m_layout;
    QStringList m_where; // batch and epoch, time and rate
};

} // namespace convscope
