// SPDX-License-Identifier: GPL-3.0-or-later
// The window judges the model of a run by the run's own parts, whatever is open and set now.
#include "app/services/services.h"
#include "core/io/run/run_images.h"
#include "tests/support/image_files.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include <QSignalSpy>
#include <QTest>
#include <set>

namespace convscope::test::judging_test {

namespace {

using Names = std::set<std::string>;

/// A dataset of three classes, a run that excluded one of them, and services with other settings.
class Desk {
public:
    Desk()
    {
        for (int i = 0; i < 20; ++i)
            for (const char *name : { "ant", "bee", "cat" })
                folder.write("data/" + std::string(name) + "/" + std::to_string(i) + ".png",
                    encodeImage(patternImage(12 + i, name[0] == 'a' ? 12 : 24), ".png"));
        const ProgramResult trained = runProgram(CONVSCOPE_CLI,
            { "train", data, "--run", run, "--model", "digits", "--epochs", "1", "--seed", "7",
                "--val", "0.4", "--leave-out-class", "cat" });
        if (trained.status != 0)
            qFatal("%s", trained.err.c_str());
    }

    bool openRun()
    {
        const QSignalSpy opened(&services.dataset, &DatasetService::changed);
        services.dataset.open(QString::fromStdString(data));
        if (!QTest::qWaitFor([&] { return !opened.isEmpty(); }, kPatience))
            return false;
        const QSignalSpy changed(&services.models, &ModelService::changed);
        services.models.open(QString::fromStdString(run));
        return QTest::qWaitFor([&] { return !changed.isEmpty(); }, kPatience);
    }

    /// Of the images that `evaluate` lets be judged; empty where that fails.
    Names judged(const std::function<void()> &evaluate)
    {
        std::shared_ptr<const EvaluatedImages> result;
        bool isOver = false;
        QObject context;
        QObject::connect(
            &services.evaluations, &Evaluations::evaluated, &context, [&](const auto &evaluated) {
                result = evaluated;
                isOver = true;
            });
        QObject::connect(&services.evaluations.task(), &BackgroundTask::failed, &context,
            [&](const QString &sentence) {
                qWarning("%s", qPrintable(sentence));
                isOver = true;
            });
        evaluate();
        Names names;
        if (QTest::qWaitFor([&] { return isOver; }, kPatience) && result)
            for (std::size_t i = 0; i < result->images.size(); ++i)
                names.insert(result->name(i));
        return names;
    }

    Names recorded(std::optional<Split> split) const
    {
        Names names;
        const auto images = imagesOfRun(run); // lives as long as what is gone through
        for (const ListedImage &image : *images->listed)
            if (!split || image.split == *split)
                names.insert(image.path);
        return names;
    }

    TempFolder folder;
    std::string data = folder.string() + "/data", run = folder.string() + "/run";
    Services services { Services::Options { folder.string() + "/runs", {}, std::nullopt } };
};

} // namespace

class JudgingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void anotherRunsModelIsJudgedByThatRunsParts()
    {
        Desk desk;
        QVERIFY(desk.openRun());
        for (const Split split : { Split::Validation, Split::Train }) {
            const Names names
                = desk.judged([&] { desk.services.evaluations.evaluate(split, true); });
            QVERIFY(!names.empty());
            QVERIFY(names == desk.recorded(split));
        }
        QVERIFY(desk.judged([&] { desk.services.evaluations.evaluate({}, true); })
            == desk.recorded({}));
    }

    void aClassThatTheRunExcludedIsNoObstacle()
    {
        Desk desk;
        QVERIFY(desk.openRun());
        QVERIFY(desk.judged([&] {
            desk.services.evaluations.evaluateAnother(QString::fromStdString(desk.data), true);
        }) == desk.recorded({}));
    }
};

CONVSCOPE_QT_TEST(JudgingTest)

} // namespace convscope::test::judging_test

#include "judging_test.moc"
