// SPDX-License-Identifier: GPL-3.0-or-later
// BatchPanel: the images of one batch of a run, as they were trained, largest loss first. A
// window of its own beside the main one. GUI thread only.
#pragma once
#include "ui/history/batch_view.h"
#include <QDialog>

class QLabel;
class QModelIndex;
class QProgressBar;
class QPushButton;

namespace convscope {

class ImageGrid;
class MessageBar;

class BatchPanel : public QDialog {
    Q_OBJECT
public:
    explicit BatchPanel(QWidget *parent = nullptr);

    /// It is being found; what was shown stays meanwhile.
    void showInspecting(qint64 batch);
    void setProgress(quint64 done, quint64 total);
    void endInspection();
    void setBatch(std::shared_ptr<const BatchView> batch);
    void showError(const QString &sentence);
    void setLast(qint64 batch); ///< how far the run is
    void clear(); ///< there is another run
    const std::shared_ptr<const BatchView> &batch() const { return m_batch; }

Q_SIGNALS:
    void batchRequested(qint64 batch); ///< another one
    void cancelRequested();
    void goBackRequested(qint64 batch); ///< to the checkpoint after this batch
    void imageChosen(const std::shared_ptr<const convscope::BatchView> &batch, quint64 place);

private:
    QWidget *buildButtons();
    void showNumber(qint64 batch);
    void updateButtons();
    void describe(const QModelIndex &index);
    QString summary() const;

    std::shared_ptr<const BatchView> m_batch;
    std::vector<std::size_t> m_places; // places of the batch's images, as they are listed
    qint64 m_asked = 0, m_last = 0;
    MessageBar *m_message;
    QLabel *m_summary;
    ImageGrid *m_grid;
    QLabel *m_detail; // about the image under the mouse, or the chosen one
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr, *m_before = nullptr, *m_after = nullptr, *m_goBack = nullptr;
};

} // namespace convscope
