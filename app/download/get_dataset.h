// SPDX-License-Identifier: GPL-3.0-or-later
// GetDataset: the window that fetches known datasets, and the download behind it. GUI thread only.
#pragma once
#include "app/download/dataset_download.h"
#include "ui/download/get_dataset_dialog.h"

namespace convscope {

class Settings;

class GetDataset : public QObject {
    Q_OBJECT
public:
    GetDataset(Settings &settings, const std::vector<CatalogueEntry> &catalogue,
        const TransferOptions &options, QWidget *window);

    void show();

Q_SIGNALS:
    void openRequested(const QString &location);

private:
    const CatalogueEntry &chosen() const { return m_catalogue[m_dialog.chosen()]; }
    void showThere();
    void download();
    void open();

    Settings &m_settings;
    const std::vector<CatalogueEntry> m_catalogue;
    GetDatasetDialog &m_dialog; // the window's
    DatasetDownload m_download;
};

} // namespace convscope
