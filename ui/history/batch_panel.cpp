// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/batch_panel.h"
#include "ui/images/image_grid.h"
#include "ui/images/prepared_image.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/message_bar.h"
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

QString classOf(const BatchView &batch, int index)
{
    return QString::fromStdString(batch.data->classes[std::size_t(index)]);
}

ImageGridItem itemOf(const BatchView &batch, std::size_t place)
{
    const QLocale locale;
    const auto [predicted, chance] = batch.prediction(place);
    const int label = batch.label(place);
    const QString loss = locale.toString(batch.inspection.details.losses[place], 'f', 3);
    const QString sign = predicted == label ? QStringLiteral("✓") : QStringLiteral("✗");
    ImageGridItem item;
    item.image = networkImage(batch.input(place), batch.data->preprocessing);
    item.caption = sign + QLatin1Char(' ') + loss;
    item.toolTip
        = BatchPanel::tr("Loss %1: “%2”, taken for “%3” with a probability of %4")
              .arg(loss, classOf(batch, label), classOf(batch, predicted), shareTextTo(chance, 0));
    return item;
}

} // namespace

BatchPanel::BatchPanel(QWidget *parent)
    : QDialog(parent)
    , m_message(new MessageBar(this))
    , m_summary(new QLabel(this))
    , m_grid(new ImageGrid(this))
    , m_detail(new QLabel(this))
{
    setObjectName(QStringLiteral("batchPanel"));
    setWindowTitle(tr("Batch"));
    m_summary->setWordWrap(true);
    m_summary->setObjectName(QStringLiteral("batchSummary"));
    m_grid->setObjectName(QStringLiteral("batchGrid"));
    m_grid->setAccessibleName(tr("Images of the batch, largest loss first"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_summary);
    layout->addWidget(m_grid, 1);
    layout->addWidget(m_detail);
    layout->addWidget(buildButtons());
    resize(fontMetrics().averageCharWidth() * 68, fontMetrics().height() * 34);
    m_grid->setMouseTracking(true);
    connect(m_grid, &QListView::entered, this, &BatchPanel::describe);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this,
        &BatchPanel::describe);
    connect(m_grid, &ImageGrid::imageActivated, this, [this](int row) {
        if (m_batch)
            Q_EMIT imageChosen(m_batch, m_places[std::size_t(row)]);
    });
    updateButtons();
}

QWidget *BatchPanel::buildButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const QString &text, const char *name, const QString &toolTip) {
        auto *button = new QPushButton(text, row);
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(toolTip);
        button->setAutoDefault(false);
        layout->addWidget(button);
        return button;
    };
    m_before = add(tr("◀ Batch before"), "batchBeforeButton", tr("The batch before this one"));
    m_after = add(tr("Batch after ▶"), "batchAfterButton", tr("The batch after this one"));
    m_goBack = add(tr("Go back to this batch"), "batchGoBackButton",
        tr("Take kernels, feature maps and predictions back to the network after this batch"));
    layout->addStretch();
    m_progress = new QProgressBar(row);
    m_progress->setAccessibleName(tr("Batches trained again"));
    layout->addWidget(m_progress);
    m_cancel = add(tr("Cancel"), "batchCancelButton", tr("Stop looking for this batch"));
    connect(m_before, &QPushButton::clicked, this, [this] { Q_EMIT batchRequested(m_asked - 1); });
    connect(m_after, &QPushButton::clicked, this, [this] { Q_EMIT batchRequested(m_asked + 1); });
    connect(m_goBack, &QPushButton::clicked, this, [this] { Q_EMIT goBackRequested(m_asked); });
    connect(m_cancel, &QPushButton::clicked, this, &BatchPanel::cancelRequested);
    m_progress->hide();
    m_cancel->hide();
    return row;
}

void BatchPanel::showInspecting(qint64 batch)
{
    showNumber(batch);
    m_message->clear();
    if (!m_batch)
        m_summary->setText(tr("The way to this batch is being trained again…"));
    m_grid->setEnabled(false);
    m_progress->setRange(0, 0);
    m_progress->show();
    m_cancel->show();
    updateButtons();
}

void BatchPanel::setProgress(quint64 done, quint64 total)
{
    m_progress->setRange(0, int(total));
    m_progress->setValue(int(done));
}

void BatchPanel::endInspection()
{
    m_progress->hide();
    m_cancel->hide();
    m_grid->setEnabled(true);
    if (!m_batch)
        m_summary->clear();
    else
        showNumber(m_batch->inspection.report.batch); // the one that is still shown
    updateButtons();
}

void BatchPanel::showNumber(qint64 batch)
{
    m_asked = batch;
    setWindowTitle(tr("Batch %1").arg(QLocale().toString(batch)));
}

void BatchPanel::setBatch(std::shared_ptr<const BatchView> batch)
{
    m_batch = std::move(batch);
    showNumber(m_batch->inspection.report.batch);
    m_places = m_batch->byLoss();
    std::vector<ImageGridItem> items;
    for (const std::size_t place : m_places)
        items.push_back(itemOf(*m_batch, place));
    m_grid->images().setItems(std::move(items));
    m_summary->setText(summary());
    describe(m_grid->model()->index(0, 0));
    const double seen = m_batch->meanLoss();
    constexpr double kSame = 1e-6;
    if (m_batch->logged && std::abs(*m_batch->logged - seen) > kSame * std::max(1.0, seen))
        m_message->showNote(
            tr("The run reported a loss of %1 for this batch. The program or the processor is "
               "another one than then, so the last digits of its weights came out otherwise.")
                .arg(QLocale().toString(*m_batch->logged, 'g', 7)));
    updateButtons();
}

QString BatchPanel::summary() const
{
    const QLocale locale;
    const std::size_t count = m_places.size();
    std::size_t right = 0;
    for (const std::size_t place : m_places)
        right += m_batch->prediction(place).first == m_batch->label(place);
    return tr("<b>Batch %6: loss %1</b>, the mean of these %2 images, of which %3 were "
              "recognized. Epoch %4, learning rate %5. The images are as the network saw them, "
              "largest loss first. "
              "Click one to see its feature maps with the weights of that moment.")
        .arg(locale.toString(m_batch->meanLoss(), 'g', 5), locale.toString(qulonglong(count)),
            locale.toString(qulonglong(right)), locale.toString(m_batch->inspection.report.epoch),
            locale.toString(m_batch->inspection.report.learningRate, 'g', 3),
            locale.toString(qlonglong(m_batch->inspection.report.batch)));
}

void BatchPanel::describe(const QModelIndex &index)
{
    m_detail->setText(index.data(Qt::ToolTipRole).toString());
}

void BatchPanel::showError(const QString &sentence)
{
    m_message->showError(sentence);
}

void BatchPanel::setLast(qint64 batch)
{
    m_last = batch;
    updateButtons();
}

void BatchPanel::clear()
{
    m_batch.reset();
    m_places.clear();
    m_asked = 0;
    m_grid->images().setItems({});
    m_summary->clear();
    m_detail->clear();
    m_message->clear();
    updateButtons();
    close();
}

void BatchPanel::updateButtons()
{
    m_before->setEnabled(m_asked > 1);
    m_after->setEnabled(m_asked > 0 && m_asked < m_last);
    m_goBack->setEnabled(m_batch != nullptr);
}

} // namespace convscope
