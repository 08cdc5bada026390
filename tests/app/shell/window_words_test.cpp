// SPDX-License-Identifier: GPL-3.0-or-later
// What the window calls things, and the figures it writes about a run.
#include "app/shell/status_text.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include <QAbstractButton>
#include <QGroupBox>
#include <QProgressBar>
#include <QTabBar>
#include <QTabWidget>

namespace convscope::test::window_words_test {

namespace {

const QString kDigits = QStringLiteral("sample:digits");

QString bare(QString text)
{
    return text.remove(u'&').remove(u'…').trimmed();
}

/// Every title and every button's text, with how often it is there.
QMap<QString, QStringList> namesIn(const QWidget &window)
{
    QMap<QString, QStringList> places;
    const auto add = [&](const QString &text, const QWidget &part) {
        if (bare(text).size() > 2) // signs such as ▶ have a name besides
            places[bare(text)].append(
                part.objectName() + u':' + QString::fromLatin1(part.metaObject()->className()));
    };
    for (const auto *button : window.findChildren<QAbstractButton *>())
        if (!qobject_cast<const QTabBar *>(button->parentWidget()))
            add(button->text(), *button);
    for (const auto *group : window.findChildren<QGroupBox *>())
        add(group->title(), *group);
    for (const auto *tabs : window.findChildren<QTabWidget *>())
        for (int i = 0; i < tabs->count(); ++i)
            add(tabs->tabText(i), *tabs->widget(i));
    return places;
}

StepReport batchOf(int epoch, std::int64_t batch, double accuracy)
{
    StepReport report;
    report.batch = BatchReport { .batch = batch,
        .epoch = epoch,
        .loss = 0.5,
        .accuracy = accuracy,
        .learningRate = 0.1,
        .seconds = double(batch),
        .images = 10 };
    return report;
}

} // namespace

class WindowWordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTwoThingsHaveTheSameName()
    {
        WindowDesk desk;
        const QStringList meanTheSame { QStringLiteral("Cancel"), // what goes on beside it
            QStringLiteral("Undo all ablations"), QStringLiteral("Get a dataset") };
        QStringList twice;
        const auto names = namesIn(desk.window);
        for (auto name = names.begin(); name != names.end(); ++name)
            if (name->size() > 1 && !meanTheSame.contains(name.key()))
                twice << name.key() + QStringLiteral(": ") + name->join(u' ');
        QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
        QVERIFY(!names.contains(QStringLiteral("Save")));
    }

    void fourteenOfTwoThousandEpochsAreNotNothing()
    {
        WindowDesk desk;
        const auto &bar = desk.part<QProgressBar>("progressBar");
        RunModel &run = desk.services.training.run();
        run.start(2000, 2000, {});
        run.append({ batchOf(14, 14, 0.5) });
        QCOMPARE(bar.text(), QStringLiteral("0.7 %"));
        run.append({ batchOf(2000, 2000, 0.5) });
        QCOMPARE(bar.text(), QStringLiteral("100.0 %"));
    }

    void accuracyIsAPercentageEverywhere()
    {
        RunModel run;
        run.start(100, 2, {});
        run.append({ batchOf(1, 1, 0.936) });
        const QString text = statusText(run, TrainingController::State::Paused);
        QVERIFY2(text.contains(QStringLiteral("accuracy 93.6 %")), qPrintable(text));
        QVERIFY(!text.contains(QStringLiteral("0.936")));
    }

    void aGermanWindowWritesGermanNumbers()
    {
        const Language german("de_DE");
        RunModel run;
        run.start(1000, 2, {});
        run.append({ batchOf(1, 7, 0.936) });
        const QString text = statusText(run, TrainingController::State::Paused);
        QVERIFY2(text.contains(QStringLiteral("loss 0,5000 · accuracy 93,6 %")), qPrintable(text));
    }
};

CONVSCOPE_QT_TEST(WindowWordsTest)

} // namespace convscope::test::window_words_test

#include "window_words_test.moc"
