// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the charts: files and the clipboard.
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/io/run/logs/curves_csv.h"
#include "ui/charts/chart_export.h"
#include "ui/kit/save_dialog.h"
#include "ui/training/run_charts.h"
#include "ui/training/training_panel.h"
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>

namespace convscope {

void TrainingPanel::saveImage(const QString &path)
{
    const QByteArray content = chartFile(
        m_charts->inView(), QFileInfo(path).suffix().toLower(), tr("Training with ConvScope"));
    writeFileAtomically(path.toStdString(), { content.data(), std::size_t(content.size()) });
    Q_EMIT saved(path);
}

void TrainingPanel::askAndSave(const QString &format)
{
    const QString path = askForFile(this, tr("Save the charts"), tr("training.%1").arg(format),
        QStringLiteral("*.%1").arg(format));
    if (path.isEmpty())
        return;
    try {
        saveImage(path);
    } catch (const std::exception &error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void TrainingPanel::askAndSaveTable()
{
    const QString path
        = askForFile(this, tr("Save all figures"), tr("training.csv"), QStringLiteral("*.csv"));
    if (!path.isEmpty())
        Q_EMIT tableRequested(path, smoothing());
}

void TrainingPanel::copyImage()
{
    QGuiApplication::clipboard()->setImage(chartImage(m_charts->inView(), devicePixelRatioF()));
}

std::string TrainingPanel::shownAsCsv() const
{
    constexpr std::size_t kMax = 50'000; // batches; more would hold up the window
    const Range shown = m_charts->shownX();
    const CurveView loss = m_content.curves().loss();
    std::size_t begin = loss.countUpTo(shown.low);
    begin -= begin > 0 && loss[begin - 1].x == shown.low;
    const std::size_t end = loss.countUpTo(shown.high);
    if (end - begin > kMax)
        throw Error("these are " + std::to_string(end - begin)
            + " batches, too many to copy; zoom in, or save all figures as a file");
    // From the run's first batch on, so that the smoothed columns are those of the charts.
    const auto batches = std::span(m_content.run().batches()).first(end);
    std::string csv
        = curvesCsv(batches, m_content.run().epochs(), m_content.run().changes(), smoothing());
    std::size_t first = csv.find('\n') + 1, skipped = first;
    for (std::size_t i = 0; i < begin; ++i)
        skipped = csv.find('\n', skipped) + 1;
    return csv.erase(first, skipped - first);
}

void TrainingPanel::copyTable()
{
    try {
        QGuiApplication::clipboard()->setText(QString::fromStdString(shownAsCsv()));
    } catch (const std::exception &error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

} // namespace convscope
