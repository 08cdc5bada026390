// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_pages.h"
#include "ui/data/exclusions_page.h"
#include "ui/data/groups_page.h"
#include "ui/data/problems_page.h"
#include "ui/data/samples_page.h"
#include <QLocale>
#include <QTabBar>

namespace convscope {

DataPages::DataPages(QWidget *parent)
    : QTabWidget(parent)
    , m_samples(new SamplesPage(this))
    , m_problems(new ProblemsPage(this))
    , m_groups(new GroupsPage(this))
    , m_out(new ExclusionsPage(this))
{
    setObjectName(QStringLiteral("dataTabs"));
    setDocumentMode(true);
    addTab(m_samples, tr("Images"));
    addTab(m_problems, tr("Problems"));
    addTab(m_groups, tr("Alike"));
    addTab(m_out, tr("Excluded"));
    setTabToolTip(Problems, tr("Files that cannot be used, and why"));
    setTabToolTip(Groups, tr("Images that are equal, or look the same"));
    connect(m_samples, &SamplesPage::sampleChosen, this, &DataPages::sampleChosen);
    connect(m_groups, &GroupsPage::sampleChosen, this, &DataPages::sampleChosen);
    connect(m_samples, &SamplesPage::excludeRequested, this, &DataPages::excludeRequested);
    connect(m_problems, &ProblemsPage::excludeRequested, this, &DataPages::excludeRequested);
    connect(m_groups, &GroupsPage::excludeRequested, this, &DataPages::excludeRequested);
    connect(m_samples, &SamplesPage::takeBackRequested, this, &DataPages::takeBackRequested);
    connect(m_out, &ExclusionsPage::takeBackRequested, this, &DataPages::takeBackRequested);
}

void DataPages::setContent(const std::shared_ptr<const DataView> &view, const DataReport *report)
{
    const bool isCurrent = report && report->excluded == view->excluded();
    m_samples->setView(view);
    m_problems->setProblems(*view, isCurrent ? report->report.problems : view->data().problems);
    m_groups->setReport(view, isCurrent ? &report->report : nullptr);
    m_out->setExcluded(view->excluded());
    const auto title = [](const QString &name, int count) {
        return count > 0 ? QStringLiteral("%1 %2").arg(name, QLocale().toString(count)) : name;
    };
    setTabText(Problems, title(tr("Problems"), m_problems->count()));
    setTabText(Groups, title(tr("Alike"), m_groups->count()));
    setTabVisible(Out, view->excluded().any());
}

} // namespace convscope
