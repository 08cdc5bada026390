// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: what is remembered between two starts. The only user of QSettings. GUI thread only.
#pragma once
#include "core/data/prepare/exclusions.h"
#include "ui/kit/theme.h"
#include <QByteArray>
#include <QSettings>
#include <QStringList>

namespace convscope {

class Settings {
public:
    /// An ini file, made when something is set.
    explicit Settings(const QString &file);

    QByteArray geometry() const; ///< the main window's, as QWidget::saveGeometry() gave it
    QByteArray docks() const; ///< as QMainWindow::saveState() gave it
    void setWindow(const QByteArray &geometry, const QByteArray &docks);

    Theme theme() const;
    void setTheme(Theme theme);

    /// The newest first.
    QStringList recentDatasets() const;
    void addRecentDataset(const QString &location);

    /// The files and classes excluded from a dataset; kept for as many datasets as are listed as
    /// recent.
    Exclusions excluded(const QString &location) const;
    void setExcluded(const QString &location, const Exclusions &excluded);

    /// How a folder is read that can be read in several ways; empty: the person has not chosen.
    QString layout(const QString &location) const;
    void setLayout(const QString &location, const QString &layout);

    /// The interrupted run that the person did not want to be offered again.
    QString declinedRun() const;
    void setDeclinedRun(const QString &folder);

    /// Where file dialogs begin.
    QString lastFolder() const;
    void setLastFolder(const QString &folder);

    /// Where fetched datasets go; at first a folder among the person's downloads.
    QString datasetFolder() const;
    void setDatasetFolder(const QString &folder);

private:
    QSettings m_values;
};

} // namespace convscope
