// SPDX-License-Identifier: GPL-3.0-or-later
// The window when the folder of a run is taken away from it.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/io/run/run_folder.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QTimer>

namespace convscope::test::unsaved_run_test {

namespace fs = std::filesystem;

class UnsavedRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatIsKeptAndSavesItWhenAskedTo()
    {
        const TempFolder folder;
        Settings settings(QString::fromStdString((folder / "window.ini").string()));
        const fs::path run = folder / "run", elsewhere = folder / "elsewhere";
        Services services({ .runs = folder / "runs", .nextRun = run, .config = {} });
        MainWindow window(services, settings);
        window.show();
        const auto &message = *window.findChild<MessageBar *>(QStringLiteral("mainMessage"));
        window.openDataset(QStringLiteral("sample:digits"));
        QTRY_VERIFY_WITH_TIMEOUT(services.training.requests().canTrain(), kPatience);
        window.findChild<QSpinBox *>(QStringLiteral("epochsSpin"))->setValue(100'000);
        window.findChild<QAction *>(QStringLiteral("actionTrain"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!services.training.run().epochs().empty(), kPatience);
        fs::rename(run, elsewhere);
        QTRY_VERIFY_WITH_TIMEOUT(
            message.text().contains(QStringLiteral("cannot be saved")), kPatience);
        QVERIFY(message.text().contains(QStringLiteral("Training goes on")));
        QVERIFY(services.training.hasRun());
        QVERIFY(!fs::exists(run));

        QString question;
        QTimer::singleShot(0, &window, [&] { // answers the question, which waits for it
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            question = box->text();
            box->reject();
        });
        QVERIFY(!window.close());
        QVERIFY2(question.contains(QStringLiteral("loses")), qPrintable(question));

        window.findChild<QAction *>(QStringLiteral("actionStop"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(
            message.text().contains(QStringLiteral("in memory until")), kPatience);
        QVERIFY(services.models.hasModel());
        fs::rename(elsewhere, run);
        for (auto *button : message.findChildren<QPushButton *>())
            if (button->text() == QStringLiteral("Save it now"))
                button->click();
        QTRY_VERIFY_WITH_TIMEOUT(message.text().contains(QStringLiteral("saved again")), kPatience);
        QCOMPARE(readRunLogs(run).batches.size(), services.training.run().batches().size());
        QVERIFY(window.close());
    }
};

CONVSCOPE_QT_TEST(UnsavedRunTest)

} // namespace convscope::test::unsaved_run_test

#include "unsaved_run_test.moc"
