// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filters/filter_editor.h"
#include "core/inspect/demo/chelsea.h"
#include "ui/filters/demonstration_bar.h"
#include "ui/filters/filter_cells.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/message_bar.h"
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QUrl>
#include <QVBoxLayout>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

QComboBox *makeCombo(QWidget &parent, const char *name, const QString &title, const QString &tip)
{
    auto *combo = new QComboBox(&parent);
    combo->setObjectName(QString::fromLatin1(name));
    combo->setAccessibleName(title);
    combo->setToolTip(tip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    WheelGuard::protect(*combo);
    return combo;
}

QPushButton *makeButton(
    QWidget &parent, const char *name, const QString &text, const QString &toolTip)
{
    auto *button = new QPushButton(text, &parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setToolTip(toolTip);
    return button;
}

} // namespace

FilterEditor::FilterEditor(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
{
    setObjectName(QStringLiteral("filterEditor"));
    setAccessibleName(tr("Filters of the demonstration"));
    setAcceptDrops(true);
    auto *blocks = new FlowLayout;
    blocks->setSpacing(fontMetrics().height());
    blocks->addWidget(buildChoice());
    blocks->addWidget(buildCells());
    m_bar = new DemonstrationBar(this); // Tab comes to it after the cells
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_bar);
    layout->addLayout(blocks);
    layout->addStretch();
    connect(m_bar, &DemonstrationBar::seedChosen, this, &FilterEditor::useSeed);
    connect(&m_steps, &FilterSteps::changed, this, [this] {
        showChange();
        Q_EMIT filtersChanged(m_steps.filters());
    });
}

QWidget *FilterEditor::buildChoice()
{
    auto *block = new QWidget(this);
    m_layer = makeCombo(*block, "filterLayer", tr("Layer"),
        tr("The convolution whose filters are shown; everything after it follows your changes"));
    m_filter = makeCombo(*block, "filterNumber", tr("Map"),
        tr("The map this filter makes: every filter of a convolution gives one map"));
    m_channel = makeCombo(*block, "filterChannel", tr("Input"),
        tr("A filter has one part for each map it reads; their answers are added up"));
    m_kind = makeCombo(*block, "filterKind", tr("Put in"),
        tr("Puts a filter that has a name in the place of these cells"));
    m_kind->setPlaceholderText(tr("a known filter…"));
    for (const FilterKind &kind : filterKinds()) {
        m_kind->addItem(fromView(kind.title), fromView(kind.name));
        m_kind->setItemData(m_kind->count() - 1, fromView(kind.meaning), Qt::ToolTipRole);
    }
    m_kind->setCurrentIndex(-1);
    auto *form = new QFormLayout(block);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("&Layer:"), m_layer);
    form->addRow(tr("M&ap:"), m_filter);
    form->addRow(tr("&Input:"), m_channel);
    form->addRow(tr("P&ut in:"), m_kind);
    form->addRow(buildStepButtons());
    connect(m_layer, &QComboBox::currentIndexChanged, this, &FilterEditor::fillPlaces);
    connect(m_layer, &QComboBox::activated, this,
        [this] { Q_EMIT layerChosen(m_layer->currentData().toString()); });
    connect(m_filter, &QComboBox::currentIndexChanged, this, &FilterEditor::showCells);
    connect(m_channel, &QComboBox::currentIndexChanged, this, &FilterEditor::showCells);
    connect(m_kind, &QComboBox::activated, this, &FilterEditor::useKind);
    return block;
}

QWidget *FilterEditor::buildCells()
{
    auto *block = new QWidget(this);
    m_heading = new QLabel(block);
    m_heading->setObjectName(QStringLiteral("filterHeading"));
    m_cells = new FilterCellGrid(block);
    auto *layout = new QVBoxLayout(block);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_heading);
    layout->addWidget(m_cells);
    connect(m_cells, &FilterCellGrid::cellChanged, this, &FilterEditor::changeCell);
    return block;
}

QWidget *FilterEditor::buildStepButtons()
{
    auto *block = new QWidget(this);
    auto *undo
        = makeButton(*block, "filterUndo", tr("Undo filter"), tr("Takes the last step back"));
    auto *redo = makeButton(*block, "filterRedo", tr("Redo filter"), tr("Takes the step again"));
    auto *random = makeButton(*block, "filterRandom", tr("Random cells"),
        tr("Draws other random numbers for these cells; they add up to 0, so that the filter "
           "answers to changes and not to brightness"));
    auto *reset = makeButton(
        *block, "filterReset", tr("Reset filters"), tr("All filters as they were at first"));
    auto *grid = new QGridLayout(block);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(undo, 0, 0);
    grid->addWidget(redo, 0, 1);
    grid->addWidget(random, 1, 0);
    grid->addWidget(reset, 1, 1);
    connect(undo, &QPushButton::clicked, &m_steps.stack(), &QUndoStack::undo);
    connect(redo, &QPushButton::clicked, &m_steps.stack(), &QUndoStack::redo);
    connect(&m_steps.stack(), &QUndoStack::canUndoChanged, undo, &QWidget::setEnabled);
    connect(&m_steps.stack(), &QUndoStack::canRedoChanged, redo, &QWidget::setEnabled);
    undo->setEnabled(false);
    redo->setEnabled(false);
    connect(random, &QPushButton::clicked, this, &FilterEditor::drawRandom);
    connect(reset, &QPushButton::clicked, this, [this] { m_steps.reset(tr("reset all filters")); });
    return block;
}

