// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/dataset_examiner.h"
#include "core/base/threads/parallel_for.h"
#include <algorithm>

namespace convscope {

namespace {

using Facts = std::vector<ImageFacts>;

constexpr int kThreads = 1; // the others are for loading and training

/// Takes over the facts that loading saw, by the numbers of the whole dataset.
void takeOver(const LoadedData &loaded, Facts &facts)
{
    const std::vector<std::size_t> remaining
        = remainingSamples(*loaded.whole, loaded.config.excluded);
    const std::size_t count = std::min(remaining.size(), loaded.data->facts.size());
    for (std::size_t i = 0; i < count; ++i)
        if (loaded.data->facts[i].known())
            facts[remaining[i]] = loaded.data->facts[i];
}

/// Looks at what nobody has looked at yet.
void complete(const Dataset &whole, Facts &facts, const Progress &progress)
{
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (!facts[i].known())
            unknown.push_back(i);
    parallelFor(unknown.size(), kThreads, progress,
        [&](std::size_t i) { facts[unknown[i]] = factsOf(whole, unknown[i]); });
}

void renumber(std::vector<ImageGroup> &groups, const std::vector<std::size_t> &numbers)
{
    for (ImageGroup &group : groups)
        for (std::size_t &sample : group.samples)
            sample = numbers[sample];
}

std::shared_ptr<const DataReport> makeReport(const std::shared_ptr<const Dataset> &whole,
    const Exclusions &excluded, GroupBy group, const Facts &facts, const Progress &progress)
{
    const std::vector<std::size_t> remaining = remainingSamples(*whole, excluded);
    Facts remainingFacts;
    remainingFacts.reserve(remaining.size());
    for (const std::size_t sample : remaining)
        remainingFacts.push_back(facts[sample]);
    auto report = std::make_shared<DataReport>();
    report->whole = whole;
    report->excluded = excluded;
    report->group = group;
    report->report = reportOn(*withoutExcluded(whole, excluded), remainingFacts, group, kThreads,
        [&](std::size_t, std::size_t) { return progress(facts.size(), facts.size()); });
    renumber(report->report.duplicates, remaining);
    renumber(report->report.nearDuplicates, remaining);
    return report;
}

} // namespace

DatasetExaminer::DatasetExaminer(QObject *parent)
    : QObject(parent)
    , m_task(this)
{
    connect(&m_task, &BackgroundTask::progressed, this, &DatasetExaminer::progressed);
    // Whatever made it fail, training needs no report.
    connect(&m_task, &BackgroundTask::failed, this, &DatasetExaminer::reportChanged);
}

void DatasetExaminer::examine(const LoadedData &loaded, const Exclusions &excluded)
{
    if (m_whole != loaded.whole) {
        m_whole = loaded.whole;
        m_facts.reset();
        m_report.reset();
        Q_EMIT reportChanged();
    }
    if (m_report && m_report->excluded == excluded && m_report->group == loaded.config.group) {
        m_task.cancel(); // its choice has been taken back meanwhile
        Q_EMIT reportChanged();
        return;
    }
    m_task.start([this, loaded, excluded, known = m_facts](
                     const Progress &progress) -> BackgroundTask::Deliver {
        auto facts = std::make_shared<Facts>(known ? *known : Facts());
        facts->resize(loaded.whole->samples().size());
        takeOver(loaded, *facts);
        complete(*loaded.whole, *facts, progress);
        return [this, facts,
                   report
                   = makeReport(loaded.whole, excluded, loaded.config.group, *facts, progress)] {
            m_facts = facts;
            m_report = report;
            Q_EMIT reportChanged();
        };
    });
}

} // namespace convscope
