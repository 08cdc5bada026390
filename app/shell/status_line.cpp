// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/status_line.h"
#include "app/shell/status_text.h"
#include "ui/kit/figure_text.h"
#include <QDir>
#include <QLabel>
#include <QLocale>
#include <QMainWindow>
#include <QProgressBar>
#include <QStatusBar>

namespace convscope {

StatusLine::StatusLine(Services &services, QMainWindow &window)
    : QObject(&window)
    , m_services(services)
    , m_text(new QLabel(&window))
    , m_progress(new QProgressBar(&window))
{
    m_text->setObjectName(QStringLiteral("statusLine"));
    m_text->setAccessibleName(tr("Where the run stands"));
    m_progress->setObjectName(QStringLiteral("progressBar"));
    m_progress->setAccessibleName(tr("Batches trained"));
    m_progress->setMaximumWidth(240);
    window.statusBar()->addWidget(m_text, 1);
    window.statusBar()->addPermanentWidget(m_progress);
    connect(&services.training, &TrainingService::changed, this, &StatusLine::update);
    for (const auto change : { &RunModel::started, &RunModel::appended })
        connect(&services.training.run(), change, this, &StatusLine::update);
    connect(
        &services.dataset, &DatasetService::progressed, this, [this](quint64 done, quint64 total) {
            const QLocale locale;
            m_text->setText(total > 0 ? tr("Reading image %1 of %2")
                                            .arg(locale.toString(done), locale.toString(total))
                                      : tr("Reading…"));
        });
    Exports &exports = services.exports;
    connect(&exports, &Exports::began, this, [this](const QString &path) {
        m_text->setText(tr("Saving %1…").arg(QDir::toNativeSeparators(path)));
    });
    connect(&exports, &Exports::exported, this, &StatusLine::update);
    connect(&exports, &Exports::modelExported, this, &StatusLine::update);
    connect(&exports, &Exports::failed, this, &StatusLine::update);
    update();
}

void StatusLine::update()
{
    const RunModel &run = m_services.training.run();
    m_text->setText(statusText(run, m_services.training.controller().state()));
    m_progress->setVisible(m_services.training.hasRun());
    const std::int64_t done = run.batches().empty() ? 0 : run.batches().back().batch;
    const std::int64_t total = std::max<std::int64_t>(1, run.batchesTotal());
    constexpr int kParts = 10'000; // whatever the number of batches
    m_progress->setMaximum(kParts);
    const double share = double(std::min(done, total)) / double(total);
    m_progress->setValue(int(kParts * share));
    m_progress->setFormat(shareText(share)); // 14 of 2,000 epochs are not 0 %
}

} // namespace convscope
