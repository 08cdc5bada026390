// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/download/get_dataset_dialog.h"
#include "ui/download/download_progress.h"
#include "ui/download/folder_row.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/theme.h"
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kColumns = 90; // of text, about

QLabel *wrappedLabel(const char *objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(objectName));
    label->setWordWrap(true);
    return label;
}

} // namespace

GetDatasetDialog::GetDatasetDialog(
    std::vector<DatasetOffer> offers, const QString &folder, QWidget *parent)
    : QDialog(parent)
    , m_offers(std::move(offers))
    , m_list(new QListWidget(this))
    , m_summary(wrappedLabel("datasetSummary", this))
    , m_terms(wrappedLabel("datasetTerms", this))
    , m_message(new MessageBar(this))
    , m_progress(new DownloadProgress(this))
{
    setObjectName(QStringLiteral("getDatasetDialog"));
    setWindowTitle(tr("Get a dataset"));
    m_terms->setOpenExternalLinks(true);
    m_terms->setToolTip(tr("Who made it, and what is known about its use"));
    m_terms->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_message->setObjectName(QStringLiteral("downloadMessage"));
    auto *intro = wrappedLabel("getDatasetIntro", this);
    intro->setText(tr("These are fetched from the internet, once; everything else in ConvScope "
                      "works without a network."));
    buildList();
    m_folder = new FolderRow(folder, this);
    connect(m_folder, &FolderRow::changed, this, &GetDatasetDialog::choiceChanged);
    auto *layout = new QVBoxLayout(this);
    for (QWidget *part : std::initializer_list<QWidget *> {
             intro, m_list, m_summary, m_terms, m_folder, m_message, m_progress })
        layout->addWidget(part);
    layout->addStretch(1);
    layout->addWidget(buildButtons());
    layout->setSpacing(int(fontMetrics().height() * kSpacing));
    describeChoice();
    setBusy(false);
    const int width = fontMetrics().averageCharWidth() * kColumns;
    const int roomForError = fontMetrics().height() * 4; // so that the window seldom has to grow
    resize(width, layout->totalHeightForWidth(width) + roomForError);
}

void GetDatasetDialog::buildList()
{
    m_list->setObjectName(QStringLiteral("datasetList"));
    m_list->setAccessibleName(tr("Datasets that can be fetched"));
    m_list->setToolTip(tr("The dataset to fetch"));
    for (const DatasetOffer &offer : m_offers) {
        const QString size = bytesText(offer.downloadBytes);
        auto *item = new QListWidgetItem(offer.diskBytes > offer.downloadBytes
                ? tr("%1  –  %2, needs %3 of room")
                      .arg(offer.name, size, bytesText(offer.diskBytes))
                : tr("%1  –  %2").arg(offer.name, size),
            m_list);
        item->setSizeHint(QSize(0, fontMetrics().height() * 7 / 4));
    }
    m_list->setCurrentRow(0);
    m_list->setFixedHeight(m_list->sizeHintForRow(0) * m_list->count() + 2 * m_list->frameWidth());
    connect(m_list, &QListWidget::currentRowChanged, this, &GetDatasetDialog::describeChoice);
    connect(m_list, &QListWidget::itemActivated, this, [this] {
        if (m_download->isEnabled())
            m_download->click();
    });
}

QWidget *GetDatasetDialog::buildButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [row, layout](const QString &text, const char *name, const QString &toolTip) {
        auto *button = new QPushButton(text, row);
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(toolTip);
        layout->addWidget(button);
        return button;
    };
    layout->addStretch(1);
    m_open = add(tr("&Open"), "openDownloaded", tr("Open the dataset in ConvScope"));
    m_download = add(
        tr("&Download"), "startDownload", tr("Fetch what is not in the folder yet, and check it"));
    m_stop = add(tr("&Stop"), "stopDownload", tr("Stop; what has come stays for the next time"));
    QPushButton *close = add(tr("&Close"), "closeGetDataset", tr("Close this window"));
    connect(m_open, &QPushButton::clicked, this, &GetDatasetDialog::openRequested);
    connect(m_download, &QPushButton::clicked, this, &GetDatasetDialog::downloadRequested);
    connect(m_stop, &QPushButton::clicked, this, &GetDatasetDialog::stopRequested);
    connect(close, &QPushButton::clicked, this, [this] { done(Rejected); });
    return row;
}

