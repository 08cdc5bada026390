// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/groups_page.h"
#include "ui/images/image_grid.h"
#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

namespace convscope {

namespace {

std::set<Split> splitsOf(const DataView &view, const ImageGroup &group)
{
    std::set<Split> splits;
    for (const std::size_t sample : group.samples)
        splits.insert(view.split(sample).value_or(Split::Train));
    return splits;
}

std::set<QString> classesOf(const DataView &view, const ImageGroup &group)
{
    std::set<QString> classes;
    for (const std::size_t sample : group.samples)
        classes.insert(view.className(sample));
    return classes;
}

} // namespace

Exclusions extraImages(const DataView &view, const ImageGroup &group)
{
    Exclusions extra;
    const auto kept = std::ranges::max_element(group.samples, {},
        [&](std::size_t sample) { return int(view.split(sample).value_or(Split::Train)); });
    const bool keepsOne = classesOf(view, group).size() == 1;
    for (const std::size_t sample : group.samples)
        if (!keepsOne || sample != *kept)
            extra.files.push_back(view.dataset().samples()[sample].name);
    return extra;
}

GroupsPage::GroupsPage(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_members(new ImageGrid(this))
    , m_exclude(new QPushButton(tr("Exclude the extra ones"), this))
    , m_excludeAll(new QPushButton(tr("In all groups"), this))
{
    m_text->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("groupsText"));
    m_list->setObjectName(QStringLiteral("duplicateList"));
    m_list->setAccessibleName(tr("Groups of images that are alike"));
    m_list->setWordWrap(true);
    m_list->setAlternatingRowColors(true);
    connect(m_list, &QListWidget::currentRowChanged, this, &GroupsPage::fillMembers);
    buildMembers();
    m_exclude->setObjectName(QStringLiteral("leaveOutExtra"));
    m_exclude->setToolTip(tr("Keep one image of this group. Where its images are said to be of "
                             "different classes, keep none: nobody can tell which is right"));
    connect(m_exclude, &QPushButton::clicked, this, [this] {
        if (const ImageGroup *group = chosenGroup())
            Q_EMIT excludeRequested(extraImages(*m_view, *group));
    });
    m_excludeAll->setObjectName(QStringLiteral("leaveOutAllExtra"));
    m_excludeAll->setToolTip(tr("Exclude the extra ones of every group of equal images"));
    connect(m_excludeAll, &QPushButton::clicked, this, [this] {
        Exclusions all;
        for (std::size_t i = 0; i < m_equal; ++i)
            all = joined(all, extraImages(*m_view, m_groups[i]));
        Q_EMIT excludeRequested(all);
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text);
    layout->addWidget(m_list, 2);
    layout->addWidget(m_members, 3);
    auto *row = new QHBoxLayout;
    row->addWidget(m_exclude);
    row->addWidget(m_excludeAll);
    row->addStretch();
    layout->addLayout(row);
}

void GroupsPage::buildMembers()
{
    m_members->setObjectName(QStringLiteral("duplicateGrid"));
    m_members->setAccessibleName(tr("Images of the chosen group"));
    m_members->setToolTip(tr("Click an image to look at it in the feature maps, press Delete to "
                             "exclude it"));
    m_members->setMultiple(true);
    m_members->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *exclude = new QAction(tr("Exclude"), m_members);
    exclude->setShortcut(QKeySequence::Delete);
    exclude->setShortcutContext(Qt::WidgetShortcut);
    m_members->addAction(exclude);
    connect(exclude, &QAction::triggered, this, &GroupsPage::excludeChosen);
    connect(m_members, &ImageGrid::imageActivated, this, [this](int row) {
        if (const ImageGroup *group = chosenGroup())
            Q_EMIT sampleChosen(group->samples.at(std::size_t(row)));
    });
}

QString GroupsPage::textOf(const ImageGroup &group, bool isEqual) const
{
    const QString count = QLocale().toString(qulonglong(group.samples.size()));
    QString text = isEqual ? tr("%1 equal").arg(count) : tr("%1 alike").arg(count);
    QStringList splits, classes;
    for (const Split split : splitsOf(*m_view, group))
        splits.append(splitName(split));
    for (const QString &name : classesOf(*m_view, group))
        classes.append(name);
    text += QStringLiteral(" · ") + classes.join(tr(" and ")) + QStringLiteral(" · ")
        + splits.join(QStringLiteral(" + "));
    return classes.size() > 1 || splits.size() > 1 ? QStringLiteral("⚠ ") + text : text;
}

void GroupsPage::setReport(std::shared_ptr<const DataView> view, const DatasetReport *report)
{
    m_view = std::move(view);
    m_groups = report ? report->duplicates : std::vector<ImageGroup>();
    m_equal = m_groups.size();
    if (report)
        m_groups.insert(
            m_groups.end(), report->nearDuplicates.begin(), report->nearDuplicates.end());
    const auto end = m_groups.begin() + std::ptrdiff_t(m_equal);
    const auto isGrave = [this](const ImageGroup &group) {
        return splitsOf(*m_view, group).size() > 1 || classesOf(*m_view, group).size() > 1;
    };
    std::stable_partition(m_groups.begin(), end, isGrave);
    std::stable_partition(end, m_groups.end(), isGrave);
    const int row = std::max(0, m_list->currentRow());
    m_list->clear();
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        auto *item = new QListWidgetItem(textOf(m_groups[i], i < m_equal), m_list);
        item->setToolTip(item->text());
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    const auto number = [](std::size_t value) {
        return QLocale().toString(qulonglong(value));
    };
    m_text->setText(!report ? tr("Looking for images that are alike…")
            : m_groups.empty()
            ? tr("No two images are equal or look alike.")
            : tr("%1 groups of equal images, %2 of images that look alike. ⚠: across parts or "
                 "classes.")
                  .arg(number(m_equal), number(m_groups.size() - m_equal)));
    for (QWidget *part : std::initializer_list<QWidget *> { m_list, m_members, m_exclude })
        part->setVisible(!m_groups.empty());
    m_excludeAll->setVisible(m_equal > 1);
    layout()->setAlignment(m_text, m_groups.empty() ? Qt::AlignTop : Qt::Alignment());
    fillMembers();
}

const ImageGroup *GroupsPage::chosenGroup() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < count() ? &m_groups[std::size_t(row)] : nullptr;
}

void GroupsPage::fillMembers()
{
    const ImageGroup *group = chosenGroup();
    if (!group) {
        m_members->images().setItems({});
        return;
    }
    const bool oneClass = classesOf(*m_view, *group).size() == 1;
    m_members->images().setSource(
        int(group->samples.size()), [view = m_view, samples = group->samples, oneClass](int row) {
            const std::size_t sample = samples[std::size_t(row)];
            const QString part = splitName(view->split(sample).value_or(Split::Train));
            return ImageGridItem { view->image(sample), oneClass ? part : view->className(sample),
                view->name(sample) + QLatin1Char('\n') + view->className(sample)
                    + QStringLiteral(" · ") + part };
        });
}

void GroupsPage::excludeChosen()
{
    const ImageGroup *group = chosenGroup();
    Exclusions what;
    for (const int row : m_members->chosenRows())
        what.files.push_back(m_view->dataset().samples()[group->samples[std::size_t(row)]].name);
    if (what.any())
        Q_EMIT excludeRequested(what);
}

} // namespace convscope
