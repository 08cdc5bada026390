// SPDX-License-Identifier: GPL-3.0-or-later
// Why an answer, and what would change it: the widgets by what they say, ask and tell.
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/fold.h"
#include "ui/predict/adjustment_text.h"
#include "ui/predict/answer_chart.h"
#include "ui/predict/change_section.h"
#include "ui/predict/heat_view.h"
#include "ui/predict/image_canvas.h"
#include "ui/predict/predict_panel.h"
#include "ui/predict/saliency_text.h"
#include "ui/predict/why_section.h"
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

namespace convscope::test::predict_panel_test {

namespace {

using Question = std::optional<SaliencyQuestion>;
using Kind = std::optional<std::size_t>;

template<typename T>
T &part(QWidget &widget, const char *name)
{
    auto *found = widget.findChild<T *>(QString::fromLatin1(name));
    if (!found)
        qFatal("there is no %s", name);
    return *found;
}

std::shared_ptr<const TrainedModel> smallModel()
{
    Rng rng(4, 4);
    return randomModel(
        withNames({ { 1, 9, 9 },
            { { "conv", {}, { { "filters", 3.0 } } }, { "relu", {}, {} },
                { "conv", {}, { { "filters", 2.0 } } }, { "dense", {}, { { "units", 3.0 } } } } }),
        rng);
}

std::shared_ptr<const Image> greyImage(int height, int width)
{
    Image image { 1, height, width, {} };
    image.pixels.assign(std::size_t(height * width), 50);
    return std::make_shared<const Image>(std::move(image));
}

std::shared_ptr<const FeatureMaps> someMaps()
{
    return std::make_shared<const FeatureMaps>(Predictor(smallModel()).maps(*greyImage(9, 9)));
}

QImage plainImage(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::darkGray);
    return image;
}

/// 9 × 9 with one place that stands out.
SaliencyMap mapWithPlace(int row, int column, float value)
{
    SaliencyMap map { 9, 9, std::vector<float>(81, 0) };
    map.values[std::size_t(row * 9 + column)] = value;
    return map;
}

std::shared_ptr<const SaliencyAnswer> someAnswer(const SaliencyQuestion &question, SaliencyMap map)
{
    SaliencyAnswer answer;
    answer.question = question;
    answer.map = std::move(map);
    answer.height = answer.width = 5;
    answer.layer = "conv2";
    answer.occlusion = { 3, 2, OcclusionFill::Mean };
    answer.classIndex = 1;
    answer.probability = 0.75F;
    return std::make_shared<const SaliencyAnswer>(std::move(answer));
}

/// A panel on the screen that has classified an image.
class Desk {
public:
    explicit Desk(bool changing)
    {
        panel.resize(280, 900);
        part<Fold>(panel, "changeFold").setOpen(changing);
        panel.show();
        panel.setReady(true);
        panel.change().setBase(greyImage(9, 9));
        predict();
    }
    void predict()
    {
        panel.setPrediction(someMaps(), QStringLiteral("a.png"), plainImage(9, 9),
            QStringLiteral("Network: not trained here"));
    }
    ImageCanvas &canvas() { return part<ImageCanvas>(panel, "pictureCanvas"); }
    QSlider &slider(const char *name) { return part<QSlider>(panel, name); }
    /// From one place of the image to another, with the mouse.
    void draw(const PenPoint &from, const PenPoint &to)
    {
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, canvas().pointAt(from).toPoint());
        QTest::mouseMove(&canvas(), canvas().pointAt(to).toPoint());
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, canvas().pointAt(to).toPoint());
    }

    PredictPanel panel;
};

} // namespace

class PredictPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void namesTheStrongestPlace_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("name");
        const QStringList names { QStringLiteral("at the upper left"), QStringLiteral("at the top"),
            QStringLiteral("at the upper right"), QStringLiteral("on the left"),
            QStringLiteral("near the middle"), QStringLiteral("on the right"),
            QStringLiteral("at the lower left"), QStringLiteral("at the bottom"),
            QStringLiteral("at the lower right") };
        for (int i = 0; i < 9; ++i)
            QTest::newRow(qPrintable(names[i])) << i / 3 * 3 + 1 << i % 3 * 3 + 1 << names[i];
    }
    void namesTheStrongestPlace()
    {
        QFETCH(int, row);
        QFETCH(int, column);
        QFETCH(QString, name);
        SaliencyMap map = mapWithPlace(row, column, 0.5F);
        QCOMPARE(strongestPlace(map), name);
        for (const std::size_t corner : { 0U, 8U, 72U, 80U })
            map.values[corner] += 0.1F; // weaker ones all around do not make it the middle,
        for (const std::size_t inner : { 30U, 31U, 32U, 39U, 40U, 41U, 48U, 49U, 50U })
            map.values[inner] = 0.3F; // nor do many there: what is brightest is seen
        map.values[13] -= 3;
        map.values[std::size_t(row * 9 + column)] = 0.5F;
        QCOMPARE(strongestPlace(map), name);
    }

    void saysInWordsWhatTheColoursSay()
    {
        HeatView view;
        view.setImage(plainImage(9, 9));
        view.setAnswer(someAnswer({}, mapWithPlace(1, 7, 0.5F)), QStringLiteral("cat"));
        QCOMPARE(view.accessibleDescription(),
            QStringLiteral("What speaks for “cat” (75.0 % after batch 0), as conv2 sees it in "
                           "5 × 5 places. Strongest at the upper right."));
        view.setAnswer(someAnswer({}, mapWithPlace(1, 7, 0)), QStringLiteral("cat"));
        QVERIFY(view.accessibleDescription().endsWith(QStringLiteral("Nothing speaks for it.")));
        view.setAnswer(nullptr, {});
        QVERIFY(view.accessibleDescription().isEmpty());
    }

    void tellsTheSameNumbersWhateverTheOpacity()
    {
        HeatView view;
        view.resize(200, 240);
        view.setImage(plainImage(9, 9));
        const SaliencyQuestion question { SaliencyMethod::Occlusion, {}, -1, {} };
        view.setAnswer(someAnswer(question, mapWithPlace(4, 4, -0.25F)), QStringLiteral("cat"));
        for (const double opacity : { 0.0, 0.3, 1.0 }) {
            view.setOpacity(opacity);
            QCOMPARE(view.textAt({ 100, 100 }), QStringLiteral("row 5, column 5: -25.0 %"));
        }
        QCOMPARE(view.textAt({ 100, 239 }), QString());
    }

    void coversNothingWhereTheMapIsZeroAndAllItMayWhereItIsStrongest()
    {
        HeatView view;
        view.setImage(plainImage(9, 9));
        view.setOpacity(1);
        const SaliencyQuestion question { SaliencyMethod::GradientTimesInput, {}, -1, {} };
        view.setAnswer(someAnswer(question, mapWithPlace(2, 3, 4)), QStringLiteral("cat"));
        const QImage overlay = view.overlay();
        QCOMPARE(overlay.pixelColor(0, 0).alpha(), 0);
        const Rgb strongest = divergingColour(1);
        QCOMPARE(overlay.pixelColor(3, 2), QColor(strongest.r, strongest.g, strongest.b));
        view.setOpacity(0);
        QCOMPARE(view.overlay().pixelColor(3, 2).alpha(), 0);
    }

    void asksForWhatTheFieldsSayAndOnlyWhileItCanBeSeen()
    {
        Desk desk(false);
        QSignalSpy asked(&desk.panel.why(), &WhySection::asked);
        auto &method = part<QComboBox>(desk.panel, "whyMethodCombo");
        auto &layer = part<QComboBox>(desk.panel, "whyLayerCombo");
        QCOMPARE(layer.count(), 3); // the last one, and both by name
        layer.setCurrentText(QStringLiteral("conv1"));
        QCOMPARE(asked.takeFirst().front().value<Question>(),
            Question(SaliencyQuestion { SaliencyMethod::GradCam, "conv1", -1, {} }));
        part<QComboBox>(desk.panel, "whyClassCombo").setCurrentIndex(3);
        QCOMPARE(asked.takeFirst().front().value<Question>()->classIndex, 2);
        method.setCurrentIndex(1);
        QVERIFY(!layer.isVisible());
        part<QSpinBox>(desk.panel, "occlusionSizeSpin").setValue(4);
        part<QComboBox>(desk.panel, "occlusionFillCombo").setCurrentIndex(1);
        const auto last = asked.takeLast().front().value<Question>();
        QCOMPARE(last->method, SaliencyMethod::Occlusion);
        QCOMPARE(last->occlusion, (Occlusion { 4, 0, OcclusionFill::Grey }));
        asked.clear();
        part<Fold>(desk.panel, "whyFold").setOpen(false);
        QVERIFY(!asked.takeLast().front().value<Question>());
        method.setCurrentIndex(2);
        QVERIFY(asked.isEmpty());
        part<Fold>(desk.panel, "whyFold").setOpen(true);
        QCOMPARE(
            asked.takeLast().front().value<Question>()->method, SaliencyMethod::GradientTimesInput);
    }

    void keepsTheChoiceWhileNewerPredictionsCome()
    {
        Desk desk(false);
        part<QComboBox>(desk.panel, "whyClassCombo").setCurrentIndex(2);
        QSignalSpy asked(&desk.panel.why(), &WhySection::asked);
        desk.predict();
        QCOMPARE(desk.panel.why().question().classIndex, 1);
        QVERIFY(asked.isEmpty()); // whoever answers knows of newer models
    }

    void showsTheAnswerHereAndEnlarged()
    {
        Desk desk(false);
        part<QToolButton>(desk.panel, "enlargeHeatButton").click();
        const auto answer = someAnswer(desk.panel.why().question(), mapWithPlace(7, 1, 1));
        desk.panel.why().setAnswer(answer);
        desk.panel.why().endProgress();
        QVERIFY(part<QLabel>(desk.panel, "heatText").text().contains(QStringLiteral("lower left")));
        QCOMPARE(part<HeatView>(desk.panel, "heatView").answer(), answer);
        QCOMPARE(part<HeatView>(desk.panel, "largeHeatView").answer(), answer);
        QVERIFY(part<QWidget>(desk.panel, "heatDialog").isVisible());
        desk.panel.why().setError(QStringLiteral("This network has no convolution."));
        QCOMPARE(part<QLabel>(desk.panel, "heatText").text(),
            QStringLiteral("This network has no convolution."));
        QVERIFY(!part<HeatView>(desk.panel, "heatView").answer());
        const auto said = [&] {
            return part<QWidget>(desk.panel, "heatDialog").findChild<QLabel *>()->text();
        };
        QCOMPARE(said(), QStringLiteral("This network has no convolution."));
        desk.panel.why().setAnswer(answer);
        desk.panel.why().expect(); // another image or network: nothing of this one stays
        QVERIFY(!part<HeatView>(desk.panel, "largeHeatView").answer());
        QCOMPARE(said(), QStringLiteral("Computing…"));
        desk.panel.setReady(false);
        QVERIFY(!part<QWidget>(desk.panel, "heatDialog").isVisible());
    }

    void drawsWhereTheMouseIs()
    {
        Desk desk(true);
        QSignalSpy told(&desk.panel.change(), &ChangeSection::editChanged);
        desk.draw({ 2, 3 }, { 6, 7 });
        const ImageEdit &edit = desk.panel.change().edit();
        QCOMPARE(edit.strokes.size(), std::size_t(1));
        const PenStroke &stroke = edit.strokes.front();
        const double pixel = desk.canvas().imageAt({ 1, 0 }).x - desk.canvas().imageAt({ 0, 0 }).x;
        QVERIFY(std::abs(stroke.points.front().x - 2) < pixel);
        QVERIFY(std::abs(stroke.points.front().y - 3) < pixel);
        QVERIFY(std::abs(stroke.points.back().x - 6) < pixel);
        QCOMPARE(stroke.colour, (std::array<std::uint8_t, 3> { 255, 255, 255 }));
        QVERIFY(told.size() >= 2); // while it was drawn, too
        QCOMPARE(told.takeLast().front().value<ImageEdit>(), edit);
        part<QComboBox>(desk.panel, "penCombo").setCurrentIndex(3);
        Q_EMIT part<QComboBox>(desk.panel, "penCombo").activated(3);
        desk.draw({ 1, 1 }, { 1, 1 });
        QCOMPARE(desk.panel.change().edit().strokes.back().colour,
            (std::array<std::uint8_t, 3> { 50, 50, 50 })); // the image's edge
    }

    void drawsWithTheKeys()
    {
        Desk desk(true);
        auto &canvas = desk.canvas();
        QTest::keyClick(&canvas, Qt::Key_Left);
        QVERIFY(desk.panel.change().edit().strokes.empty());
        QTest::keyClick(&canvas, Qt::Key_Space);
        QTest::keyClick(&canvas, Qt::Key_Down, Qt::ShiftModifier);
        const auto &strokes = desk.panel.change().edit().strokes;
        QCOMPARE(strokes.size(), std::size_t(2));
        QCOMPARE(strokes[0].points.back(), (PenPoint { 3.5, 4.5 }));
        QCOMPARE(strokes[1].points.back(), (PenPoint { 3.5, 5.5 }));
    }

    void takesBackStepByStepUntilTheImageIsAsItWas()
    {
        Desk desk(true);
        auto &change = desk.panel.change();
        auto &undo = part<QPushButton>(desk.panel, "undoEditButton");
        auto &reset = part<QPushButton>(desk.panel, "resetEditButton");
        QVERIFY(!undo.isEnabled() && !reset.isEnabled());
        desk.draw({ 2, 2 }, { 5, 5 });
        const ImageEdit drawn = change.edit();
        for (const int degrees : { 5, 9, 14 }) // one pull
            desk.slider("turnSlider").setValue(degrees);
        desk.slider("brightnessSlider").setValue(50);
        QCOMPARE(change.edit().adjustment, (Adjustment { .turn = 14, .brightness = 0.5 }));
        reset.click();
        QCOMPARE(change.edit(), ImageEdit {});
        QCOMPARE(desk.slider("turnSlider").value(), 0);
        undo.click();
        QCOMPARE(desk.slider("brightnessSlider").value(), 50);
        undo.click();
        QCOMPARE(change.edit().adjustment, Adjustment { .turn = 14 });
        undo.click();
        QCOMPARE(change.edit(), drawn);
        undo.click();
        QCOMPARE(change.edit(), ImageEdit {});
        QVERIFY(!undo.isEnabled() && !reset.isEnabled());
    }

    void slidersReachEveryEndOfTheirSettings()
    {
        Desk desk(true);
        for (std::size_t kind = 0; kind < adjustmentKinds().size(); ++kind) {
            const AdjustmentKind &known = adjustmentKinds()[kind];
            auto &slider = desk.slider((std::string(known.name) + "Slider").c_str());
            slider.setValue(slider.maximum());
            QCOMPARE(desk.panel.change().edit().adjustment.*known.value, known.most);
            slider.setValue(slider.minimum());
            QCOMPARE(desk.panel.change().edit().adjustment.*known.value, known.least);
        }
        QCOMPARE(adjustmentText(0).shown(12), QStringLiteral("+12°"));
        QCOMPARE(adjustmentText(1).shown(-0.07), QStringLiteral("-7 %"));
        QCOMPARE(adjustmentText(3).shown(0.013), QStringLiteral("1.3 %"));
        QCOMPARE(adjustmentText(4).shown(1), QStringLiteral("100 %"));
    }

    void beginsAnewWithAnotherImageOrAnotherPlaceToDraw()
    {
        Desk desk(true);
        auto &change = desk.panel.change();
        desk.draw({ 2, 2 }, { 5, 5 });
        QSignalSpy base(&change, &ChangeSection::baseRequested);
        part<QComboBox>(desk.panel, "drawOnCombo").setCurrentIndex(1);
        QCOMPARE(base.takeFirst().front().toBool(), true);
        QVERIFY(change.edit().strokes.empty() && change.edit().onNetworkInput);
        desk.draw({ 2, 2 }, { 5, 5 });
        change.startOver();
        QCOMPARE(base.size(), 1);
        QVERIFY(change.edit().strokes.empty() && change.edit().onNetworkInput);
    }

    void tellsWhichCurveIsLookedAt()
    {
        Desk desk(false);
        QSignalSpy requested(&desk.panel.change(), &ChangeSection::curveRequested);
        part<Fold>(desk.panel, "changeFold").setOpen(true);
        QCOMPARE(requested.takeLast().front().value<Kind>(), Kind(0));
        desk.slider("blurSlider").setValue(20); // the slider in use is looked at
        QCOMPARE(requested.takeLast().front().value<Kind>(), Kind(3));
        part<Fold>(desk.panel, "changeFold").setOpen(false);
        QCOMPARE(requested.takeLast().front().value<Kind>(), Kind());
    }

    void theCurveTellsTheAnswerAtThePresentSetting()
    {
        Desk desk(true);
        InstrumentedModel network(smallModel());
        ImageEdit edit;
        edit.adjustment.turn = 33;
        const auto image = greyImage(9, 9);
        const auto curve
            = std::make_shared<const AnswerCurve>(answerCurve(network, *image, edit, 0, 10));
        const auto shown = answerTo(network, adjusted(*image, edit.adjustment));
        AnswerChart chart;
        const QStringList classes { QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c") };
        chart.setCurve(curve, classes);
        QVERIFY(chart.textAt(33).startsWith(QStringLiteral("Turn +33°: ")));
        for (std::size_t c = 0; c < 3; ++c)
            QVERIFY(chart.textAt(33).contains(
                classes[int(c)] + QLatin1Char(' ') + shareText(double(shown[c]))));
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("up to +180°")));
    }

    void barsBesideTheCanvasFollow()
    {
        Desk desk(true);
        const auto &bars = part<ProbabilityBars>(desk.panel, "changedBars").bars();
        const auto &all = part<ProbabilityBars>(desk.panel, "probabilityBars").bars();
        QCOMPARE(bars.front().probability, all.front().probability);
        QVERIFY(
            !part<QLabel>(desk.panel, "predictionText").text().contains(QStringLiteral("changed")));
        desk.slider("turnSlider").setValue(90);
        desk.predict();
        QVERIFY(part<QLabel>(desk.panel, "predictionText")
                    .text()
                    .contains(QStringLiteral("a.png, changed")));
    }
};

CONVSCOPE_QT_TEST(PredictPanelTest)

} // namespace convscope::test::predict_panel_test

#include "predict_panel_test.moc"
