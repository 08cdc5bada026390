// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/settings.h"
#include <QDir>
#include <QStandardPaths>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

constexpr int kMaxRecent = 8;

// Bumped when docks are added or renamed: an older layout would hide them.
const QString kGeometry = QStringLiteral("window/geometry");
const QString kDocks = QStringLiteral("window/docks-1");
const QString kTheme = QStringLiteral("window/theme");
const QString kRecentDatasets = QStringLiteral("recent/datasets");
const QString kExcluded = QStringLiteral("datasets/excluded");
const QString kLayouts = QStringLiteral("datasets/layouts");
const QString kLastFolder = QStringLiteral("recent/folder");

const QString kDatasetFolder = QStringLiteral("datasets/folder");

const std::array kThemeNames { QStringLiteral("system"), QStringLiteral("light"),
    QStringLiteral("dark") }; // in the order of Theme

} // namespace

Settings::Settings(const QString &file)
    : m_values(file, QSettings::IniFormat)
{
    // Earlier versions kept the exclusions by the one name that is in no group.
    for (const QString &key : m_values.childKeys()) {
        if (!m_values.contains(kExcluded))
            m_values.setValue(kExcluded, m_values.value(key));
        m_values.remove(key);
    }
}

QByteArray Settings::geometry() const
{
    return m_values.value(kGeometry).toByteArray();
}

QByteArray Settings::docks() const
{
    return m_values.value(kDocks).toByteArray();
}

void Settings::setWindow(const QByteArray &geometry, const QByteArray &docks)
{
    m_values.setValue(kGeometry, geometry);
    m_values.setValue(kDocks, docks);
}

Theme Settings::theme() const
{
    const QString name = m_values.value(kTheme).toString();
    for (std::size_t i = 0; i < kThemeNames.size(); ++i)
        if (kThemeNames[i] == name)
            return static_cast<Theme>(i);
    return Theme::System;
}

void Settings::setTheme(Theme theme)
{
    m_values.setValue(kTheme, kThemeNames[static_cast<std::size_t>(theme)]);
}

QStringList Settings::recentDatasets() const
{
    return m_values.value(kRecentDatasets).toStringList();
}

void Settings::addRecentDataset(const QString &location)
{
    QStringList recent = recentDatasets();
    recent.removeAll(location);
    recent.prepend(location);
    m_values.setValue(kRecentDatasets, recent.mid(0, kMaxRecent));
}

Exclusions Settings::excluded(const QString &location) const
{
    const QByteArray json = m_values.value(kExcluded).toMap().value(location).toByteArray();
    try {
        return json.isEmpty() ? Exclusions()
                              : exclusionsFromJson(nlohmann::json::parse(json.toStdString()));
    } catch (const std::exception &) {
        return {}; // the file was damaged; images can be excluded again
    }
}

void Settings::setExcluded(const QString &location, const Exclusions &excluded)
{
    QVariantMap all = m_values.value(kExcluded).toMap();
    const QStringList recent = recentDatasets();
    for (const QString &other : all.keys())
        if (!recent.contains(other))
            all.remove(other);
    if (excluded.any())
        all.insert(location, QByteArray::fromStdString(toJson(excluded).dump()));
    else
        all.remove(location);
    m_values.setValue(kExcluded, all);
}

QString Settings::layout(const QString &location) const
{
    return m_values.value(kLayouts).toMap().value(location).toString();
}

void Settings::setLayout(const QString &location, const QString &layout)
{
    QVariantMap all = m_values.value(kLayouts).toMap();
    all.insert(location, layout);
    m_values.setValue(kLayouts, all);
}

QString Settings::declinedRun() const
{
    return m_values.value(QStringLiteral("runs/declined")).toString();
}

void Settings::setDeclinedRun(const QString &folder)
{
    m_values.setValue(QStringLiteral("runs/declined"), folder);
}

QString Settings::lastFolder() const
{
    const QString folder = m_values.value(kLastFolder).toString();
    return folder.isEmpty() || !QDir(folder).exists() ? QDir::homePath() : folder;
}

void Settings::setLastFolder(const QString &folder)
{
    m_values.setValue(kLastFolder, folder);
}

QString Settings::datasetFolder() const
{
    const QString folder = m_values.value(kDatasetFolder).toString();
    if (!folder.isEmpty())
        return folder;
    const QString downloads = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    return QDir(downloads).filePath(QStringLiteral("ConvScope datasets"));
}

void Settings::setDatasetFolder(const QString &folder)
{
    m_values.setValue(kDatasetFolder, folder);
}

} // namespace convscope