void FilterEditor::restart(std::vector<NamedTensor> filters, std::uint64_t seed)
{
    m_steps.restart(std::move(filters));
    const QSignalBlocker still(m_layer);
    m_bar->setSeed(seed);
    m_message->clear();
    m_layer->clear();
    for (const NamedTensor &tensor : m_steps.filters()) {
        const auto &dims = tensor.value.dims();
        m_layer->addItem(
            tr("%1: %2×%3")
                .arg(QString::fromStdString(tensor.name).section(QLatin1Char('.'), 0, 0))
                .arg(dims[2])
                .arg(dims[3]),
            QString::fromStdString(tensor.name).section(QLatin1Char('.'), 0, 0));
    }
    fillPlaces();
}

void FilterEditor::chooseLayer(const QString &layer)
{
    const int index = m_layer->findData(layer);
    if (index >= 0)
        m_layer->setCurrentIndex(index);
}

FilterPlace FilterEditor::place() const
{
    return { std::size_t(m_layer->currentIndex()), std::size_t(m_filter->currentIndex()),
        std::size_t(m_channel->currentIndex()) };
}

void FilterEditor::fillPlaces()
{
    const int layer = m_layer->currentIndex();
    if (layer < 0)
        return;
    const auto &dims = m_steps.filters()[std::size_t(layer)].value.dims();
    {
        const QSignalBlocker quiet(m_filter), still(m_channel);
        m_filter->clear();
        m_channel->clear();
        for (std::size_t i = 0; i < dims[0]; ++i)
            m_filter->addItem(QStringLiteral("L%1-Map%2").arg(layer + 1).arg(i + 1));
        for (std::size_t i = 0; i < dims[1]; ++i)
            m_channel->addItem(layer == 0
                    ? tr("the grey image")
                    : QStringLiteral("L%1-Map%2ReLUPool").arg(layer).arg(i + 1));
    }
    showCells();
}

/// Goes to what is undone elsewhere, so that it is seen.
void FilterEditor::showChange()
{
    const auto first = m_steps.firstChange();
    if (first && !m_steps.wasChanged(place())) {
        m_layer->setCurrentIndex(int(first->layer));
        m_filter->setCurrentIndex(int(first->filter));
        m_channel->setCurrentIndex(int(first->channel));
    }
    showCells();
}

void FilterEditor::showCells()
{
    const FilterCells cells = m_steps.cells(place());
    m_cells->setCells(cells);
    const double sum = std::accumulate(cells.begin(), cells.end(), 0.0);
    m_heading->setText(tr("Cells of the filter; their sum is %1")
                           .arg(QLocale().toString(std::abs(sum) < 5e-6 ? 0.0 : sum, 'g', 4)));
    m_heading->setToolTip(
        tr("Over a plain part of the image the filter answers with its sum times the brightness: "
           "0 means that only changes are seen"));
    for (QLineEdit *edit : m_cells->findChildren<QLineEdit *>()) {
        edit->removeEventFilter(this); // of those already there
        edit->installEventFilter(this);
    }
}

void FilterEditor::changeCell(int index, double value)
{
    FilterCells cells = m_steps.cells(place());
    cells[std::size_t(index)] = Scalar(value);
    m_steps.setCells(place(), cells, tr("change a cell"));
}

void FilterEditor::useKind(int index)
{
    const FilterKind &kind = filterKinds()[std::size_t(index)];
    const auto &dims = m_steps.filters()[place().layer].value.dims();
    m_steps.setCells(place(), kind.make(int(dims[2])), tr("put in “%1”").arg(fromView(kind.title)));
    m_kind->setCurrentIndex(-1); // so that the same can be put in again
}

void FilterEditor::drawRandom()
{
    const FilterPlace at = place();
    const auto &dims = m_steps.filters()[at.layer].value.dims();
    constexpr std::uint64_t kOwnStreams = 1'000'000; // apart from those of the first filters
    m_steps.setCells(at,
        randomFilter(int(dims[2]), kChelseaStrength / double(dims[1]), m_bar->seed(),
            kOwnStreams + m_draws++),
        tr("random cells"));
}

/// Keeps what the person did to the first layer.
void FilterEditor::useSeed()
{
    std::vector<NamedTensor> filters = chelseaFilters(m_bar->seed());
    filters.front() = m_steps.filters().front();
    m_steps.setFilters(std::move(filters), tr("another seed"));
}

void FilterEditor::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && QFileInfo(urls.front().toLocalFile()).isFile())
        event->acceptProposedAction();
}

void FilterEditor::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    Q_EMIT imageDropped(event->mimeData()->urls().front().toLocalFile());
}

/// Undo and redo of what was typed are the field's; with nothing typed they are the filters'.
bool FilterEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const auto *edit = static_cast<QLineEdit *>(watched);
        if (key->matches(QKeySequence::Undo) && !edit->isUndoAvailable()) {
            m_steps.stack().undo();
            return true;
        }
        if (key->matches(QKeySequence::Redo) && !edit->isRedoAvailable()) {
            m_steps.stack().redo();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace convscope
