// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/samples_page.h"
#include "ui/images/image_grid.h"
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kClassRows = 10; // visible without scrolling, where there is room
constexpr int kMinRows = 2; // rows of classes, however low the panel is

QAction *addDelete(QWidget &widget, const QString &text)
{
    auto *action = new QAction(text, &widget);
    action->setShortcut(QKeySequence::Delete);
    action->setShortcutContext(Qt::WidgetShortcut);
    widget.addAction(action);
    return action;
}

} // namespace

SamplesPage::SamplesPage(QWidget *parent)
    : QWidget(parent)
{
    buildClasses();
    buildFilter();
    buildGrid();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_classArea, 2);
    layout->addWidget(m_filterRow);
    layout->addWidget(m_grid, 3);
}

void SamplesPage::buildClasses()
{
    m_classes = new ClassChart;
    m_classArea = new QScrollArea(this);
    m_classArea->setWidget(m_classes);
    m_classArea->setWidgetResizable(true);
    m_classArea->setFrameShape(QFrame::NoFrame);
    m_classArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_classArea->setFocusPolicy(Qt::NoFocus);
    m_classArea->setAccessibleName(tr("Images of each class"));
    m_classes->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_classes, &QWidget::customContextMenuRequested, this, &SamplesPage::showClassMenu);
    connect(addDelete(*m_classes, tr("Exclude the class")), &QAction::triggered, this, [this] {
        if (!isChosenClassOut())
            exclude(chosenClass());
    });
    connect(m_classes, &ClassChart::chosenChanged, this, [this] {
        if (const auto row = m_classes->chosen()) {
            const QRect place = m_classes->rowRect(*row);
            m_classArea->ensureVisible(0, place.center().y(), 0, place.height());
        }
        fillGrid();
    });
}

void SamplesPage::buildFilter()
{
    m_filterRow = new QWidget(this);
    m_title = new QLabel(m_filterRow);
    m_title->setObjectName(QStringLiteral("sampleGridTitle"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_split = new QComboBox(m_filterRow);
    m_split->setObjectName(QStringLiteral("sampleSplitCombo"));
    m_split->setAccessibleName(tr("Which part"));
    m_split->setToolTip(
        tr("Show the images of one part only: those the network learns from, "
           "those it is checked with after every epoch, or those kept for the end"));
    m_all = new QToolButton(m_filterRow);
    m_all->setObjectName(QStringLiteral("allClassesButton"));
    m_all->setText(tr("All classes"));
    m_all->setToolTip(tr("Show the images of all classes again"));
    m_exclude = new QToolButton(m_filterRow);
    m_exclude->setObjectName(QStringLiteral("leaveOutButton"));
    m_exclude->setText(tr("Exclude"));
    connect(m_split, &QComboBox::activated, this, &SamplesPage::fillGrid);
    connect(m_all, &QToolButton::clicked, this, [this] { m_classes->choose(std::nullopt); });
    connect(m_exclude, &QToolButton::clicked, this, [this] {
        const Exclusions images = chosenImages();
        if (isChosenClassOut())
            Q_EMIT takeBackRequested(chosenClass());
        else
            exclude(images.any() ? images : chosenClass());
    });
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_split);
    row->addWidget(m_all);
    row->addStretch();
    row->addWidget(m_exclude);
    auto *layout = new QVBoxLayout(m_filterRow);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_title);
    layout->addLayout(row);
}

void SamplesPage::buildGrid()
{
    m_grid = new ImageGrid(this);
    m_grid->setObjectName(QStringLiteral("sampleGrid"));
    m_grid->setAccessibleName(tr("Images of the dataset"));
    m_grid->setToolTip(tr("Images as the network gets them; click one to look at it in the "
                          "feature maps, press Delete to exclude it"));
    m_grid->setMultiple(true);
    m_grid->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_grid, &QWidget::customContextMenuRequested, this, &SamplesPage::showGridMenu);
    connect(addDelete(*m_grid, tr("Exclude")), &QAction::triggered, this,
        [this] { exclude(chosenImages()); });
    connect(m_grid, &ImageGrid::imageActivated, this,
        [this](int row) { Q_EMIT sampleChosen(m_shown.at(std::size_t(row))); });
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &SamplesPage::offerExcluding);
    offerExcluding();
}

void SamplesPage::offerExcluding()
{
    const bool images = !m_grid->chosenRows().empty();
    const bool isOut = isChosenClassOut();
    m_exclude->setEnabled(images || m_classes->chosen());
    m_exclude->setText(isOut ? tr("Take back") : tr("Exclude"));
    m_exclude->setToolTip(isOut ? tr("Use the images of the chosen class again")
            : images || !m_classes->chosen()
            ? tr("Do not use the chosen images (Delete); the files stay as they are")
            : tr("Do not use the chosen class (Delete); the files stay as they are"));
}

