// SPDX-License-Identifier: GPL-3.0-or-later
// The Data panel: what it shows of a dataset and its report, and what is left out through it.
#include "core/base/error.h"
#include "tests/support/qt_test.h"
#include "ui/charts/chart_view.h"
#include "ui/data/class_chart.h"
#include "ui/data/data_pages.h"
#include "ui/data/data_panel.h"
#include "ui/data/data_view.h"
#include "ui/data/exclusions_page.h"
#include "ui/data/groups_page.h"
#include "ui/data/loading_row.h"
#include "ui/data/problems_page.h"
#include "ui/data/warning_bar.h"
#include "ui/images/image_grid.h"
#include "ui/training/training_panel.h"
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

namespace convscope::test::data_panel_test {

namespace {

constexpr int kEach = 6; // images of each class

/// Three classes "a", "b" and "c" of six plain images each; the last of each is for testing.
/// Image 7 (of "b") equals image 1 (of "a"), and 5 (test) equals 0 (train). Image 3 cannot be
/// read.
class PlainDataset : public Dataset {
public:
    PlainDataset()
    {
        m_classes = { "a", "b", "c" };
        for (int i = 0; i < 3 * kEach; ++i)
            m_samples.push_back(
                { i / kEach, m_classes[std::size_t(i / kEach)] + "/" + std::to_string(i) + ".png",
                    i % kEach == kEach - 1 ? Split::Test : Split::Train });
        m_problems = { { "a/notes.txt", "not an image" }, { "b/old.txt", "not an image" } };
    }
    std::string_view format() const override { return "plain"; }
    Image image(std::size_t i) const override
    {
        if (i == 3)
            throw Error("the file is empty");
        const std::size_t shade = i == 7 ? 1 : i == 5 ? 0 : i;
        return { 1, 4, 4, std::vector<std::uint8_t>(16, std::uint8_t(shade * 10)) };
    }
    std::uint64_t stamp(std::size_t i) const override { return i; }
};

const std::shared_ptr<const Dataset> &plain()
{
    static const std::shared_ptr<const Dataset> dataset = std::make_shared<PlainDataset>();
    return dataset;
}

OpenData opened(const Exclusions &excluded = {})
{
    LoadOptions options;
    options.preprocessing.channels = 1;
    options.preprocessing.width = options.preprocessing.height = 4;
    const auto progress = [](std::size_t, std::size_t) {
        return true;
    };
    return { QStringLiteral("/some/where"), plain(), excluded,
        std::make_shared<const TrainingData>(
            loadTrainingData(*withoutExcluded(plain(), excluded), options, progress)) };
}

/// A panel with the dataset open.
struct Shown {
    explicit Shown(const Exclusions &excluded = {})
    {
        panel.resize(300, 600);
        panel.show();
        panel.showData(opened(excluded));
    }
    template<typename T>
    T &part(const char *name)
    {
        auto *found = panel.findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s in the panel", name);
        return *found;
    }
    ImageGridModel &images() { return part<ImageGrid>("sampleGrid").images(); }
    QString name(int row)
    {
        return images()
            .index(row)
            .data(Qt::ToolTipRole)
            .toString()
            .section(QLatin1Char('\n'), 0, 0);
    }
    void report(const Exclusions &excluded, DatasetReport report)
    {
        panel.setReport(std::make_shared<const DataReport>(
            DataReport { plain(), excluded, std::move(report) }));
    }
    DataPanel panel;
};

DatasetReport someReport()
{
    DatasetReport report;
    report.format = "plain";
    report.images = 17;
    report.sizes = { { 4, 4, 17 } };
    report.classes = { { "a", 5 }, { "b", 6 }, { "c", 6 } };
    report.duplicates = { { { 0, 5 }, true, false }, { { 1, 7 }, false, true } };
    report.problems = plain()->problems();
    report.imbalance = 9;
    return report;
}

} // namespace

class DataPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsAtOnceWhatIsOpen()
    {
        Shown shown;
        QVERIFY(shown.part<QLabel>("dataSummary")
                    .text()
                    .startsWith(QStringLiteral("17 images, 3 classes (plain)")));
        const auto &chart = shown.part<ClassChart>("classChart");
        QCOMPARE(chart.rows().size(), std::size_t(3));
        QCOMPARE(chart.rows()[0].splits[std::size_t(Split::Train)], std::size_t(4));
        QCOMPARE(chart.rows()[0].splits[std::size_t(Split::Test)], std::size_t(1));
        QCOMPARE(chart.counts()[1].count, std::size_t(6));
        QCOMPARE(shown.part<QListWidget>("problemList").count(), 3);
        QCOMPARE(shown.images().rowCount(), 17);
    }

