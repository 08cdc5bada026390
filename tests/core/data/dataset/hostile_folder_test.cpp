// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/training_data.h"
#include "core/data/report/dataset_report.h"
#include "tests/support/as_nobody.h"
#include "tests/support/hostile_folder.h"
#include "tests/support/program.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

using testing::StartsWith;

/// Each bad file once, with its reason, and nothing else.
void expectProblems(
    const std::vector<Problem> &found, const std::map<std::string, std::string> &expected)
{
    std::set<std::string> seen;
    for (const Problem &problem : found) {
        EXPECT_TRUE(seen.insert(problem.path).second) << problem.path << " is listed twice";
        const auto known = expected.find(problem.path);
        if (known == expected.end())
            ADD_FAILURE() << problem.path << " is listed: " << problem.reason;
        else
            EXPECT_THAT(problem.reason, StartsWith(known->second)) << problem.path;
    }
    for (const auto &[path, reason] : expected)
        EXPECT_TRUE(seen.count(path)) << path << " is not listed";
}

std::set<std::string> names(const Dataset &dataset, const std::vector<std::size_t> &samples)
{
    std::set<std::string> result;
    for (const std::size_t sample : samples)
        EXPECT_TRUE(result.insert(dataset.samples()[sample].name).second);
    return result;
}

std::size_t countOf(const DatasetReport &report, const std::string &name)
{
    for (const ClassCount &each : report.classes)
        if (each.name == name)
            return each.count;
    return 0;
}

} // namespace

TEST(HostileFolder, eachBadFileIsNamedOnceAndEachGoodOneIsUsed)
{
    const HostileFolder folder;
    EXPECT_EQ(folder.good().size(), 63U);
    EXPECT_EQ(folder.bad().size(), 45U);
    const AsNobody nobody;
    const auto dataset = openDataset(folder.path(), noProgress);
    std::map<std::string, std::string> early;
    for (const std::string &name : folder.seenOnOpening())
        early[name] = folder.bad().at(name);
    expectProblems(dataset->problems(), early);
    EXPECT_EQ(dataset->samples().size(), folder.kinds() - early.size());
    EXPECT_EQ(dataset->classes().size(), 4U);

    const DatasetReport report = scanDataset(*dataset, 2, noProgress);
    expectProblems(report.problems, folder.bad());
    EXPECT_EQ(report.images, folder.good().size());
    EXPECT_EQ(report.problems.size(), folder.bad().size());
    EXPECT_EQ(countOf(report, "elsewhere"), 1U);
    EXPECT_EQ(countOf(report, "class \\xFF that is not UTF-8\n"), 1U);

    LoadOptions options;
    options.preprocessing = { .channels = 3, .height = 8, .width = 8, .mean = {}, .stddev = {} };
    const TrainingData data = loadTrainingData(*dataset, options, noProgress);
    expectProblems(data.problems, folder.bad());
    EXPECT_EQ(names(*dataset, data.train.samples), folder.good());
}

TEST(HostileFolder, whatChangesBetweenOpeningAndLoadingIsNamedToo)
{
    HostileFolder folder;
    const auto dataset = [&] {
        const AsNobody nobody;
        return openDataset(folder.path(), noProgress);
    }();
    folder.disturb();
    const AsNobody nobody;
    const DatasetReport report = scanDataset(*dataset, 2, noProgress);
    expectProblems(report.problems, folder.bad());
    EXPECT_EQ(report.images, folder.good().size());
    LoadOptions options;
    options.validation = 0.25;
    const TrainingData data = loadTrainingData(*dataset, options, noProgress);
    expectProblems(data.problems, folder.bad());
    EXPECT_EQ(data.train.size() + data.validation.size(), folder.good().size());
}

TEST(HostileFolder, noNumberOfThreadsChangesTheReport)
{
    const HostileFolder folder;
    const auto dataset = openDataset(folder.path(), noProgress);
    const auto one = toJson(scanDataset(*dataset, 1, noProgress), *dataset);
    const auto three = toJson(scanDataset(*dataset, 3, noProgress), *dataset);
    EXPECT_EQ(one, three);
}

TEST(HostileFolder, scanPrintsValidJson)
{
    const HostileFolder folder;
    const ProgramResult result = runProgram(CONVSCOPE_CLI, { "scan", folder.path(), "--json" });
    EXPECT_EQ(result.status, 0) << result.err;
    const auto report = nlohmann::json::parse(result.out);
    // The program runs with the rights of this test, which may be root's.
    const std::size_t readable = ::geteuid() == 0 ? 1 : 0;
    EXPECT_EQ(report.at("images"), folder.good().size() + readable);
    EXPECT_EQ(report.at("problems").size(), folder.bad().size() - readable);
    EXPECT_EQ(report.at("format"), "class-folders");
    std::map<std::string, std::string> reasons;
    for (const auto &problem : report.at("problems"))
        reasons[problem.at("path")] = problem.at("reason");
    EXPECT_EQ(reasons.size(), report.at("problems").size()) << "each path once";
    EXPECT_EQ(reasons.at("dogs/bomb.gif"), "too large: 20000×20000");
    const ProgramResult words = runProgram(CONVSCOPE_CLI, { "scan", folder.path() });
    EXPECT_EQ(words.status, 0) << words.err;
}

} // namespace convscope::test
