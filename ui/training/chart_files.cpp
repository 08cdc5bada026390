// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/chart_files.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/io/run/logs/curves_csv.h"
#include "ui/charts/chart_export.h"
#include "ui/kit/save_dialog.h"
#include "ui/training/run_charts.h"
#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>

namespace convscope {

ChartFiles::ChartFiles(const ChartContent &content, RunCharts &charts, QObject *parent)
    : QObject(parent)
    , m_content(content)
    , m_charts(charts)
{
    add(tr("Charts as an image (*.png)…"), "actionChartPng",
        [this] { askAndSave(QStringLiteral("png")); });
    add(tr("Charts as a drawing (*.svg)…"), "actionChartSvg",
        [this] { askAndSave(QStringLiteral("svg")); });
    add(tr("Charts as a page (*.pdf)…"), "actionChartPdf",
        [this] { askAndSave(QStringLiteral("pdf")); });
    add(tr("All figures of the run (*.csv)…"), "actionChartCsv", [this] { askAndSaveTable(); });
    add(tr("Copy the charts"), "actionCopyChart", [this] { copyImage(); });
    add(tr("Copy the figures shown"), "actionCopyFigures", [this] { copyTable(); });
    setEnabled(false);
}

void ChartFiles::add(const QString &text, const char *name, const std::function<void()> &act)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    connect(action, &QAction::triggered, this, act);
    m_actions << action;
}

void ChartFiles::setEnabled(bool on)
{
    for (QAction *action : m_actions)
        action->setEnabled(on);
}

void ChartFiles::saveImage(const QString &path)
{
    const QByteArray content = chartFile(
        m_charts.inView(), QFileInfo(path).suffix().toLower(), tr("Training with ConvScope"));
    writeFileAtomically(path.toStdString(), { content.data(), std::size_t(content.size()) });
    Q_EMIT saved(path);
}

void ChartFiles::askAndSave(const QString &format)
{
    const QString path = askForFile(&m_charts, tr("Save the charts"), tr("training.%1").arg(format),
        QStringLiteral("*.%1").arg(format));
    if (path.isEmpty())
        return;
    try {
        saveImage(path);
    } catch (const std::exception &error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void ChartFiles::askAndSaveTable()
{
    const QString path = askForFile(
        &m_charts, tr("Save all figures"), tr("training.csv"), QStringLiteral("*.csv"));
    if (!path.isEmpty())
        Q_EMIT tableRequested(path, m_content.smoothing());
}

void ChartFiles::copyImage()
{
    QGuiApplication::clipboard()->setImage(
        chartImage(m_charts.inView(), m_charts.devicePixelRatioF()));
}

std::string ChartFiles::shownAsCsv() const
{
    constexpr std::size_t kMax = 50'000; // batches; more would hold up the window
    const Range shown = m_charts.shownX();
    const CurveView loss = m_content.curves().loss();
    std::size_t begin = loss.countUpTo(shown.low);
    begin -= begin > 0 && loss[begin - 1].x == shown.low;
    const std::size_t end = loss.countUpTo(shown.high);
    if (end - begin > kMax)
        throw Error("these are " + std::to_string(end - begin)
            + " batches, too many to copy; zoom in, or save all figures as a file");
    // From the run's first batch on, so that the smoothed columns are those of the charts.
    const RunModel &run = m_content.run();
    std::string csv = curvesCsv(
        std::span(run.batches()).first(end), run.epochs(), run.changes(), m_content.smoothing());
    std::size_t first = csv.find('\n') + 1, skipped = first;
    for (std::size_t i = 0; i < begin; ++i)
        skipped = csv.find('\n', skipped) + 1;
    return csv.erase(first, skipped - first);
}

void ChartFiles::copyTable()
{
    try {
        QGuiApplication::clipboard()->setText(QString::fromStdString(shownAsCsv()));
    } catch (const std::exception &error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

} // namespace convscope
