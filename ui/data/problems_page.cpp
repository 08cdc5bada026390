// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/problems_page.h"
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>
#include <unordered_set>

namespace convscope {

namespace {

constexpr int kMaxKinds = 4; // told above the list

//: %1 a file, %2 why it cannot be used
QString lineOf(const Problem &problem)
{
    return ProblemsPage::tr("%1: %2").arg(
        QString::fromStdString(problem.path), QString::fromStdString(problem.reason));
}

} // namespace

QStringList problemKinds(const std::vector<Problem> &problems)
{
    std::map<std::string, int> counts;
    for (const Problem &problem : problems)
        ++counts[problem.reason];
    std::vector<std::pair<std::string, int>> kinds(counts.begin(), counts.end());
    std::ranges::stable_sort(
        kinds, [](const auto &a, const auto &b) { return a.second > b.second; });
    QStringList texts;
    for (const auto &[reason, count] : kinds)
        texts.append(ProblemsPage::tr("%1 × %2").arg(
            QLocale().toString(count), QString::fromStdString(reason)));
    return texts;
}

ProblemsPage::ProblemsPage(QWidget *parent)
    : QWidget(parent)
    , m_kinds(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_copy(new QPushButton(tr("Copy the list"), this))
    , m_exclude(new QPushButton(tr("Exclude files"), this))
{
    m_kinds->setObjectName(QStringLiteral("problemKinds"));
    m_kinds->setWordWrap(true);
    m_kinds->setTextFormat(Qt::PlainText);
    m_list->setObjectName(QStringLiteral("problemList"));
    m_list->setAccessibleName(tr("Files that cannot be used, and why"));
    m_list->setWordWrap(true);
    m_list->setAlternatingRowColors(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *copyAction = new QAction(tr("Copy"), m_list);
    copyAction->setShortcut(QKeySequence::Copy);
    auto *outAction = new QAction(tr("Exclude"), m_list);
    outAction->setShortcut(QKeySequence::Delete);
    for (QAction *action : { copyAction, outAction })
        action->setShortcutContext(Qt::WidgetShortcut);
    m_list->addActions({ copyAction, outAction });
    connect(copyAction, &QAction::triggered, this, &ProblemsPage::copy);
    connect(outAction, &QAction::triggered, this, &ProblemsPage::excludeChosen);
    m_copy->setToolTip(tr("Copy the chosen lines, or all of them"));
    connect(m_copy, &QPushButton::clicked, this, &ProblemsPage::copy);
    m_exclude->setToolTip(tr("They are not used anyway; excluded, they are not read again and not "
                             "listed here"));
    connect(m_exclude, &QPushButton::clicked, this, &ProblemsPage::excludeChosen);
    const auto offer = [this, outAction] {
        m_exclude->setEnabled(chosen().any());
        outAction->setEnabled(m_exclude->isEnabled());
    };
    connect(m_list, &QListWidget::itemSelectionChanged, this, offer);
    offer();
    auto *row = new QHBoxLayout;
    row->addWidget(m_copy);
    row->addStretch();
    row->addWidget(m_exclude);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_kinds);
    layout->addWidget(m_list, 1);
    layout->addLayout(row);
}

void ProblemsPage::setProblems(const DataView &view, const std::vector<Problem> &problems)
{
    if (problems == m_all && m_list->count() > 0)
        return; // the report says the same as loading did: what was chosen stays so
    m_all = problems;
    std::unordered_set<std::string> samples;
    for (const Sample &sample : view.dataset().samples())
        samples.insert(sample.name);
    m_isSample.clear();
    m_list->clear();
    for (const Problem &problem : m_all) {
        m_isSample.push_back(samples.contains(problem.path));
        auto *item = new QListWidgetItem(lineOf(problem), m_list);
        item->setToolTip(item->text());
    }
    const QStringList kinds = problemKinds(m_all);
    QString text = kinds.mid(0, kMaxKinds).join(QLatin1Char('\n'));
    if (kinds.size() > kMaxKinds)
        text += kinds.size() == kMaxKinds + 1
            ? tr("\nand 1 more kind")
            : tr("\nand %1 more kinds").arg(QLocale().toString(kinds.size() - kMaxKinds));
    m_kinds->setText(m_all.empty() ? tr("Every file can be used.") : text);
    m_list->setVisible(!m_all.empty());
    m_copy->setVisible(!m_all.empty());
    m_exclude->setVisible(std::ranges::find(m_isSample, true) != m_isSample.end());
    auto *rows = layout();
    rows->setAlignment(m_kinds, m_all.empty() ? Qt::AlignTop : Qt::Alignment());
}

QString ProblemsPage::text() const
{
    QStringList lines;
    for (const Problem &problem : m_all)
        lines.append(lineOf(problem));
    return lines.join(QLatin1Char('\n'));
}

void ProblemsPage::copy() const
{
    QStringList lines;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->isSelected())
            lines.append(m_list->item(row)->text());
    QGuiApplication::clipboard()->setText(lines.isEmpty() ? text() : lines.join(QLatin1Char('\n')));
}

Exclusions ProblemsPage::chosen() const
{
    Exclusions what;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->isSelected() && m_isSample[std::size_t(row)])
            what.files.push_back(m_all[std::size_t(row)].path);
    return what;
}

void ProblemsPage::excludeChosen()
{
    if (const Exclusions what = chosen(); what.any())
        Q_EMIT excludeRequested(what);
}

} // namespace convscope
