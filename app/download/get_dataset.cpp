// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/get_dataset.h"
#include "ui/kit/settings.h"

namespace convscope {

namespace {

std::vector<DatasetOffer> offers(const std::vector<CatalogueEntry> &catalogue)
{
    std::vector<DatasetOffer> result;
    result.reserve(catalogue.size());
    for (const CatalogueEntry &entry : catalogue)
        result.push_back({ entry.name, entry.summary, entry.terms, entry.page,
            entry.downloadBytes(), entry.diskBytes() });
    return result;
}

} // namespace

GetDataset::GetDataset(Settings &settings, const std::vector<CatalogueEntry> &catalogue,
    const TransferOptions &options, QWidget *window)
    : QObject(window)
    , m_settings(settings)
    , m_catalogue(catalogue)
    , m_dialog(*new GetDatasetDialog(offers(catalogue), settings.datasetFolder(), window))
    , m_download(options)
{
    connect(&m_dialog, &GetDatasetDialog::choiceChanged, this, &GetDataset::showThere);
    connect(&m_dialog, &GetDatasetDialog::downloadRequested, this, &GetDataset::download);
    connect(&m_dialog, &GetDatasetDialog::stopRequested, &m_download, &DatasetDownload::stop);
    connect(&m_dialog, &GetDatasetDialog::openRequested, this, &GetDataset::open);
    connect(&m_download, &DatasetDownload::began, &m_dialog, &GetDatasetDialog::showActivity);
    connect(&m_download, &DatasetDownload::progressed, &m_dialog, &GetDatasetDialog::showProgress);
    connect(&m_download, &DatasetDownload::waiting, &m_dialog, &GetDatasetDialog::showNote);
    connect(&m_download, &DatasetDownload::finished, this, &GetDataset::showThere);
    connect(&m_download, &DatasetDownload::stopped, this, &GetDataset::showThere);
    connect(&m_download, &DatasetDownload::failed, this, [this](const QString &sentence) {
        showThere();
        m_dialog.showError(sentence);
    });
    showThere();
}

void GetDataset::show()
{
    if (!m_download.isBusy())
        showThere(); // files may have come or gone meanwhile
    m_dialog.show();
    m_dialog.raise();
    m_dialog.activateWindow();
}

void GetDataset::showThere()
{
    const QString folder = m_dialog.folder();
    m_dialog.showThere(folder.isEmpty() ? 0 : DatasetFolder(chosen(), folder).bytesThere());
}

void GetDataset::download()
{
    m_settings.setDatasetFolder(m_dialog.folder());
    m_download.start(chosen(), m_dialog.folder());
}

void GetDataset::open()
{
    const QString location = DatasetFolder(chosen(), m_dialog.folder()).path();
    m_dialog.accept();
    Q_EMIT openRequested(location);
}

} // namespace convscope
