// SPDX-License-Identifier: GPL-3.0-or-later
// DataHeader: which dataset is open, and what it holds in a few lines. DataPanel fills it; GUI
// thread only.
#pragma once
#include "ui/data/data_view.h"
#include <QWidget>

class QLabel;

namespace convscope {

class DataHeader : public QWidget {
    Q_OBJECT
public:
    explicit DataHeader(QWidget *parent = nullptr);
    /// The report comes later than the data; null while it is on its way.
    void setContent(const DataView &view, const DatasetReport *report);
    void setProgress(quint64 done, quint64 total); ///< of the report
    void endProgress();

Q_SIGNALS:
    void enlargeRequested(); ///< show the panel in a window of its own, or back in its place

private:
    QLabel *m_location, *m_summary, *m_checking;
};

} // namespace convscope
