// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/download/get_dataset_dialog.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/theme.h"
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kColumns = 90; // of text, about
constexpr int kSteps = 1000; // steps of the bar: bytes do not fit an int

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// "0:07", "12:30", "1:02:03".
QString timeText(qint64 seconds)
{
    const QString tail = QStringLiteral("%1").arg(seconds % 60, 2, 10, QLatin1Char('0'));
    const qint64 minutes = seconds / 60;
    if (minutes < 60)
        return QStringLiteral("%1:%2").arg(minutes).arg(tail);
    return QStringLiteral("%1:%2:%3")
        .arg(minutes / 60)
        .arg(minutes % 60, 2, 10, QLatin1Char('0'))
        .arg(tail);
}

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
    , m_activity(wrappedLabel("downloadActivity", this))
    , m_progress(new QProgressBar(this))
    , m_figures(wrappedLabel("downloadFigures", this))
{
    setObjectName(QStringLiteral("getDatasetDialog"));
    setWindowTitle(tr("Get a dataset"));
    m_terms->setOpenExternalLinks(true);
    m_terms->setToolTip(tr("Who made it, and what is known about its use"));
    m_terms->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_message->setObjectName(QStringLiteral("downloadMessage"));
    m_progress->setObjectName(QStringLiteral("downloadProgress"));
    m_progress->setAccessibleName(tr("Progress of the download"));
    m_progress->setMaximum(kSteps);
    m_progress->setTextVisible(false);
    auto *intro = wrappedLabel("getDatasetIntro", this);
    intro->setText(tr("These are fetched from the internet, once; everything else in ConvScope "
                      "works without a network."));
    buildList();
    auto *layout = new QVBoxLayout(this);
    for (QWidget *part : std::initializer_list<QWidget *> { intro, m_list, m_summary, m_terms,
             buildFolderRow(folder), m_message, m_activity, m_progress, m_figures })
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
        const QString size = sizeText(offer.downloadBytes);
        auto *item = new QListWidgetItem(offer.diskBytes > offer.downloadBytes
                ? tr("%1  –  %2, needs %3 of room").arg(offer.name, size, sizeText(offer.diskBytes))
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

QWidget *GetDatasetDialog::buildFolderRow(const QString &folder)
{
    auto *row = new QWidget(this);
    m_folder = new QLineEdit(QDir::toNativeSeparators(folder), row);
    m_folder->setObjectName(QStringLiteral("datasetFolder"));
    m_folder->setAccessibleName(tr("Folder for datasets"));
    m_folder->setToolTip(tr("Each dataset gets a folder of its name in here"));
    m_browse = new QPushButton(tr("&Browse…"), row);
    m_browse->setObjectName(QStringLiteral("datasetFolderBrowse"));
    m_browse->setToolTip(tr("Choose another folder"));
    m_browse->setAutoDefault(false);
    auto *label = new QLabel(tr("&Folder:"), row);
    label->setBuddy(m_folder);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_folder, 1);
    layout->addWidget(m_browse);
    connect(m_folder, &QLineEdit::textChanged, this, &GetDatasetDialog::choiceChanged);
    connect(m_browse, &QPushButton::clicked, this, &GetDatasetDialog::browse);
    return row;
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
    QString folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    if (folder == QLatin1String("~") || folder.startsWith(QLatin1String("~/")))
        folder.replace(0, 1, QDir::homePath());
    return folder;
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

void GetDatasetDialog::browse()
{
    const QString chosenFolder
        = QFileDialog::getExistingDirectory(this, tr("Folder for datasets"), folder());
    if (!chosenFolder.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(chosenFolder));
}

void GetDatasetDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    for (QWidget *input : std::initializer_list<QWidget *> { m_list, m_folder, m_browse })
        input->setEnabled(!busy);
    m_stop->setVisible(busy);
    m_download->setVisible(!busy);
    m_progress->setVisible(busy);
    m_figures->setVisible(busy);
}

/// Windows do not ask their layout for its height at their width; wrapped lines would be cut off.
void GetDatasetDialog::fitHeight()
{
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
        m_activity->setText(tr("Name a folder to put it in."));
    else if (isWhole)
        m_activity->setText(tr("It is in %1.").arg(place));
    else if (bytes > 0)
        m_activity->setText(tr("%1 of %2 are in %3 already.")
                                .arg(sizeText(bytes), sizeText(offer.downloadBytes), place));
    else
        m_activity->setText(tr("It will be put in %1.").arg(place));
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
    m_activity->setText(sentence);
    m_figures->setText(QString());
    m_progress->setMaximum(0); // how far it is comes with showProgress()
    fitHeight();
}

void GetDatasetDialog::showProgress(qint64 done, qint64 total, double bytesPerSecond)
{
    const double part = total > 0 ? double(done) / double(total) : 0;
    m_progress->setMaximum(kSteps);
    m_progress->setValue(int(std::clamp(part, 0.0, 1.0) * kSteps));
    QString text = tr("%1 of %2").arg(sizeText(done), sizeText(total));
    if (bytesPerSecond > 0) {
        m_message->clear(); // bytes come again
        text = tr("%1 · %2/s · %3 left")
                   .arg(text, sizeText(qint64(bytesPerSecond)),
                       timeText(qint64(double(total - done) / bytesPerSecond)));
    }
    m_figures->setText(text);
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
