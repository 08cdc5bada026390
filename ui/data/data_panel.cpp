// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_panel.h"
#include "ui/data/data_header.h"
#include "ui/data/data_view.h"
#include "ui/data/excluded_row.h"
#include "ui/data/exclusions_page.h"
#include "ui/data/groups_page.h"
#include "ui/data/loading_row.h"
#include "ui/data/problems_page.h"
#include "ui/data/samples_page.h"
#include "ui/data/warning_bar.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/message_bar.h"
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace convscope {

DataPanel::DataPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_loading(new LoadingRow(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("dataPanel"));
    setAccessibleName(tr("Data"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_loading);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(buildEmpty());
    m_stack->addWidget(buildContent());
    m_stack->addWidget(new QWidget(m_stack));
    connect(m_loading, &LoadingRow::cancelRequested, this, &DataPanel::cancelRequested);
    connectSteps();
}

DataPanel::~DataPanel() = default;

QWidget *DataPanel::buildEmpty()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(new EmptyState(tr("No dataset open"),
        tr("A folder with one folder of images for each class or with a labels.csv, the files "
           "of MNIST or CIFAR, or a .csv or .npz file with images and labels. It can be dropped "
           "here."),
        page));
    auto *open = new QPushButton(tr("Open dataset folder…"), page);
    open->setToolTip(tr("Choose the folder that holds the class folders"));
    connect(open, &QPushButton::clicked, this, &DataPanel::openRequested);
    layout->addWidget(open, 0, Qt::AlignHCenter);
    auto *get = new QPushButton(tr("Get a dataset…"), page);
    get->setObjectName(QStringLiteral("getDataset"));
    get->setToolTip(tr("Fetch MNIST, Fashion-MNIST or CIFAR-10 from the internet"));
    connect(get, &QPushButton::clicked, this, &DataPanel::getRequested);
    layout->addWidget(get, 0, Qt::AlignHCenter);
    layout->addStretch();
    return page;
}

QWidget *DataPanel::buildContent()
{
    auto *page = new QWidget(this);
    buildPages();
    m_warnings = new WarningBar(page);
    connect(
        m_warnings, &WarningBar::classWeightsRequested, this, &DataPanel::classWeightsRequested);
    connect(m_warnings, &WarningBar::groupsRequested, this,
        [this] { m_tabs->setCurrentIndex(Groups); });
    connect(m_warnings, &WarningBar::problemsRequested, this,
        [this] { m_tabs->setCurrentIndex(Problems); });
    m_header = new DataHeader(this);
    m_excluded = new ExcludedRow(this);
    connect(
        m_excluded, &ExcludedRow::showRequested, this, [this] { m_tabs->setCurrentIndex(Out); });
    connect(m_excluded, &ExcludedRow::takeAllBackRequested, this,
        [this] { takeBack(m_steps.current()); });
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_header);
    layout->addWidget(m_warnings);
    layout->addWidget(m_excluded);
    layout->addWidget(m_tabs, 1);
    return page;
}

void DataPanel::buildPages()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("dataTabs"));
    m_tabs->setDocumentMode(true);
    m_samples = new SamplesPage(m_tabs);
    m_problems = new ProblemsPage(m_tabs);
    m_groups = new GroupsPage(m_tabs);
    m_out = new ExclusionsPage(m_tabs);
    m_tabs->addTab(m_samples, tr("Images"));
    m_tabs->addTab(m_problems, tr("Problems"));
    m_tabs->addTab(m_groups, tr("Alike"));
    m_tabs->addTab(m_out, tr("Excluded"));
    m_tabs->setTabToolTip(Problems, tr("Files that cannot be used, and why"));
    m_tabs->setTabToolTip(Groups, tr("Images that are equal, or look the same"));
    connect(m_samples, &SamplesPage::sampleChosen, this, &DataPanel::sampleChosen);
    connect(m_groups, &GroupsPage::sampleChosen, this, &DataPanel::sampleChosen);
    connect(m_samples, &SamplesPage::excludeRequested, this, &DataPanel::exclude);
    connect(m_problems, &ProblemsPage::excludeRequested, this, &DataPanel::exclude);
    connect(m_groups, &GroupsPage::excludeRequested, this, &DataPanel::exclude);
    connect(m_samples, &SamplesPage::takeBackRequested, this, &DataPanel::takeBack);
    connect(m_out, &ExclusionsPage::takeBackRequested, this, &DataPanel::takeBack);
}

