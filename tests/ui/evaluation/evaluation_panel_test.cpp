// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation panel by what its models say, and the report as a reader of XML finds it.
#include "core/io/report/evaluation_export.h"
#include "core/io/run/run_folder.h"
#include "tests/support/evaluations.h"
#include "tests/support/qt_test.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"
#include "ui/evaluation/confusion_model.h"
#include "ui/evaluation/confusion_view.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/evaluation/reliability_diagram.h"
#include "ui/images/image_grid.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/theme.h"
#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>
#include <QXmlStreamReader>

namespace convscope::test::evaluation_panel_test {

using test::evaluatedImages;

namespace {

/// Three classes, of which "cat" and "wolf" are mixed up.
std::shared_ptr<EvaluatedImages> someResult()
{
    return evaluatedImages({ "cat", "fish", "wolf" },
        { { 0, 0, 0.9 }, { 0, 2, 0.6 }, { 0, 2, 0.8 }, { 1, 1, 0.7 }, { 2, 2, 0.95 },
            { 2, 0, 0.5 } },
        { "cat/1", "cat/2", "cat/3", "fish/1", "wolf/1", "wolf/2" });
}

std::shared_ptr<EvaluatedImages> manyClasses(int classes)
{
    std::vector<std::string> names, files;
    std::vector<test::Guess> guesses;
    for (int k = 0; k < classes; ++k) {
        names.push_back("a class with the number " + std::to_string(k));
        files.push_back(std::to_string(k));
        guesses.push_back({ k, (k * 7 + 3) % classes, 0.5 });
    }
    return evaluatedImages(names, guesses, files);
}

int sum(const QAbstractItemModel &model)
{
    int all = 0;
    for (int row = 0; row < model.rowCount(); ++row)
        for (int column = 0; column < model.columnCount(); ++column)
            all += model.index(row, column).data(ConfusionModel::CountRole).toInt();
    return all;
}

int rowSum(const QAbstractItemModel &model, const QString &name)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.headerData(row, Qt::Vertical).toString() != name)
            continue;
        int all = 0;
        for (int column = 0; column < model.columnCount(); ++column)
            all += model.index(row, column).data(ConfusionModel::CountRole).toInt();
        return all;
    }
    return -1;
}

/// A panel on the screen, by its parts' names.
class Desk {
public:
    explicit Desk(std::shared_ptr<const EvaluatedImages> result = someResult())
    {
        panel.resize(1000, 700);
        panel.setAvailable(true, 30, 10, 0);
        if (result)
            panel.setEvaluation(std::move(result));
        panel.show();
    }
    template<typename T>
    T &part(const char *name)
    {
        auto *found = panel.findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s in the panel", name);
        return *found;
    }
    const QAbstractItemModel &matrix() { return *part<QTableView>("confusionMatrix").model(); }
    QStringList captions()
    {
        QStringList list;
        const ImageGridModel &images = part<ImageGrid>("errorGallery").images();
        for (int row = 0; row < images.rowCount(); ++row)
            list << images.data(images.index(row), Qt::ToolTipRole)
                        .toString()
                        .section(QLatin1Char('\n'), 0, 0);
        return list;
    }
    void click(const QString &truth, const QString &predicted)
    {
        auto &view = part<QTableView>("confusionMatrix");
        for (int row = 0; row < matrix().rowCount(); ++row)
            for (int column = 0; column < matrix().columnCount(); ++column)
                if (matrix().headerData(row, Qt::Vertical).toString() == truth
                    && matrix().headerData(column, Qt::Horizontal).toString() == predicted)
                    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                        view.visualRect(matrix().index(row, column)).center());
    }

    EvaluationPanel panel;
};

QStringList names(std::initializer_list<const char *> list)
{
    QStringList result;
    for (const char *name : list)
        result << QString::fromUtf8(name);
    return result;
}

} // namespace

class EvaluationPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyOrderOfTheMatrixIsASoundModelWithTheSameSums()
    {
        ConfusionModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEvaluation(someResult());
        for (const bool shares : { false, true }) {
            model.setShowsShares(shares);
            for (const ClassOrder order :
                { ClassOrder::Dataset, ClassOrder::MixedUp, ClassOrder::Weakest }) {
                model.setOrder(order);
                QCOMPARE(model.rowCount(), 3);
                QCOMPARE(sum(model), 6);
                QCOMPARE(rowSum(model, QStringLiteral("cat")), 3);
                QCOMPARE(rowSum(model, QStringLiteral("fish")), 1);
                for (int k = 0; k < 3; ++k)
                    QCOMPARE(model.cell(model.index(model.placeOf(k), 0)).truth, k);
            }
        }
        model.setOrder(ClassOrder::MixedUp);
        QCOMPARE(model.headerData(2, Qt::Vertical).toString(), QStringLiteral("fish"));
    }

    void cellsShowImagesOrSharesAndSayBoth()
    {
        Desk desk;
        QCOMPARE(desk.matrix().index(0, 2).data().toString(), QStringLiteral("2"));
        desk.part<QComboBox>("confusionValues").setCurrentIndex(1);
        QCOMPARE(desk.matrix().index(0, 2).data().toString(), QStringLiteral("67 %"));
        QCOMPARE(desk.matrix().index(0, 1).data().toString(), QStringLiteral("·"));
        const QString tip = desk.matrix().index(0, 2).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("2 of the 3 images of “cat”")), qPrintable(tip));
        QVERIFY(tip.contains(QStringLiteral("66.7 %")));
    }

    void aFigureThatDoesNotExistIsADash()
    {
        Desk desk(
            evaluatedImages({ "a", "b", "c" }, { { 0, 0, 1 }, { 1, 1, 1 } }, { "a/1", "b/1" }));
        auto &table = desk.part<QTableWidget>("metricsTable");
        for (const int column : { 1, 2, 3 })
            QCOMPARE(table.item(2, column)->text(), QStringLiteral("–"));
        QCOMPARE(table.item(3, 0)->text(), QStringLiteral("Mean of 2 classes"));
        QCOMPARE(table.item(3, 3)->text(), fractionText(1));
    }

    void oneWrongOf4001IsNotAllRight()
    {
        const auto result = someResult();
        result->evaluation.accuracy = 4000.0 / 4001;
        result->evaluation.classes[0].recall = 4000.0 / 4001;
        result->evaluation.confusion[0] = { 4000, 0, 1 };
        result->evaluation.classes[0].support = 4001;
        Desk desk(result);
        QVERIFY(
            desk.part<QLabel>("evaluationSummary").text().startsWith(QStringLiteral(">99.9 %")));
        QCOMPARE(
            desk.part<QTableWidget>("metricsTable").item(0, 2)->text(), QStringLiteral(">0.999"));
        desk.part<QComboBox>("confusionValues").setCurrentIndex(1);
        QCOMPARE(desk.matrix().index(0, 0).data().toString(), QStringLiteral(">99 %"));
        QCOMPARE(desk.matrix().index(0, 2).data().toString(), QStringLiteral("<1 %"));
    }

    void aCellOpensItsImagesTheMostConfidentErrorFirst()
    {
        Desk desk;
        QCOMPARE(desk.captions(), names({ "cat/3", "cat/2", "wolf/2" }));
        desk.click(QStringLiteral("cat"), QStringLiteral("wolf"));
        QCOMPARE(desk.captions(), names({ "cat/3", "cat/2" }));
        desk.part<QComboBox>("confusionOrder").setCurrentIndex(1);
        QCOMPARE(desk.captions(), names({ "cat/3", "cat/2" })); // the cell stays chosen
        desk.click(QStringLiteral("wolf"), QStringLiteral("cat"));
        QCOMPARE(desk.captions(), names({ "wolf/2" }));
        desk.click(QStringLiteral("fish"), QStringLiteral("cat"));
        QVERIFY(desk.captions().isEmpty());
        desk.part<QPushButton>("allErrors").click();
        QCOMPARE(desk.captions().size(), 3);
    }

    void aImageIsChosenFromTheDatasetItIsOf()
    {
        const auto result = someResult();
        Desk desk(result);
        QList<std::pair<const Dataset *, quint64>> chosen;
        QObject::connect(&desk.panel, &EvaluationPanel::sampleChosen, &desk.panel,
            [&](const std::shared_ptr<const Dataset> &dataset, quint64 sample) {
                chosen.append({ dataset.get(), sample });
            });
        auto &gallery = desk.part<ImageGrid>("errorGallery");
        Q_EMIT gallery.imageActivated(1);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0].first, result->dataset.get());
        QCOMPARE(chosen[0].second, quint64(1)); // cat/2
    }

    void namesOfManyClassesStandUprightAndCellsStayReadable()
    {
        for (const int classes : { 2, 10, 40, 100 }) {
            Desk desk(manyClasses(classes));
            auto &view = desk.part<ConfusionView>("confusionMatrix");
            QCOMPARE(view.model()->columnCount(), classes);
            QCOMPARE(sum(*view.model()), classes);
            QVERIFY(view.namesAreTurned() == (classes > 2));
            QVERIFY(view.columnWidth(0) >= view.fontMetrics().horizontalAdvance(QLatin1Char('1')));
            QVERIFY(view.rowHeight(0) >= view.fontMetrics().height());
            QVERIFY(view.horizontalHeader()->height() < view.height() / 2);
            QCOMPARE(view.model()->headerData(1, Qt::Horizontal, Qt::ToolTipRole).toString(),
                QStringLiteral("a class with the number 1"));
            QVERIFY(!desk.panel.grab().isNull());
        }
    }

    void theMatrixBecomesATabWhereThereIsNoRoomBesideThem()
    {
        Desk desk;
        auto &tabs = desk.part<QTabWidget>("evaluationTabs");
        QCOMPARE(tabs.count(), 2);
        desk.panel.resize(420, 600);
        QTRY_COMPARE(tabs.count(), 3);
        QVERIFY(desk.part<QTableView>("confusionMatrix").isVisible());
        desk.panel.resize(1000, 700);
        QTRY_COMPARE(tabs.count(), 2);
        QVERIFY(desk.part<QTableView>("confusionMatrix").isVisible());
    }

    void theControlsGoOnInTheNextLineWhereItIsNarrow()
    {
        QWidget row;
        FlowLayout layout(&row);
        for (int i = 0; i < 4; ++i) {
            auto *part = new QWidget(&row);
            part->setFixedSize(100, 20);
            layout.addWidget(part);
        }
        layout.setSpacing(10);
        QCOMPARE(layout.heightForWidth(430), 20);
        QCOMPARE(layout.heightForWidth(429), 50);
        QCOMPARE(layout.heightForWidth(100), 110);
        row.resize(220, 100);
        layout.setGeometry(row.rect());
        QCOMPARE(layout.itemAt(2)->geometry().topLeft(), QPoint(0, 30));
        layout.itemAt(0)->widget()->hide();
        QCOMPARE(layout.heightForWidth(320), 20); // what is hidden takes no room
    }

    void everySplitAndAllTogetherCanBeChosen()
    {
        Desk desk(nullptr);
        QList<SplitChoice> requested;
        QObject::connect(&desk.panel, &EvaluationPanel::evaluateRequested, &desk.panel,
            [&](const SplitChoice &split) { requested.append(split); });
        auto &split = desk.part<QComboBox>("evaluationSplit");
        QCOMPARE(split.count(), 3); // there are no test images
        for (int i = 0; i < split.count(); ++i) {
            split.setCurrentIndex(i);
            desk.part<QPushButton>("evaluateButton").click();
        }
        QCOMPARE(requested.size(), 3);
        QVERIFY(requested[0] == Split::Validation && requested[1] == Split::Train && !requested[2]);
        desk.panel.setAvailable(true, 30, 10, 0);
        QCOMPARE(split.currentIndex(), 2); // the choice stays
        desk.panel.setAvailable(false, 0, 0, 0);
        QVERIFY(!desk.part<QPushButton>("evaluateButton").isEnabled());
        QVERIFY(!desk.part<QPushButton>("otherDatasetButton").isEnabled());
    }

    void everyExportIsOfferedOnceThereIsSomethingToExport()
    {
        Desk desk(nullptr);
        QVERIFY(!desk.part<QPushButton>("exportEvaluationButton").isEnabled());
        desk.panel.setEvaluation(someResult());
        QVERIFY(desk.part<QPushButton>("exportEvaluationButton").isEnabled());
        QSignalSpy requested(&desk.panel, &EvaluationPanel::exportRequested);
        for (const EvaluationExport &format : evaluationExports())
            desk.part<QAction>(("actionEvaluation_" + std::string(format.name)).c_str()).trigger();
        QCOMPARE(requested.size(), int(evaluationExports().size()));
        QCOMPARE(requested.last().first().toInt(), int(evaluationExports().size()) - 1);
    }

    void filesThatCannotBeUsedAreTold()
    {
        const auto result = someResult();
        result->problems = { { "cat/broken.png", "not an image" } };
        Desk desk(result);
        QVERIFY(desk.part<MessageBar>("evaluationMessage")
                    .text()
                    .contains(QStringLiteral("cat/broken.png: not an image")));
    }

    void theDiagramSaysWhatItShows()
    {
        Desk desk;
        auto &diagram = desk.part<ReliabilityDiagram>("reliabilityDiagram");
        QCOMPARE(diagram.textOfBin(7),
            QStringLiteral(
                "Probability 70 % to 80 %: images 1, right 0.0 %, mean probability 80.0 %"));
        QVERIFY(diagram.textOfBin(0).contains(QStringLiteral("no images")));
        QVERIFY(diagram.accessibleDescription().contains(QStringLiteral("calibration error")));
        QVERIFY(diagram.accessibleDescription().contains(diagram.textOfBin(7)));
    }

    void theReportIsWellFormedWhateverThingsAreCalled()
    {
        const test::TempFolder folder;
        Trainer trainer(test::smallConfig(1), test::smallData());
        {
            RunFolder run = RunFolder::create(folder / "a & b", trainer);
            while (!trainer.finished())
                run.record(trainer.step(), trainer);
            run.save(trainer);
        }
        const std::string nasty = "<script>alert('x')</script> & \"y\" \xff\x01";
        const auto result = evaluatedImages({ nasty, "]]>", "ümlaut" },
            { { 0, 1, 0.9 }, { 1, 1, 0.8 }, { 2, 0, 0.7 } }, { nasty, "a<b.png", "--><!--" });
        result->location = nasty;
        result->origin.run = folder / "a & b";
        const std::string html = reportOf({ result->model, result->origin }, result.get());
        QXmlStreamReader xml(QByteArray::fromStdString(html));
        QStringList tags, texts;
        int images = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement()) {
                tags << xml.name().toString();
                for (const QXmlStreamAttribute &attribute : xml.attributes()) {
                    QVERIFY(!attribute.name().startsWith(QLatin1String("on")));
                    if (attribute.name() == QLatin1String("src")) {
                        QVERIFY(attribute.value().startsWith(QLatin1String("data:image/png;")));
                        const QByteArray png = QByteArray::fromBase64(
                            attribute.value().toLatin1().split(',').value(1));
                        QCOMPARE(QImage::fromData(png, "PNG").size(), QSize(4, 4));
                        ++images;
                    }
                }
            } else if (xml.isCharacters()) {
                texts << xml.text().toString();
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(images, 2);
        QVERIFY(!tags.contains(QStringLiteral("script")));
        QVERIFY(!tags.contains(QStringLiteral("link")));
        QVERIFY(texts.contains(QStringLiteral("]]>")));
        QVERIFY(texts.contains(QStringLiteral("a & b")));
        QVERIFY(texts.contains(QStringLiteral("<script>alert('x')</script> & \"y\" \uFFFD\uFFFD")));
        QVERIFY(tags.count(QStringLiteral("svg")) >= 4);
    }
};

CONVSCOPE_QT_TEST(EvaluationPanelTest)

} // namespace convscope::test::evaluation_panel_test

#include "evaluation_panel_test.moc"
