// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation is written to: tables, pages, charts. The page is read as XML in
// tests/ui/evaluation/evaluation_panel_test.cpp, where there is a parser.
#include "core/base/error.h"
#include "core/io/report/confusion_text.h"
#include "core/io/report/evaluation_export.h"
#include "core/io/report/html_report.h"
#include "core/io/report/svg_chart.h"
#include "core/io/tensors/report_text.h"
#include "tests/support/evaluations.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"
#include <cmath>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string contentOf(std::string_view name, const EvaluatedImages &evaluated)
{
    for (const EvaluationExport &format : evaluationExports())
        if (format.name == name)
            return format.content(evaluated);
    throw Error("there is no such export");
}

std::shared_ptr<EvaluatedImages> someEvaluation()
{
    return test::evaluatedImages({ "cat, small", "\"dog\"" },
        { { 0, 0, 0.75 }, { 0, 1, 0.5 }, { 1, 1, 1 } },
        { "cat, small/1.png", "cat, small/2\n.png", "\"dog\"/3.png" });
}

} // namespace

TEST(CsvFields, AreQuotedOnlyWhereTheyMustBe)
{
    EXPECT_EQ(csvField("plain text"), "plain text");
    EXPECT_EQ(csvField("a,b"), "\"a,b\"");
    EXPECT_EQ(csvField("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(csvField("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csvField(""), "");
}

TEST(EvaluationTables, QuoteNamesAndKeepTheirColumns)
{
    const auto evaluated = someEvaluation();
    EXPECT_EQ(contentOf("predictions", *evaluated),
        "file,truth,predicted,probability,loss\n"
        "\"cat, small/1.png\",\"cat, small\",\"cat, small\",0.75,0.25\n"
        "\"cat, small/2\n.png\",\"cat, small\",\"\"\"dog\"\"\",0.5,0.25\n"
        "\"\"\"dog\"\"/3.png\",\"\"\"dog\"\"\",\"\"\"dog\"\"\",1,0.25\n");
    EXPECT_EQ(contentOf("confusion", *evaluated),
        "true \\ predicted,\"cat, small\",\"\"\"dog\"\"\"\n"
        "\"cat, small\",1,1\n"
        "\"\"\"dog\"\"\",0,1\n");
    EXPECT_THAT(contentOf("metrics", *evaluated),
        HasSubstr("\nclass,\"cat, small\",1,0.5,0.6666666666666666,2,,,,,,,\n"));
    EXPECT_THAT(contentOf("metrics", *evaluated), HasSubstr("\nall,,,,,3,"));
}

TEST(ConfusionMatrix, NamesItsSidesInTableTextAndReport)
{
    const auto evaluated = someEvaluation();
    EXPECT_THAT(contentOf("confusion", *evaluated), testing::StartsWith("true \\ predicted,"));
    EXPECT_EQ(confusionText(evaluated->evaluation),
        "true \\ predicted   cat, small   \"dog\"\n"
        "cat, small                  1       1\n"
        "\"dog\"                       0       1\n");
    EXPECT_THAT(contentOf("report", *evaluated), HasSubstr("<td>true \\ predicted</td>"));
}

TEST(HtmlText, EscapesAndMendsWhatAPageMayNotHold)
{
    EXPECT_EQ(htmlText("<b a=\"1\" c='2'>&</b>"),
        "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;");
    EXPECT_EQ(htmlText("Zwölf 猫 🐈"), "Zwölf 猫 🐈");
    const std::string mark = "\xef\xbf\xbd";
    EXPECT_EQ(htmlText("\xff"), mark);
    EXPECT_EQ(htmlText(std::string_view("a\0b\x1b", 4)), "a" + mark + "b" + mark);
    EXPECT_EQ(htmlText("\xc3"), mark) << "cut off";
    EXPECT_EQ(htmlText("\xc0\xaf"), mark + mark) << "a slash, the long way";
    EXPECT_EQ(htmlText("\xed\xa0\x80"), mark + mark + mark) << "half a pair";
    EXPECT_EQ(htmlText("\xf4\x90\x80\x80"), mark + mark + mark + mark) << "beyond Unicode";
}

TEST(PngAddress, IsBase64)
{
    const auto encoded = [](std::string_view text) {
        return pngAddress({ reinterpret_cast<const std::uint8_t *>(text.data()), text.size() });
    };
    // RFC 4648, section 10.
    EXPECT_EQ(encoded(""), "data:image/png;base64,");
    EXPECT_EQ(encoded("f"), "data:image/png;base64,Zg==");
    EXPECT_EQ(encoded("fo"), "data:image/png;base64,Zm8=");
    EXPECT_EQ(encoded("foo"), "data:image/png;base64,Zm9v");
    EXPECT_EQ(encoded("foobar"), "data:image/png;base64,Zm9vYmFy");
}

TEST(SvgCharts, KeepASpikeAndPassOverWhatIsNoNumber)
{
    SvgChart chart;
    chart.description = "a <curve>";
    chart.series.push_back({ .look = "raw", .points = {} });
    for (int i = 1; i <= 100'000; ++i)
        chart.series[0].points.push_back({ double(i), i == 54'321 ? 10.0 : 0.0 });
    chart.series[0].points[7].y = NAN;
    const std::string svg = svgLines(chart);
    EXPECT_LT(svg.size(), 50'000U);
    EXPECT_THAT(svg, HasSubstr(",16.0 ")) << "the spike reaches the top of the frame";
    EXPECT_THAT(svg, HasSubstr("a &lt;curve&gt;"));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    for (CurvePoint &point : chart.series[0].points)
        point.y = HUGE_VAL;
    EXPECT_THAT(svgLines(chart), Not(HasSubstr("<svg")));
    EXPECT_THAT(svgLines({}), Not(HasSubstr("<svg")));
}

TEST(Report, HoldsTheRunTheFiguresAndTheErrors)
{
    const test::TempFolder folder;
    Trainer trainer(test::smallConfig(2), test::smallData());
    {
        RunFolder run = RunFolder::create(folder / "my <run>", trainer);
        while (!trainer.finished())
            run.record(trainer.step(), trainer);
        run.save(trainer);
    }
    const auto evaluated = someEvaluation();
    evaluated->origin = { folder / "my <run>", ModelCheckpoint::Best };
    const std::string html = contentOf("report", *evaluated);
    for (const char *part :
        { "<!DOCTYPE html>", "<h1>my &lt;run&gt;</h1>", "2 epochs", "<polyline class=\"training\"",
            "<polyline class=\"validation\"", "<polyline class=\"rate\"", "<td>0.01</td>",
            "optimizer</th><td>Adam", "class=\"matrix\"", "class=\"bar\"", "data:image/png;base64,",
            "<b>cat, small</b> taken for "
            "<b>&quot;dog&quot;</b>",
            "prefers-color-scheme: dark", "60 for training, 20 for",
            "The network is that of the epoch with the lowest validation loss, 3 (batch 12)" })
        EXPECT_THAT(html, HasSubstr(part));
    EXPECT_THAT(html, Not(HasSubstr("http"))) << "nothing is fetched";
    EXPECT_THAT(html, Not(HasSubstr("<script")));

    EXPECT_THAT(reportOf({ evaluated->model, evaluated->origin }, nullptr),
        HasSubstr("No images were evaluated"));

    evaluated->origin.run = folder / "no run";
    EXPECT_THROW(contentOf("report", *evaluated), Error);
    evaluated->origin = {};
    EXPECT_THAT(contentOf("report", *evaluated), Not(HasSubstr("<polyline")));
}

TEST(EvaluationExports, AClassWithoutImagesHasNoFiguresAndDragsNoMean)
{
    const auto evaluated = test::evaluatedImages(
        { "a", "b", "c" }, { { 0, 0, 1 }, { 1, 1, 1 } }, { "a/1.png", "b/1.png" });
    EXPECT_THAT(contentOf("metrics", *evaluated),
        AllOf(HasSubstr("\nclass,c,,,,0,,,,,,,\n"), HasSubstr("\nmacro,,1,1,1,2,,,,,2,2,2\n")));
    EXPECT_THAT(contentOf("report", *evaluated),
        AllOf(HasSubstr(">c</th><td>–</td><td>–</td><td>–</td><td>0</td>"),
            HasSubstr(">mean of 2 classes</th><td>1.000</td><td>1.000</td><td>1.000</td>")));
}

TEST(Report, DoesNotSayAllRightBesideOneWrongOf4001)
{
    const auto evaluated = someEvaluation();
    evaluated->evaluation.accuracy = evaluated->evaluation.topTwo = 4000.0 / 4001;
    evaluated->evaluation.classes[0].precision = 4000.0 / 4001;
    const std::string html = contentOf("report", *evaluated);
    EXPECT_THAT(html, HasSubstr("<b>&gt;99.9\u00a0%</b>"));
    EXPECT_THAT(html, HasSubstr("<td>&gt;0.999</td>"));
    EXPECT_THAT(html, Not(HasSubstr("100.0\u00a0%</b>")));
}

TEST(Report, SaysWhichFieldOfARunIsDamaged)
{
    const test::TempFolder folder;
    Trainer trainer(test::smallConfig(1), test::smallData());
    RunFolder::create(folder / "run", trainer);
    std::ifstream in(folder / "run/run.json");
    std::string text { std::istreambuf_iterator<char>(in), {} };
    const auto at = text.find("\"started\": \"");
    ASSERT_NE(at, std::string::npos);
    text.replace(at, 12, "\"started\": 5, \"more\": \"");
    folder.write("run/run.json", std::string_view(text));
    try {
        readRunRecord(folder / "run");
        FAIL() << "a number passed for a time";
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("run.json"));
    }
}

TEST(EvaluationExports, WriteWholeFilesOrNone)
{
    const test::TempFolder folder;
    const auto evaluated = someEvaluation();
    for (const EvaluationExport &format : evaluationExports()) {
        const auto file = folder / (std::string(format.name) + std::string(format.extension));
        writeEvaluation(file, format, *evaluated);
        std::ifstream in(file, std::ios::binary);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), format.content(*evaluated));
        EXPECT_THROW(writeEvaluation(folder / "no" / "where", format, *evaluated), Error);
    }
}
