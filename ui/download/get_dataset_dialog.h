// SPDX-License-Identifier: GPL-3.0-or-later
// GetDatasetDialog: which known dataset to fetch, where to, and how far it is. GUI thread only.
#pragma once
#include <QDialog>
#include <QUrl>
#include <vector>

class QLabel;
class QListWidget;
class QPushButton;

namespace convscope {

class DownloadProgress;
class FolderRow;
class MessageBar;

/// A dataset as a person is told of it.
struct DatasetOffer {
    QString name, summary, terms;
    QUrl page;
    qint64 downloadBytes = 0, diskBytes = 0;
};

class GetDatasetDialog : public QDialog {
    Q_OBJECT
public:
    GetDatasetDialog(
        std::vector<DatasetOffer> offers, const QString &folder, QWidget *parent = nullptr);

    std::size_t chosen() const; ///< index into the offers
    QString folder() const;

    /// How much of the chosen dataset lies in the chosen folder; also ends what was going on.
    void showThere(qint64 bytes);
    void showActivity(const QString &sentence); ///< something goes on; it can be stopped
    void showProgress(qint64 done, qint64 total, double bytesPerSecond);
    void showNote(const QString &sentence);
    void showError(const QString &sentence);

    void done(int result) override; ///< stops what goes on
    void reject() override; ///< Escape: stops first, closes when nothing goes on

protected:
    void resizeEvent(QResizeEvent *event) override;

Q_SIGNALS:
    void choiceChanged(); ///< another dataset or folder: showThere() is due
    void downloadRequested();
    void stopRequested();
    void openRequested();

private:
    void buildList();
    QWidget *buildButtons();
    void describeChoice();
    void setBusy(bool busy);
    void fitHeight();

    const std::vector<DatasetOffer> m_offers;
    QListWidget *m_list;
    QLabel *m_summary;
    QLabel *m_terms;
    FolderRow *m_folder = nullptr;
    MessageBar *m_message;
    DownloadProgress *m_progress;
    QPushButton *m_download = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_open = nullptr;
    bool m_isBusy = false;
};

} // namespace convscope
