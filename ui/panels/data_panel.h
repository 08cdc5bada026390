// SPDX-License-Identifier: GPL-3.0-or-later
// DataPanel: what is open, what is in it, what is wrong with it. GUI thread only.
#pragma once
#include "core/data/training_data.h"
#include <QWidget>
#include <memory>

class QLabel;
class QListWidget;
class QProgressBar;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace convscope {

class ClassChart;
class ImageGrid;
class MessageBar;

class DataPanel : public QWidget {
    Q_OBJECT
public:
    explicit DataPanel(QWidget *parent = nullptr);

    /// A dataset is being read; its progress and a way to cancel are shown.
    void showLoading(const QString &location);
    void setProgress(quint64 done, quint64 total); ///< total 0: not known yet
    /// Nothing is being read any more, whatever came of it.
    void endLoading();
    void showData(const QString &location, std::shared_ptr<const Dataset> dataset,
        std::shared_ptr<const TrainingData> loaded);
    void showFault(const QString &sentence);

Q_SIGNALS:
    void openRequested();
    void cancelRequested();
    void sampleChosen(quint64 sample); ///< index into the dataset's samples()

private:
    QWidget *buildEmpty();
    QWidget *buildContent();
    QWidget *buildProgress();
    void fillProblems();
    void fillSamples();

    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const TrainingData> m_data;
    std::vector<std::size_t> m_shown; // dataset index of each picture of the grid

    MessageBar *m_message;
    QWidget *m_progressRow = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_progress = nullptr;
    QStackedWidget *m_stack;
    QLabel *m_location = nullptr;
    QLabel *m_summary = nullptr;
    QScrollArea *m_classArea = nullptr;
    ClassChart *m_classes = nullptr;
    QToolButton *m_problemsTitle = nullptr;
    QListWidget *m_problems = nullptr;
    ImageGrid *m_samples = nullptr;
};

} // namespace convscope
