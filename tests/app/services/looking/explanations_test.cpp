// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations and curves computed in the background, of what is classified at the moment.
#include "app/rooms/predict/room.h"
#include "app/services/looking/explanations.h"
#include "app/services/services.h"
#include "tests/support/patience.h"
#include "tests/support/plain_shell.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include "ui/images/image_conversion.h"
#include "ui/kit/fold.h"
#include "ui/predict/answer_chart.h"
#include "ui/predict/heat_view.h"
#include "ui/predict/image_canvas.h"
#include "ui/predict/predict_panel.h"
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::explanations_test {

namespace {

using Answer = std::shared_ptr<const SaliencyAnswer>;
using Curve = std::shared_ptr<const AnswerCurve>;
using Maps = std::shared_ptr<const FeatureMaps>;

std::shared_ptr<const TrainedModel> modelOf(std::uint64_t seed, int side)
{
    Rng rng(seed, 4);
    return randomModel(withNames({ { 1, side, side },
                           { { "conv", {}, { { "filters", 3.0 } } }, { "relu", {}, {} },
                               { "dense", {}, { { "units", 3.0 } } } } }),
        rng);
}

QImage speckled(int side)
{
    QImage image(side, side, QImage::Format_Grayscale8);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            image.scanLine(y)[x] = uchar((x * 37 + y * 101) % 256);
    return image;
}

ImageEdit someEdit()
{
    ImageEdit edit;
    edit.strokes.push_back({ { { 2, 2 }, { 7, 5 } }, 2, { 255, 255, 255 } });
    edit.adjustment.turn = 20;
    return edit;
}

/// The newest value of a signal, once there is one that `suits`.
template<typename T>
T next(QSignalSpy &spy, const std::function<bool(const T &)> &suits)
{
    T value;
    const bool came = QTest::qWaitFor(
        [&] {
            if (spy.isEmpty())
                return false;
            value = spy.last().front().value<T>();
            return suits(value);
        },
        kPatience);
    return came ? value : T();
}

struct Desk {
    Desk()
    {
        inspection.setModel(model);
        inspection.classified().classifyImage(speckled(10));
    }
    SaliencyAnswer expected(const SaliencyQuestion &question)
    {
        const ClassifiedImage::Dropped now = inspection.classified().dropped();
        InstrumentedModel network(now.model);
        network.setFactors(now.factors);
        answerTo(network, edited(*now.image, now.edit, now.model->preprocessing));
        return explain(network, question);
    }

    std::shared_ptr<const TrainedModel> model = modelOf(1, 10);
    Inspection inspection;
    Explanations explainer { inspection };
    QSignalSpy explained { &explainer, &Explanations::explained };
    QSignalSpy curves { &explainer, &Explanations::curveReady };
};

} // namespace

class ExplanationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersAsThePlainFunctionsDoWithEditAndAblation()
    {
        Desk desk;
        desk.inspection.setFactors({ { "conv1", 1, 0 } });
        desk.inspection.classified().setEdit(someEdit());
        for (const SaliencyMethod method : { SaliencyMethod::GradCam, SaliencyMethod::Occlusion,
                 SaliencyMethod::GradientTimesInput }) {
            const SaliencyQuestion question { method, {}, 2, {} };
            desk.explainer.ask(question);
            const Answer answer = next<Answer>(
                desk.explained, [&](const Answer &one) { return one->question == question; });
            QVERIFY(answer);
            QCOMPARE(answer->map.values, desk.expected(question).map.values);
        }
    }

    void followsEditsAblationImagesAndModels()
    {
        Desk desk;
        const SaliencyQuestion question { SaliencyMethod::GradientTimesInput, {}, 0, {} };
        desk.explainer.ask(question);
        const auto follows = [&] {
            const auto requested = desk.expected(question).map.values;
            return next<Answer>(desk.explained, [&](const Answer &one) {
                return one->map.values == requested;
            }) != nullptr;
        };
        QVERIFY(follows());
        desk.inspection.classified().setEdit(someEdit());
        QVERIFY(follows());
        desk.inspection.setFactors({ { "relu1", 0, 2 } });
        QVERIFY(follows());
        desk.inspection.classified().classifyImage(speckled(23));
        QCOMPARE(desk.inspection.classified().dropped().edit,
            ImageEdit {}); // a new image begins without
        QVERIFY(follows());
        desk.inspection.setModel(modelOf(2, 12));
        QVERIFY(follows());
    }

    void theCurvePassesThroughTheProbabilityThatIsShown()
    {
        Desk desk;
        QSignalSpy predicted(&desk.inspection.classified(), &ClassifiedImage::predicted);
        desk.inspection.classified().setEdit(someEdit());
        desk.explainer.askCurve(0);
        const Curve curve = next<Curve>(
            desk.curves, [](const Curve &one) { return one->settings[one->present] == 20; });
        QVERIFY(curve);
        const Maps maps = next<Maps>(predicted, [](const Maps &) { return true; });
        QVERIFY(maps);
        QCOMPARE(curve->probabilities[curve->present], maps->probabilities);
    }

    void tellsAnErrorAndAnswersTheNextQuestion()
    {
        Desk desk;
        Rng rng(3, 3);
        desk.inspection.setModel(randomModel(
            withNames({ { 1, 4, 4 }, { { "dense", {}, { { "units", 2.0 } } } } }), rng));
        QSignalSpy failed(&desk.explainer, &Explanations::failed);
        desk.explainer.ask(SaliencyQuestion {});
        QVERIFY(!failed.isEmpty() || failed.wait(kPatience));
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("choose occlusion")));
        const SaliencyQuestion question { SaliencyMethod::Occlusion, {}, 1, {} };
        desk.explainer.ask(question);
        QVERIFY(next<Answer>(desk.explained, [](const Answer &) { return true; }));
    }

    void withoutAImageNothingIsComputed()
    {
        Inspection inspection;
        inspection.setModel(modelOf(1, 10));
        Explanations explainer(inspection);
        QSignalSpy explained(&explainer, &Explanations::explained);
        explainer.ask(SaliencyQuestion {});
        explainer.askCurve(1);
        inspection.classified().classifyImage(speckled(10));
        QVERIFY(!explained.isEmpty() || explained.wait(kPatience)); // only now
    }

    void thePanelAsksTellsAndDraws()
    {
        const TempFolder folder;
        Services services({ .runs = folder / "runs", .nextRun = {}, .config = {} });
        PlainShell shell;
        PredictRoom room(services, shell);
        QWidget &panel = *room.widget();
        shell.window().show();
        panel.resize(280, 900);
        panel.findChild<Fold *>(QStringLiteral("changeFold"))->setOpen(true);
        panel.show();
        Inspection &inspection = services.inspection;
        inspection.setModel(modelOf(1, 10));
        inspection.classified().classifyImage(speckled(20));
        const auto *view = panel.findChild<HeatView *>(QStringLiteral("heatView"));
        QTRY_VERIFY_WITH_TIMEOUT(view->answer(), kPatience);
        const Answer before = view->answer();
        auto *canvas = panel.findChild<ImageCanvas *>(QStringLiteral("pictureCanvas"));
        QCOMPARE(canvas->base(), inspection.classified().dropped().image);
        QTest::keyClick(canvas, Qt::Key_Space);
        QCOMPARE(inspection.classified().dropped().edit.strokes.size(), std::size_t(1));
        QTRY_VERIFY_WITH_TIMEOUT(
            view->answer() && view->answer()->map.values != before->map.values, kPatience);
        panel.findChild<QComboBox *>(QStringLiteral("drawOnCombo"))->setCurrentIndex(1);
        QCOMPARE(canvas->base()->width, 10);
        QVERIFY(inspection.classified().dropped().edit.strokes.empty());
        QTRY_VERIFY_WITH_TIMEOUT(
            view->answer() && view->answer()->map.values == before->map.values, kPatience);
        const auto *chart = panel.findChild<AnswerChart *>(QStringLiteral("answerChart"));
        QTRY_COMPARE_WITH_TIMEOUT(chart->drawn().size(), std::size_t(3), kPatience);
        inspection.setModel(modelOf(2, 12)); // its images have another size
        QTRY_COMPARE_WITH_TIMEOUT(canvas->base()->width, 12, kPatience);
    }

    void thePinnedImageCanBeClassified()
    {
        Desk desk;
        QSignalSpy predicted(&desk.inspection.classified(), &ClassifiedImage::predicted);
        desk.inspection.pinned().pinPrepared(
            std::vector<float>(100, 0.5F), speckled(31), QStringLiteral("#7"));
        desk.inspection.classified().classify(desk.inspection.pinned().image());
        QTRY_VERIFY_WITH_TIMEOUT(
            !predicted.isEmpty() && predicted.last()[1].toString() == QStringLiteral("#7"),
            kPatience);
        QCOMPARE(desk.inspection.classified().dropped().image->width, 31);
        desk.explainer.ask(SaliencyQuestion {});
        QVERIFY(next<Answer>(desk.explained, [](const Answer &) { return true; }));
        desk.explained.clear();
        desk.inspection.classified().classify(
            desk.inspection.pinned().image()); // the same image once more is answered once more
        QVERIFY(next<Answer>(desk.explained, [](const Answer &) { return true; }));
    }
};

CONVSCOPE_QT_TEST(ExplanationsTest)

} // namespace convscope::test::explanations_test

#include "explanations_test.moc"
