// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_panel.h"
#include "ui/data/data_header.h"
#include "ui/data/data_pages.h"
#include "ui/data/excluded_row.h"
#include "ui/data/exclusions_page.h"
#include "ui/data/layout_bar.h"
#include "ui/data/loading_row.h"
#include "ui/data/warning_bar.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/message_bar.h"
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace convscope {

DataPanel::DataPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_loading(new LoadingRow(this))
    , m_stack(new QStackedWidget(this))
    , m_layout(new LayoutBar(this))
{
    setObjectName(QStringLiteral("dataPanel"));
    setAccessibleName(tr("Data"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_loading);
    layout->addWidget(m_layout);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(buildEmpty());
    m_stack->addWidget(buildContent());
    m_stack->addWidget(new QWidget(m_stack));
    connectParts();
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
    m_pages = new DataPages(this);
    m_warnings = new WarningBar(page);
    m_header = new DataHeader(this);
    m_excluded = new ExcludedRow(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_header);
    layout->addWidget(m_warnings);
    layout->addWidget(m_excluded);
    layout->addWidget(m_pages, 1);
    return page;
}

void DataPanel::connectParts()
{
    const auto shows = [this](DataPages::Page page) {
        return [this, page] {
            m_pages->setCurrentIndex(page);
        };
    };
    connect(m_warnings, &WarningBar::groupsRequested, this, shows(DataPages::Groups));
    connect(m_warnings, &WarningBar::problemsRequested, this, shows(DataPages::Problems));
    connect(m_excluded, &ExcludedRow::showRequested, this, shows(DataPages::Out));
    connect(m_excluded, &ExcludedRow::takeAllBackRequested, this,
        [this] { takeBack(m_steps.current()); });
    connect(m_pages, &DataPages::excludeRequested, this, &DataPanel::exclude);
    connect(m_pages, &DataPages::takeBackRequested, this, &DataPanel::takeBack);
    connect(&m_steps, &ExclusionSteps::changed, this, &DataPanel::useExcluded);
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

void DataPanel::showUnlabelled(const QString &location, const DatasetLayout &layout)
{
    std::size_t images = 0;
    for (const UnlabelledPart &part : layout.unlabelled)
        images += part.images.size();
    m_message->showNote(tr("%1: nothing says what its images show (%2), so no network can be "
                           "trained on them. Put them into one folder for each class, or a table "
                           "labels.csv with the columns file and label beside them. Once there is "
                           "a network, they can be dropped on the Predict panel.")
                            .arg(location, QLocale().toString(qulonglong(images))));
    m_layout->setLayout(layout, {});
}

void DataPanel::showLoading(const QString &location)
{
    m_message->clear();
    m_layout->clear();
    const bool again = m_view && m_view->open().location == location;
    m_loading->begin(again ? tr("Preparing the images anew…") : tr("Reading %1…").arg(location),
        again ? LoadingRow::Appear::Soon : LoadingRow::Appear::AtOnce);
    if (!m_view)
        m_stack->setCurrentIndex(Blank); // "no dataset open" would not be the whole truth
}

void DataPanel::endLoading()
{
    m_loading->end();
    if (m_view && m_layout->isHidden()) // nothing came of another
        m_layout->setLayout(m_view->dataset().layout(), m_view->open().examples);
    m_stack->setCurrentIndex(m_view ? Content : Empty);
}

void DataPanel::showData(const OpenData &open)
{
    m_message->clear();
    if (!m_view || m_view->open().whole != open.whole) {
        m_report.reset();
        m_steps.restart(open.excluded);
        m_pages->setCurrentIndex(DataPages::Images);
    }
    m_view = std::make_shared<DataView>(open);
    m_view->setExcluded(m_steps.current());
    m_layout->setLayout(open.whole->layout(), open.examples);
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

void DataPanel::fill()
{
    const DatasetReport *report = m_report ? &m_report->report : nullptr;
    m_header->setContent(*m_view, report);
    m_excluded->setExcluded(m_steps.current());
    m_warnings->setWarnings(report ? convscope::warnings(*report) : std::vector<DataWarning>());
    m_pages->setContent(m_view, m_report.get());
}

} // namespace convscope