    void showsTheImagesOfTheClassThatWasClicked()
    {
        Shown shown;
        auto &chart = shown.part<ClassChart>("classChart");
        QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.rowRect(1).center());
        QCOMPARE(shown.images().rowCount(), 6);
        for (int row = 0; row < 6; ++row)
            QVERIFY(shown.name(row).startsWith(QStringLiteral("b/")));
        QTest::keyClick(&chart, Qt::Key_Down);
        QVERIFY(shown.name(0).startsWith(QStringLiteral("c/")));
        shown.part<QToolButton>("allClassesButton").click();
        QCOMPARE(shown.images().rowCount(), 17);
        auto &parts = shown.part<QComboBox>("sampleSplitCombo");
        parts.setCurrentIndex(parts.findText(QStringLiteral("test")));
        Q_EMIT parts.activated(parts.currentIndex());
        QCOMPARE(shown.images().rowCount(), 3);
    }

    void aImageOfTheGridIsTheOneThatIsMeant()
    {
        Shown shown({ { "a/1.png" }, { "b" } });
        const QSignalSpy chosen(&shown.panel.pages(), &DataPages::sampleChosen);
        for (int row = 0; row < shown.images().rowCount(); ++row) {
            Q_EMIT shown.part<ImageGrid>("sampleGrid").imageActivated(row);
            const auto sample = chosen.last().at(0).toULongLong();
            QCOMPARE(shown.name(row).toStdString(), plain()->samples()[sample].name);
            const auto image = shown.images().index(row).data(Qt::DecorationRole).value<QImage>();
            QCOMPARE(qRed(image.pixel(0, 0)), int(plain()->image(sample).pixels.front()));
        }
        QCOMPARE(chosen.size(), 10);
    }

    void leavesImagesAndClassesOutAndTakesEachStepBack()
    {
        Shown shown;
        const QSignalSpy changed(&shown.panel.steps(), &ExclusionSteps::changed);
        auto &chart = shown.part<ClassChart>("classChart");
        auto &grid = shown.part<ImageGrid>("sampleGrid");
        chart.choose(2);
        chart.setFocus();
        grid.selectionModel()->select(grid.images().index(1), QItemSelectionModel::Select);
        const std::string second = shown.name(1).toStdString();
        shown.part<QToolButton>("leaveOutButton").click();
        QCOMPARE(shown.panel.steps().current().files, std::vector<std::string> { second });
        QCOMPARE(shown.images().rowCount(), 5);
        shown.part<QToolButton>("leaveOutButton").click(); // no image is chosen: the class
        QCOMPARE(shown.panel.steps().current().classes, std::vector<std::string> { "c" });
        QCOMPARE(shown.images().rowCount(), 11);
        QCOMPARE(shown.part<QLabel>("leftOutText").text(),
            QStringLiteral("1 image and 1 class excluded"));
        QVERIFY(chart.rows()[2].isExcluded);
        shown.panel.steps().stack().undo();
        QVERIFY(shown.panel.steps().current().classes.empty());
        QCOMPARE(shown.images().rowCount(), 16);
        shown.panel.steps().stack().undo();
        QVERIFY(!shown.panel.steps().current().any());
        QVERIFY(!shown.part<QLabel>("leftOutText").isVisible());
        shown.panel.steps().stack().redo();
        QCOMPARE(shown.panel.steps().current().files, std::vector<std::string> { second });
        QCOMPARE(changed.size(), 5);
    }

    void takesBackWhatTheListNames()
    {
        Shown shown({ { "a/0.png", "c/13.png" }, { "b" } });
        QVERIFY(!shown.panel.steps().stack().canUndo());
        auto &tabs = shown.part<QTabWidget>("dataTabs");
        QVERIFY(tabs.isTabVisible(3));
        auto &list = shown.part<QListWidget>("leftOutList");
        QCOMPARE(list.count(), 3);
        list.item(0)->setSelected(true); // the class comes first
        shown.part<QPushButton>("takeBackButton").click();
        QVERIFY(shown.panel.steps().current().classes.empty());
        QCOMPARE(list.count(), 2);
        shown.part<QToolButton>("takeAllBack").click();
        QVERIFY(!shown.panel.steps().current().any());
        QVERIFY(!tabs.isTabVisible(3));
        shown.panel.steps().stack().undo();
        QCOMPARE(shown.panel.steps().current().files.size(), std::size_t(2));
    }

    void neverLeavesEverythingOut()
    {
        Shown shown;
        auto &grid = shown.part<ImageGrid>("sampleGrid");
        shown.part<ClassChart>("classChart").choose(std::nullopt);
        shown.panel.setExcluded({ { "a/3.png" }, { "b", "c" } });
        grid.selectAll();
        shown.part<QToolButton>("leaveOutButton").click();
        QCOMPARE(shown.panel.steps().current().files, std::vector<std::string> { "a/3.png" });
    }

    void showsGroupsAndLeavesOutWhatIsTooMuch()
    {
        Shown shown;
        QVERIFY(shown.part<QLabel>("groupsText").text().startsWith(QStringLiteral("Looking")));
        shown.report({}, someReport());
        auto &list = shown.part<QListWidget>("duplicateList");
        QCOMPARE(list.count(), 2);
        QVERIFY(list.item(0)->text().startsWith(QStringLiteral("⚠ 2 equal · a · ")));
        QCOMPARE(shown.part<ImageGrid>("duplicateGrid").images().rowCount(), 2);
        shown.part<QPushButton>("leaveOutAllExtra").click();
        // The test image stays, and of the two that are said to be of two classes none.
        QCOMPARE(shown.panel.steps().current().files,
            (std::vector<std::string> { "a/0.png", "a/1.png", "b/7.png" }));
        QVERIFY2(list.count() == 0, "the report is on what there was before");
    }

    void anOutdatedOrForeignReportIsNotShown()
    {
        Shown shown;
        DataReport foreign { std::make_shared<PlainDataset>(), {}, someReport() };
        shown.panel.setReport(std::make_shared<const DataReport>(foreign));
        QCOMPARE(shown.part<QListWidget>("duplicateList").count(), 0);
    }

    void saysNothingOfWhatIsOpenWhileTheFirstIsRead()
    {
        DataPanel panel;
        panel.show();
        const auto *open = panel.findChild<QPushButton *>(QStringLiteral("getDataset"));
        QVERIFY(open->isVisible());
        panel.showLoading(QStringLiteral("/some/where"));
        panel.loading().setProgress(1200, 2400);
        QVERIFY(!open->isVisible());
        const auto *bar = panel.findChild<QProgressBar *>(QStringLiteral("loadingProgress"));
        QCOMPARE(bar->text(),
            QStringLiteral("%1 of %2").arg(QLocale().toString(1200), QLocale().toString(2400)));
        panel.endLoading(); // cancelled
        QVERIFY(open->isVisible());
        panel.showLoading(QStringLiteral("/some/where"));
        panel.showData(opened());
        panel.endLoading();
        QVERIFY(!open->isVisible());
        QVERIFY(panel.findChild<QLabel *>(QStringLiteral("dataSummary"))->isVisible());
    }

    void warnsAndOffersWhatHelps()
    {
        Shown shown;
        shown.report({}, someReport());
        auto &bar = shown.part<WarningBar>("dataWarnings");
        QVERIFY(bar.isVisible());
        auto &remedy = shown.part<QPushButton>("dataWarningRemedy");
        const QSignalSpy weights(&shown.panel.warnings(), &WarningBar::classWeightsRequested);
        const auto &text = shown.part<QLabel>("dataWarningText");
        QVERIFY(text.text().endsWith(QStringLiteral("more than one class.")));
        shown.part<QToolButton>("dataWarningWhy").click();
        QVERIFY(text.text().contains(QStringLiteral("told two answers")));
        bool sawGroups = false;
        for (std::size_t i = 0; i < bar.warnings().size(); ++i) {
            const auto kind = bar.warnings()[i].kind;
            if (kind == DataWarning::Kind::Leaks) {
                remedy.click();
                sawGroups = shown.part<QTabWidget>("dataTabs").currentIndex() == 2;
            }
            if (kind == DataWarning::Kind::Imbalance) {
                remedy.click();
                QVERIFY(remedy.isEnabled());
                shown.panel.warnings().setWeighted(true);
                QVERIFY(!remedy.isEnabled());
            }
            bar.showNeighbour(1);
        }
        QVERIFY(sawGroups);
        QCOMPARE(weights.size(), 1);
    }

    void problemsAreCountedByKindAndCopied()
    {
        Shown shown;
        QCOMPARE(
            problemKinds(plain()->problems()), QStringList { QStringLiteral("2 × not an image") });
        auto *page = shown.panel.findChild<ProblemsPage *>();
        QVERIFY(page->text().contains(QStringLiteral("a/3.png: the file is empty")));
        auto &list = shown.part<QListWidget>("problemList");
        for (int row = 0; row < list.count(); ++row)
            list.item(row)->setSelected(true);
        list.actions().constFirst()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), page->text());
        list.actions().constLast()->trigger(); // only images can be left out; the others are
        QCOMPARE(shown.panel.steps().current().files, std::vector<std::string> { "a/3.png" });
    }

    void everythingFitsInANarrowPanel()
    {
        Shown shown;
        shown.report({}, someReport());
        shown.panel.setExcluded({ { "a/0.png" }, { "b" } });
        shown.report({ { "a/0.png" }, { "b" } }, someReport());
        QVERIFY2(shown.panel.minimumSizeHint().width() <= 300,
            qPrintable(QString::number(shown.panel.minimumSizeHint().width())));
        for (int page = 0; page < 4; ++page) {
            shown.part<QTabWidget>("dataTabs").setCurrentIndex(page);
            for (const QWidget *widget : shown.panel.findChildren<QWidget *>())
                if (widget->isVisible() && qobject_cast<const QAbstractButton *>(widget))
                    QVERIFY2(widget->mapTo(&shown.panel, QPoint(widget->width(), 0)).x()
                            <= shown.panel.width(),
                        qPrintable(widget->objectName()));
        }
    }

    void theAccuracyChartHasTheBaselines()
    {
        RunModel model;
        TrainingPanel panel(model);
        panel.resize(900, 700);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        model.start(10, 1, {});
        panel.setBaselines(Baselines { .chance = 0.25, .majority = 0.25, .centroid = 0.6 });
        const auto *chart = panel.findChild<ChartView *>(QStringLiteral("accuracyChart"));
        QTRY_COMPARE(chart->baselines().size(), std::size_t(2)); // equal ones share a line
        QCOMPARE(chart->baselines()[0].y, 25.0);
        QCOMPARE(chart->baselines()[1].y, 60.0);
        QVERIFY(chart->accessibleDescription().contains(chart->baselines()[0].name));
        QVERIFY(panel.findChild<ChartView *>(QStringLiteral("lossChart"))->baselines().empty());
        panel.findChild<QAction *>(QStringLiteral("actionBaselines"))->trigger();
        QTRY_VERIFY(chart->baselines().empty());
    }

    void baselineLabelsDoNotCollide()
    {
        const BaselineStyle look { QRectF(40, 10, 500, 200), [](double y) { return 210 - 2 * y; },
            [](double y) { return QString::number(y); }, QFont(), Qt::gray, Qt::black, Qt::white };
        const std::vector<Baseline> baselines { { QStringLiteral("low"), 1 },
            { QStringLiteral("near"), 2 }, { QStringLiteral("high"), 99.5 },
            { QStringLiteral("outside"), 140 } };
        const auto labels = baselineLabels(baselines, look);
        QCOMPARE(labels.size(), std::size_t(3));
        for (std::size_t i = 0; i < labels.size(); ++i) {
            QVERIFY(look.plot.contains(labels[i].place));
            if (i > 0)
                QVERIFY(labels[i].place.top() >= labels[i - 1].place.bottom() - 1e-6);
        }
        QCOMPARE(labels.front().text, QStringLiteral("high 99.5"));
    }
};

CONVSCOPE_QT_TEST(DataPanelTest)

} // namespace convscope::test::data_panel_test

#include "data_panel_test.moc"
