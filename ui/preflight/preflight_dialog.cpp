// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preflight/preflight_dialog.h"
#include "ui/kit/theme.h"
#include "ui/preflight/check_plot_view.h"
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <algorithm>

namespace convscope {

PreflightDialog::PreflightDialog(QWidget *parent)
    : QDialog(parent)
    , m_summary(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_use(new QPushButton(this))
{
    setObjectName(QStringLiteral("preflightDialog"));
    setWindowTitle(tr("Check before training"));
    auto *layout = new QVBoxLayout(this);
    m_summary->setObjectName(QStringLiteral("preflightSummary"));
    m_summary->setWordWrap(true);
    layout->addWidget(m_summary);
    for (Row &row : m_rows)
        layout->addWidget(makeRow(row));
    m_progress->setAccessibleName(tr("Progress of the checks"));
    layout->addWidget(m_progress);
    layout->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_use->setObjectName(QStringLiteral("useRateButton"));
    m_use->setToolTip(tr("Put the suggested learning rate into the settings"));
    buttons->addButton(m_use, QDialogButtonBox::AcceptRole);
    layout->addWidget(buttons);
    connect(m_use, &QPushButton::clicked, this, [this] {
        if (m_report.suggestedRate)
            Q_EMIT rateChosen(*m_report.suggestedRate);
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, [this] {
        if (std::exchange(m_busy, false))
            Q_EMIT cancelRequested();
    });
    resize(fontMetrics().height() * 40, fontMetrics().height() * 32);
    begin();
}

QWidget *PreflightDialog::makeRow(Row &row)
{
    auto *frame = new QFrame(this);
    frame->setFrameShape(QFrame::StyledPanel);
    auto *grid = new QGridLayout(frame);
    row = { new QLabel(frame), new QLabel(frame), new QLabel(frame), new CheckPlotView(frame) };
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    row.sign->setFont(large);
    row.sign->setMinimumWidth(QFontMetrics(large).horizontalAdvance(QStringLiteral("✓✓")));
    row.sign->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    row.title->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    row.title->setFont(bold);
    row.sentence->setTextFormat(Qt::PlainText);
    row.sentence->setWordWrap(true);
    row.sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row.sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(row.sign, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(row.title, 0, 1);
    grid->addWidget(row.sentence, 1, 1);
    grid->addWidget(row.image, 0, 2, 2, 1, Qt::AlignTop);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    return frame;
}

void PreflightDialog::begin()
{
    static const std::array<QString, kPreflightChecks> kTitles {
        tr("First loss near that of guessing"),
        tr("A few images learnt by heart (overfit one batch)"),
        tr("Gradients right in every layer"), tr("Batches that teach something"),
        tr("A learning rate that works")
    };
    m_report = {};
    m_busy = true;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i].sign->setText(QStringLiteral("…"));
        m_rows[i].sign->setStyleSheet({});
        m_rows[i].title->setText(kTitles[i]);
        m_rows[i].sentence->setText(tr("Not checked yet"));
        m_rows[i].image->setImage({});
    }
    m_summary->setText(tr("Is this network, with these images and settings, able to learn? "
                          "Nothing of it is kept."));
    m_progress->show();
    m_progress->setRange(0, 0);
    m_use->hide();
}

void PreflightDialog::setProgress(quint64 done, quint64 total)
{
    m_progress->setRange(0, int(total));
    m_progress->setValue(int(done));
}

void PreflightDialog::setRow(const Row &row, const PreflightCheck &check)
{
    row.sign->setText(check.passed ? QStringLiteral("✓") : QStringLiteral("✗"));
    row.sign->setAccessibleName(check.passed ? tr("passed") : tr("not passed"));
    row.sign->setStyleSheet(
        QStringLiteral("color: %1;").arg((check.passed ? accentColour() : errorColour()).name()));
    row.sentence->setText(QString::fromStdString(check.sentence));
    row.image->setAccessibleName(row.title->text());
    row.image->setImage(check.image);
}

void PreflightDialog::setReport(const PreflightReport &report)
{
    m_report = report;
    for (std::size_t i = 0; i < std::min(m_rows.size(), report.checks.size()); ++i)
        setRow(m_rows[i], report.checks[i]);
}

void PreflightDialog::outdate()
{
    if (m_report.checks.empty())
        return;
    m_summary->setText(tr("The network, the images or the settings have been changed since: "
                          "check again."));
    m_use->hide();
}

void PreflightDialog::end()
{
    m_busy = false;
    m_progress->hide();
    m_summary->setText(m_report.passed() ? tr("All is well: the run can begin.")
                                         : tr("Look at the crosses before you begin a long run."));
    m_use->setVisible(m_report.suggestedRate.has_value());
    if (m_report.suggestedRate)
        m_use->setText(
            tr("Use the rate %1").arg(locale().toString(*m_report.suggestedRate, 'g', 3)));
}

void PreflightDialog::showError(const QString &sentence)
{
    m_busy = false;
    m_progress->hide();
    m_summary->setText(sentence);
}

} // namespace convscope
