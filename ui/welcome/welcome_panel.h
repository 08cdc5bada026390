// SPDX-License-Identifier: GPL-3.0-or-later
// WelcomePanel: the first thing a person sees, and the ways on from there. GUI thread only.
#pragma once
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace convscope {

class WelcomePanel : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePanel(QWidget *parent = nullptr);
    /// Locations of datasets and folders of runs; the newest first.
    void setRecent(const QStringList &datasets, const QStringList &runs);

Q_SIGNALS:
    void openRequested();
    void getRequested();
    void digitsRequested();
    void chelseaRequested();
    void datasetChosen(const QString &location);
    void runChosen(const QString &folder);

private:
    QWidget *recentColumn(const QString &title, QVBoxLayout *&list);
    QVBoxLayout *m_datasets = nullptr;
    QVBoxLayout *m_runs = nullptr;
    QWidget *m_datasetColumn;
    QWidget *m_runColumn;
};

} // namespace convscope
