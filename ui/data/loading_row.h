// SPDX-License-Identifier: GPL-3.0-or-later
// LoadingRow: what is being read, how far it is, and a way to cancel. GUI thread only.
#pragma once
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace convscope {

class LoadingRow : public QWidget {
    Q_OBJECT
public:
    explicit LoadingRow(QWidget *parent = nullptr);
    /// Work that is over in no time may stay unseen: `soon` shows the row only after a while.
    enum class Appear { AtOnce, Soon };
    void begin(const QString &text, Appear appear);
    void setProgress(quint64 done, quint64 total); ///< total 0: not known yet
    void end();

Q_SIGNALS:
    void cancelRequested();

private:
    QLabel *m_text;
    QProgressBar *m_bar;
    QTimer m_appear;
};

} // namespace convscope
