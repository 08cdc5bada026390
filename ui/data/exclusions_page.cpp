// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/exclusions_page.h"
#include <QAction>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

namespace {

QString images(std::size_t count)
{
    return count == 1 ? ExclusionsPage::tr("1 image")
                      : ExclusionsPage::tr("%1 images").arg(QLocale().toString(qulonglong(count)));
}

QString classes(std::size_t count)
{
    return count == 1 ? ExclusionsPage::tr("1 class")
                      : ExclusionsPage::tr("%1 classes").arg(QLocale().toString(qulonglong(count)));
}

} // namespace

QString excludedText(const Exclusions &excluded)
{
    if (!excluded.any())
        return {};
    if (excluded.classes.empty())
        return ExclusionsPage::tr("%1 excluded").arg(images(excluded.files.size()));
    if (excluded.files.empty())
        return ExclusionsPage::tr("%1 excluded").arg(classes(excluded.classes.size()));
    return ExclusionsPage::tr("%1 and %2 excluded")
        .arg(images(excluded.files.size()), classes(excluded.classes.size()));
}

ExclusionsPage::ExclusionsPage(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_takeBack(new QPushButton(tr("Take back"), this))
{
    m_list->setObjectName(QStringLiteral("leftOutList"));
    m_list->setAccessibleName(tr("What is excluded"));
    m_list->setWordWrap(true);
    m_list->setAlternatingRowColors(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *action = new QAction(tr("Take back"), m_list);
    action->setShortcut(QKeySequence::Delete);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(action);
    m_takeBack->setObjectName(QStringLiteral("takeBackButton"));
    m_takeBack->setToolTip(tr("Use the chosen ones again"));
    connect(action, &QAction::triggered, this, &ExclusionsPage::takeBackChosen);
    connect(m_takeBack, &QPushButton::clicked, this, &ExclusionsPage::takeBackChosen);
    const auto offer = [this] {
        m_takeBack->setEnabled(!m_list->selectedItems().isEmpty());
    };
    connect(m_list, &QListWidget::itemSelectionChanged, this, offer);
    offer();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_takeBack, 0, Qt::AlignRight);
}

void ExclusionsPage::setExcluded(const Exclusions &excluded)
{
    m_excluded = excluded;
    m_list->clear();
    for (const std::string &name : excluded.classes)
        m_list->addItem(tr("class %1").arg(QString::fromStdString(name)));
    for (const std::string &name : excluded.files)
        m_list->addItem(QString::fromStdString(name));
}

void ExclusionsPage::takeBackChosen()
{
    Exclusions what;
    const int classCount = int(m_excluded.classes.size());
    for (int row = 0; row < m_list->count(); ++row) {
        if (!m_list->item(row)->isSelected())
            continue;
        if (row < classCount)
            what.classes.push_back(m_excluded.classes[std::size_t(row)]);
        else
            what.files.push_back(m_excluded.files[std::size_t(row - classCount)]);
    }
    if (what.any())
        Q_EMIT takeBackRequested(what);
}

} // namespace convscope