std::size_t GetDatasetDialog::chosen() const
{
    return std::size_t(std::max(0, m_list->currentRow()));
}

QString GetDatasetDialog::folder() const
{
    return m_folder->folder();
}

void GetDatasetDialog::describeChoice()
{
    const DatasetOffer &offer = m_offers[chosen()];
    m_summary->setText(offer.summary);
    m_terms->setText(tr("%1 See <a href=\"%2\">%3</a>.")
                         .arg(offer.terms.toHtmlEscaped(), offer.page.toString().toHtmlEscaped(),
                             offer.page.host().toHtmlEscaped()));
    Q_EMIT choiceChanged();
}

void GetDatasetDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    m_list->setEnabled(!busy);
    m_folder->setEditable(!busy);
    m_stop->setVisible(busy);
    m_download->setVisible(!busy);
    m_progress->setBusy(busy);
}

/// Windows do not ask their layout for its height at their width; wrapped lines would be cut off.
void GetDatasetDialog::fitHeight()
{
    m_progress->updateGeometry(); // its lines may be more, or fewer, than they were
    layout()->activate();
    setMinimumHeight(layout()->totalHeightForWidth(width()));
}

void GetDatasetDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    fitHeight();
}

void GetDatasetDialog::showThere(qint64 bytes)
{
    const DatasetOffer &offer = m_offers[chosen()];
    const bool isWhole = bytes >= offer.downloadBytes;
    m_message->clear();
    setBusy(false);
    m_download->setEnabled(!folder().isEmpty());
    m_download->setText(isWhole ? tr("&Check again") : bytes > 0 ? tr("&Resume") : tr("&Download"));
    m_open->setVisible(isWhole);
    (isWhole ? m_open : m_download)->setDefault(true);
    const QString place = QDir::toNativeSeparators(QDir(folder()).filePath(offer.name));
    if (folder().isEmpty())
        m_progress->setSentence(tr("Name a folder to put it in."));
    else if (isWhole)
        m_progress->setSentence(tr("It is in %1.").arg(place));
    else if (bytes > 0)
        m_progress->setSentence(tr("%1 of %2 are in %3 already.")
                                    .arg(bytesText(bytes), bytesText(offer.downloadBytes), place));
    else
        m_progress->setSentence(tr("It will be put in %1.").arg(place));
    fitHeight();
}

void GetDatasetDialog::showActivity(const QString &sentence)
{
    if (!m_isBusy) {
        m_message->clear();
        m_open->hide();
        setBusy(true);
        m_stop->setFocus();
    }
    m_progress->setSentence(sentence);
    m_progress->begin();
    fitHeight();
}

void GetDatasetDialog::showProgress(qint64 done, qint64 total, double bytesPerSecond)
{
    if (bytesPerSecond > 0)
        m_message->clear(); // bytes come again
    m_progress->setFigures(done, total, bytesPerSecond);
}

void GetDatasetDialog::showNote(const QString &sentence)
{
    m_message->showNote(sentence);
    fitHeight();
}

void GetDatasetDialog::showError(const QString &sentence)
{
    m_message->showError(sentence);
    fitHeight();
}

void GetDatasetDialog::done(int result)
{
    if (m_isBusy)
        Q_EMIT stopRequested();
    QDialog::done(result);
}

void GetDatasetDialog::reject()
{
    if (m_isBusy)
        Q_EMIT stopRequested();
    else
        QDialog::reject();
}

} // namespace convscope
