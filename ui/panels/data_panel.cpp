// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/data_panel.h"
#include "ui/panels/class_chart.h"
#include "ui/panels/location_name.h"
#include "ui/panels/prepared_image.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/image_grid.h"
#include "ui/widgets/message_bar.h"
#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMostSamples = 120; // pictures in the grid
constexpr int kProblemLines = 6; // visible without scrolling
constexpr int kClassRows = 10; // the same

std::vector<ClassCount> countClasses(const TrainingData &data)
{
    std::vector<ClassCount> counts;
    for (const std::string &name : data.classes)
        counts.push_back({ name, 0 });
    for (const ImageSet *set : { &data.train, &data.validation, &data.test })
        for (const int label : set->labels)
            ++counts[std::size_t(label)].count;
    return counts;
}

/// Pictures of the training split, one of each class in turn.
std::vector<std::size_t> mixedClasses(const ImageSet &set, std::size_t classes, std::size_t most)
{
    std::vector<std::vector<std::size_t>> byClass(classes);
    for (std::size_t i = 0; i < set.size(); ++i)
        byClass[std::size_t(set.labels[i])].push_back(i);
    std::vector<std::size_t> mixed;
    for (std::size_t turn = 0; mixed.size() < std::min(most, set.size()); ++turn)
        for (const auto &members : byClass)
            if (turn < members.size() && mixed.size() < most)
                mixed.push_back(members[turn]);
    return mixed;
}

} // namespace

DataPanel::DataPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("dataPanel"));
    setAccessibleName(tr("Data"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(buildProgress());
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(buildEmpty());
    m_stack->addWidget(buildContent());
}

QWidget *DataPanel::buildEmpty()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(new EmptyState(tr("No dataset open"),
        tr("A dataset is a folder with one folder of pictures for each class, or the four files "
           "of an IDX dataset such as MNIST."),
        page));
    auto *open = new QPushButton(tr("Open dataset folder…"), page);
    open->setToolTip(tr("Choose the folder that holds the class folders"));
    connect(open, &QPushButton::clicked, this, &DataPanel::openRequested);
    layout->addWidget(open, 0, Qt::AlignHCenter);
    layout->addStretch();
    return page;
}

QWidget *DataPanel::buildProgress()
{
    m_progressRow = new QWidget(this);
    auto *layout = new QVBoxLayout(m_progressRow);
    layout->setContentsMargins(0, 0, 0, 0);
    m_progressText = new QLabel(m_progressRow);
    m_progressText->setWordWrap(true);
    auto *row = new QHBoxLayout;
    m_progress = new QProgressBar(m_progressRow);
    m_progress->setObjectName(QStringLiteral("loadingProgress"));
    m_progress->setAccessibleName(tr("Pictures read"));
    auto *cancel = new QPushButton(tr("Cancel"), m_progressRow);
    cancel->setObjectName(QStringLiteral("cancelLoading"));
    cancel->setToolTip(tr("Stop reading; what was open before stays open"));
    connect(cancel, &QPushButton::clicked, this, &DataPanel::cancelRequested);
    row->addWidget(m_progress, 1);
    row->addWidget(cancel);
    layout->addWidget(m_progressText);
    layout->addLayout(row);
    m_progressRow->hide();
    return m_progressRow;
}