bool SamplesPage::isChosenClassOut() const
{
    const std::optional<int> row = m_classes->chosen();
    return row && m_classes->rows()[std::size_t(*row)].isExcluded;
}

void SamplesPage::setView(std::shared_ptr<const DataView> view)
{
    const bool isOther = !m_view || m_view->open().whole != view->open().whole;
    m_view = std::move(view);
    if (isOther)
        m_classes->choose(std::nullopt);
    m_classes->setRows(m_view->classRows());
    setSplits();
    fitClassArea();
    fillGrid();
}

void SamplesPage::setSplits()
{
    const QVariant before = m_split->currentData();
    m_split->clear();
    m_split->addItem(tr("all parts"), -1);
    for (const Split split : { Split::Train, Split::Validation, Split::Test })
        if (m_view->data().split(split).size() > 0)
            m_split->addItem(splitName(split), int(split));
    m_split->setCurrentIndex(std::max(0, m_split->findData(before)));
    m_split->setVisible(m_split->count() > 2);
}

void SamplesPage::fitClassArea()
{
    const int rows = int(m_classes->rows().size());
    const int line = m_classes->rowRect(0).height();
    m_classArea->setMinimumHeight(line * std::clamp(rows, 1, kMinRows));
    m_classArea->setMaximumHeight(line * std::clamp(rows, 1, kClassRows));
}

void SamplesPage::fillGrid()
{
    if (!m_view)
        return;
    const std::optional<int> label = m_classes->chosen();
    const int split = m_split->currentData().toInt();
    m_shown = m_view->samples(label, split < 0 ? std::nullopt : std::optional(Split(split)));
    m_grid->images().setSource(int(m_shown.size()), [view = m_view, shown = m_shown](int row) {
        const std::size_t sample = shown[std::size_t(row)];
        const QString part = splitName(view->split(sample).value_or(Split::Train));
        return ImageGridItem { view->image(sample), view->className(sample),
            view->name(sample) + QLatin1Char('\n') + view->className(sample) + QStringLiteral(" · ")
                + part };
    });
    const QString count = QLocale().toString(qulonglong(m_shown.size()));
    const QString name = label ? m_classes->rows()[std::size_t(*label)].name : QString();
    const QString text = isChosenClassOut() ? tr("%1: excluded").arg(name)
        : label                             ? tr("%1: %2 images").arg(name, count)
                                            : tr("All classes: %1 images").arg(count);
    m_title->setText(text);
    m_title->setToolTip(text);
    m_all->setVisible(label.has_value());
    offerExcluding();
}

Exclusions SamplesPage::chosenClass() const
{
    if (!m_view || !m_classes->chosen())
        return {};
    return { {}, { m_view->dataset().classes()[std::size_t(*m_classes->chosen())] } };
}

Exclusions SamplesPage::chosenImages() const
{
    Exclusions what;
    for (const int row : m_grid->chosenRows())
        what.files.push_back(m_view->dataset().samples()[m_shown[std::size_t(row)]].name);
    return what;
}

void SamplesPage::exclude(const Exclusions &what)
{
    if (!what.any())
        return;
    if (!what.classes.empty())
        m_classes->choose(std::nullopt); // there would be nothing to see
    Q_EMIT excludeRequested(what);
}

void SamplesPage::showClassMenu(const QPoint &position)
{
    const Exclusions what = chosenClass();
    if (!what.any())
        return;
    QMenu menu(this);
    const ClassRow &row = m_classes->rows()[std::size_t(*m_classes->chosen())];
    if (row.isExcluded)
        menu.addAction(tr("Take the class back"), this, [&] { Q_EMIT takeBackRequested(what); });
    else
        menu.addAction(tr("Exclude the class"), this, [&] { exclude(what); });
    menu.exec(m_classes->mapToGlobal(position));
}

void SamplesPage::showGridMenu(const QPoint &position)
{
    const std::vector<int> rows = m_grid->chosenRows();
    if (rows.empty())
        return;
    QMenu menu(this);
    menu.addAction(tr("Look at it in the feature maps"), this,
        [&] { Q_EMIT sampleChosen(m_shown[std::size_t(rows.front())]); });
    menu.addAction(tr("Exclude"), this, [&] { exclude(chosenImages()); });
    menu.exec(m_grid->viewport()->mapToGlobal(position));
}

} // namespace convscope