void DataPanel::connectSteps()
{
    connect(&m_steps, &ExclusionSteps::changed, this, [this] {
        useExcluded();
        Q_EMIT excludedChanged();
    });
}

void DataPanel::exclude(const Exclusions &what)
{
    if (!m_view)
        return;
    if (remainingSamples(m_view->dataset(), joined(m_steps.current(), what)).empty()) {
        m_message->showError(tr("At least one image must stay."));
        return;
    }
    m_message->clear();
    m_steps.exclude(what, tr("excluding (%1)").arg(excludedText(what)));
}

void DataPanel::takeBack(const Exclusions &what)
{
    m_message->clear();
    m_steps.takeBack(what, tr("taking back"));
}

void DataPanel::setExcluded(const Exclusions &excluded)
{
    if (excluded == m_steps.current())
        return;
    m_steps.restart(excluded);
    useExcluded();
}

/// At once, long before the images are prepared anew.
void DataPanel::useExcluded()
{
    if (!m_view)
        return;
    // A new one, because the pages still hold the old one.
    m_view = std::make_shared<DataView>(*m_view);
    m_view->setExcluded(m_steps.current());
    fill();
}

void DataPanel::showLoading(const QString &location)
{
    m_message->clear();
    const bool again = m_view && m_view->open().location == location;
    m_loading->begin(again ? tr("Preparing the images anew…") : tr("Reading %1…").arg(location),
        again ? LoadingRow::Appear::Soon : LoadingRow::Appear::AtOnce);
    if (!m_view)
        m_stack->setCurrentIndex(Blank); // "no dataset open" would not be the whole truth
}

void DataPanel::setProgress(quint64 done, quint64 total)
{
    m_loading->setProgress(done, total);
}

void DataPanel::endLoading()
{
    m_loading->end();
    m_stack->setCurrentIndex(m_view ? Content : Empty);
}

void DataPanel::showError(const QString &sentence)
{
    m_message->showError(sentence);
}

void DataPanel::showData(const OpenData &open)
{
    m_message->clear();
    if (!m_view || m_view->open().whole != open.whole) {
        m_report.reset();
        m_steps.restart(open.excluded);
        m_tabs->setCurrentIndex(Images);
    }
    m_view = std::make_shared<DataView>(open);
    m_view->setExcluded(m_steps.current());
    fill();
    m_stack->setCurrentIndex(Content);
}

void DataPanel::setReport(std::shared_ptr<const DataReport> report)
{
    m_header->endProgress();
    if (!m_view || (report && report->whole != m_view->open().whole))
        return;
    m_report = std::move(report);
    fill();
}

void DataPanel::setWeighted(bool weighted)
{
    m_warnings->setWeighted(weighted);
}

void DataPanel::fill()
{
    const DatasetReport *report = m_report ? &m_report->report : nullptr;
    m_header->setContent(*m_view, report);
    m_excluded->setExcluded(m_steps.current());
    m_warnings->setWarnings(report ? warnings(*report) : std::vector<DataWarning>());
    fillPages();
}

void DataPanel::fillPages()
{
    const bool isCurrent = m_report && m_report->excluded == m_steps.current();
    m_samples->setView(m_view);
    m_problems->setProblems(
        *m_view, isCurrent ? m_report->report.problems : m_view->data().problems);
    m_groups->setReport(m_view, isCurrent ? &m_report->report : nullptr);
    m_out->setExcluded(m_steps.current());
    const auto title = [](const QString &name, int count) {
        return count > 0 ? QStringLiteral("%1 %2").arg(name, QLocale().toString(count)) : name;
    };
    m_tabs->setTabText(Problems, title(tr("Problems"), m_problems->count()));
    m_tabs->setTabText(Groups, title(tr("Alike"), m_groups->count()));
    m_tabs->setTabVisible(Out, m_steps.current().any());
}

} // namespace convscope