QWidget *DataPanel::buildContent()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    m_location = new QLabel(page);
    m_location->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_location->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_summary = new QLabel(page);
    m_summary->setWordWrap(true);
    m_classes = new ClassChart;
    m_classArea = new QScrollArea(page);
    m_classArea->setWidget(m_classes);
    m_classArea->setWidgetResizable(true);
    m_classArea->setFrameShape(QFrame::NoFrame);
    m_classArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_classArea->setAccessibleName(tr("Pictures of each class"));
    m_problemsTitle = new QToolButton(page);
    m_problemsTitle->setCheckable(true);
    m_problemsTitle->setAutoRaise(true);
    m_problemsTitle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_problemsTitle->setToolTip(tr("Files that cannot be used are left out; the rest trains"));
    m_problems = new QListWidget(page);
    m_problems->setObjectName(QStringLiteral("problemList"));
    m_problems->setAccessibleName(tr("Files that were left out, and why"));
    m_problems->setWordWrap(true);
    connect(m_problemsTitle, &QToolButton::toggled, this, [this](bool open) {
        m_problems->setVisible(open);
        m_problemsTitle->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    m_samples = new ImageGrid(page);
    m_samples->setObjectName(QStringLiteral("sampleGrid"));
    m_samples->setAccessibleName(tr("Some of the training pictures"));
    m_samples->setToolTip(tr("Training pictures as the network gets them; click one to look at it "
                             "in the feature maps"));
    connect(m_samples, &ImageGrid::imageActivated, this,
        [this](int row) { Q_EMIT sampleChosen(m_shown.at(std::size_t(row))); });
    layout->addWidget(m_location);
    layout->addWidget(m_summary);
    layout->addWidget(m_classArea);
    layout->addWidget(m_problemsTitle);
    layout->addWidget(m_problems);
    layout->addWidget(m_samples, 1);
    return page;
}

void DataPanel::showLoading(const QString &location)
{
    m_message->clear();
    m_progressText->setText(tr("Reading %1…").arg(location));
    setProgress(0, 0);
    m_progressRow->show();
}

void DataPanel::setProgress(quint64 done, quint64 total)
{
    m_progress->setMaximum(int(total));
    m_progress->setValue(int(done));
    //: pictures read of all pictures; %v and %m are replaced by the progress bar
    m_progress->setFormat(total > 0 ? tr("%v of %m") : QString());
}

void DataPanel::endLoading()
{
    m_progressRow->hide();
}

void DataPanel::showFault(const QString &sentence)
{
    m_message->showError(sentence);
}

void DataPanel::showData(const QString &location, std::shared_ptr<const Dataset> dataset,
    std::shared_ptr<const TrainingData> loaded)
{
    m_dataset = std::move(dataset);
    m_data = std::move(loaded);
    m_message->clear();
    m_location->setText(QStringLiteral("<b>%1</b>").arg(locationName(location).toHtmlEscaped()));
    m_location->setToolTip(QDir::toNativeSeparators(location));
    const auto number = [](std::size_t value) {
        return QLocale().toString(qulonglong(value));
    };
    const std::size_t all = m_data->train.size() + m_data->validation.size() + m_data->test.size();
    QString parts = tr("%1 train · %2 validation")
                        .arg(number(m_data->train.size()), number(m_data->validation.size()));
    if (m_data->test.size() > 0)
        parts += tr(" · %1 test").arg(number(m_data->test.size()));
    const auto &format = m_dataset->format();
    m_summary->setText(tr("%1 pictures, %2 classes (%3)\n%4")
                           .arg(number(all), number(m_data->classes.size()),
                               QString::fromUtf8(format.data(), qsizetype(format.size())), parts));
    m_classes->setCounts(countClasses(*m_data));
    const int rows = int(m_data->classes.size());
    m_classArea->setFixedHeight(
        m_classes->height() * std::min(rows, kClassRows) / std::max(1, rows));
    fillProblems();
    fillSamples();
    m_stack->setCurrentIndex(1);
}

void DataPanel::fillProblems()
{
    m_problems->clear();
    for (const Problem &problem : m_data->problems) {
        auto *item = new QListWidgetItem(
            //: %1 a file, %2 why it was left out
            tr("%1: %2").arg(
                QString::fromStdString(problem.path), QString::fromStdString(problem.reason)),
            m_problems);
        item->setToolTip(item->text());
    }
    const int count = m_problems->count();
    m_problemsTitle->setText(
        count == 0 ? tr("No problems") : tr("Problems (%1)").arg(QLocale().toString(count)));
    m_problemsTitle->setEnabled(count > 0);
    m_problemsTitle->setArrowType(count > 0 ? Qt::DownArrow : Qt::NoArrow);
    m_problemsTitle->setChecked(count > 0);
    m_problems->setVisible(count > 0);
    m_problems->setMaximumHeight(
        fontMetrics().lineSpacing() * (std::min(count, kProblemLines) * 2 + 1));
}

void DataPanel::fillSamples()
{
    m_shown.clear();
    std::vector<ImageGridItem> items;
    for (const std::size_t i : mixedClasses(m_data->train, m_data->classes.size(), kMostSamples)) {
        const std::size_t sample = m_data->train.samples[i];
        m_shown.push_back(sample);
        items.push_back({ preparedImage(m_data->train.image(i), m_data->train.shape),
            QString::fromStdString(m_data->classes[std::size_t(m_data->train.labels[i])]),
            QString::fromStdString(m_dataset->samples()[sample].name) });
    }
    m_samples->images().setItems(std::move(items));
}

} // namespace convscope
