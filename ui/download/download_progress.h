// SPDX-License-Identifier: GPL-3.0-or-later
// DownloadProgress: what goes on, how far it is and how long it will take. GetDatasetDialog fills
// it; GUI thread only.
#pragma once
#include <QWidget>

class QLabel;
class QProgressBar;

namespace convscope {

class DownloadProgress : public QWidget {
    Q_OBJECT
public:
    explicit DownloadProgress(QWidget *parent = nullptr);
    void setSentence(const QString &sentence);
    void setBusy(bool isBusy); ///< the bar and the figures are shown
    void begin(); ///< how far it is comes with setFigures()
    void setFigures(qint64 done, qint64 total, double bytesPerSecond);

private:
    QLabel *m_sentence;
    QProgressBar *m_bar;
    QLabel *m_figures;
};

/// As people read it: "11.6 MB".
QString bytesText(qint64 bytes);

} // namespace convscope
