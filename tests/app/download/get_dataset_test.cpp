// SPDX-License-Identifier: GPL-3.0-or-later
// "Get a dataset…" as a person uses it: through its own buttons, with a server of the test's own.
#include "app/download/get_dataset.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QCryptographicHash>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::get_dataset_test {

namespace {

const QByteArray kContent(300'000, 'c');

CatalogueEntry entryAt(const QString &name, const QString &address)
{
    return { name, QStringLiteral("What %1 is.").arg(name), QStringLiteral("Free."),
        QUrl(QStringLiteral("https://example.org/about")),
        { { QStringLiteral("file.gz"), { address }, kContent.size(),
            QCryptographicHash::hash(kContent, QCryptographicHash::Sha256).toHex() } },
        {} };
}

class Desk {
public:
    explicit Desk(const HttpServer &server)
        : settings(QString::fromStdString((folder / "window.ini").string()))
    {
        settings.setDatasetFolder(inFolder());
        get = new GetDataset(settings,
            { entryAt(QStringLiteral("First"), server.address(QStringLiteral("first"))),
                entryAt(QStringLiteral("Second"), server.address(QStringLiteral("second"))) },
            { .pauses = { std::chrono::hours(1) }, .allowLocalHttp = true }, &window);
        get->show();
    }
    template<typename T>
    T &part(const char *name)
    {
        auto *found = window.findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s", name);
        return *found;
    }
    QPushButton &button(const char *name) { return part<QPushButton>(name); }
    QString activity() { return part<QLabel>("downloadActivity").text(); }
    QString message() { return part<MessageBar>("downloadMessage").text(); }
    QString inFolder() const { return QString::fromStdString(folder.string()); }
    bool waitUntil(const std::function<bool()> &isSo) { return QTest::qWaitFor(isSo, kPatience); }

    TempFolder folder;
    Settings settings;
    QWidget window;
    GetDataset *get; // the window's
};

/// Says nothing more after a part, unless it is asked for the rest.
HttpAnswer stallOnce(const HttpRequest &request)
{
    HttpAnswer answer = serveFile(request, kContent);
    if (!request.headers.contains("range"))
        answer.stallAfter = 100'000;
    return answer;
}

} // namespace

class GetDatasetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fetchesAndOpens()
    {
        const HttpServer server([](const HttpRequest &request) {
            return request.path == "/second" ? serveFile(request, kContent) : HttpAnswer {};
        });
        Desk desk(server);
        QVERIFY(desk.part<QLabel>("datasetSummary").text().contains(QStringLiteral("First")));
        desk.part<QListWidget>("datasetList").setCurrentRow(1);
        QVERIFY(desk.part<QLabel>("datasetSummary").text().contains(QStringLiteral("Second")));
        QVERIFY(desk.part<QLabel>("datasetTerms").text().contains(QStringLiteral("example.org")));
        QCOMPARE(desk.button("startDownload").text(), QStringLiteral("&Download"));
        QVERIFY(!desk.button("openDownloaded").isVisible());
        desk.button("startDownload").click();
        QVERIFY(desk.button("stopDownload").isVisible());
        QVERIFY(!desk.part<QLineEdit>("datasetFolder").isEnabled());
        QVERIFY(desk.waitUntil([&] { return desk.button("openDownloaded").isVisible(); }));
        QVERIFY(!desk.button("stopDownload").isVisible());
        QVERIFY(desk.part<QLineEdit>("datasetFolder").isEnabled());
        const QSignalSpy opened(desk.get, &GetDataset::openRequested);
        desk.button("openDownloaded").click();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), desk.inFolder() + QStringLiteral("/Second"));
        QVERIFY(!desk.part<QWidget>("getDatasetDialog").isVisible());
    }

    void stopsByTheKeyAndResumes()
    {
        const HttpServer server(stallOnce);
        Desk desk(server);
        desk.button("startDownload").click();
        auto &bar = desk.part<QProgressBar>("downloadProgress");
        QVERIFY(desk.waitUntil([&] { return bar.maximum() > 0 && bar.value() > 0; }));
        QCOMPARE(bar.value(), bar.maximum() / 3);
        QVERIFY(desk.part<QLabel>("downloadFigures")
                    .text()
                    .startsWith(QStringLiteral("100.0 kB of 300.0 kB")));
        QTest::keyClick(&desk.part<QWidget>("getDatasetDialog"), Qt::Key_Escape);
        QVERIFY(desk.part<QWidget>("getDatasetDialog").isVisible());
        QVERIFY(desk.button("startDownload").isVisible());
        QCOMPARE(desk.button("startDownload").text(), QStringLiteral("&Resume"));
        QVERIFY(desk.activity().contains(QStringLiteral("100.0 kB of 300.0 kB")));
        desk.button("startDownload").click();
        QVERIFY(desk.waitUntil([&] { return desk.button("openDownloaded").isVisible(); }));
        QCOMPARE(desk.button("startDownload").text(), QStringLiteral("&Check again"));
    }

    void tellsInPlaceWhatWentWrong()
    {
        const HttpServer server(
            [](const HttpRequest &) { return HttpAnswer { .status = "404 Not Found" }; });
        Desk desk(server);
        desk.button("startDownload").click();
        QVERIFY(desk.waitUntil([&] { return !desk.message().isEmpty(); }));
        QVERIFY(desk.message().contains(QStringLiteral("404 Not Found")));
        QVERIFY(desk.part<MessageBar>("downloadMessage").isVisible());
        QVERIFY(desk.button("startDownload").isEnabled());
        desk.part<QListWidget>("datasetList").setCurrentRow(1);
        QCOMPARE(desk.message(), QString()); // that was about the other one
    }

    void tellsThatItWaits()
    {
        const HttpServer server([](const HttpRequest &request) {
            HttpAnswer answer = serveFile(request, kContent);
            answer.breakAfter = 100'000;
            return answer;
        });
        Desk desk(server);
        desk.button("startDownload").click();
        QVERIFY(desk.waitUntil([&] { return !desk.message().isEmpty(); }));
        QVERIFY(desk.message().contains(QStringLiteral("broke the connection off")));
        QVERIFY(desk.button("stopDownload").isVisible());
        desk.button("stopDownload").click();
        QCOMPARE(desk.message(), QString());
    }

    void stopsWhenItIsClosed()
    {
        const HttpServer server(stallOnce);
        Desk desk(server);
        desk.button("startDownload").click();
        QVERIFY(desk.waitUntil([&] { return !server.requests().isEmpty(); }));
        desk.button("closeGetDataset").click();
        QVERIFY(!desk.part<QWidget>("getDatasetDialog").isVisible());
        desk.get->show();
        QVERIFY(desk.button("startDownload").isVisible());
    }

    void remembersTheFolder()
    {
        const HttpServer server(
            [](const HttpRequest &request) { return serveFile(request, kContent); });
        Desk desk(server);
        auto &folder = desk.part<QLineEdit>("datasetFolder");
        QCOMPARE(folder.text(), desk.inFolder());
        folder.clear();
        QVERIFY(!desk.button("startDownload").isEnabled());
        const QString other = desk.inFolder() + QStringLiteral("/other place");
        folder.setText(other);
        QVERIFY(desk.activity().contains(other + QStringLiteral("/First")));
        desk.button("startDownload").click();
        QVERIFY(desk.waitUntil([&] { return desk.button("openDownloaded").isVisible(); }));
        QCOMPARE(desk.settings.datasetFolder(), other);
    }

    void namesEveryControlForScreenReaders()
    {
        const HttpServer server([](const HttpRequest &) { return HttpAnswer {}; });
        Desk desk(server);
        for (const QWidget *control :
            desk.part<QWidget>("getDatasetDialog").findChildren<QWidget *>())
            if (control->focusPolicy() & Qt::TabFocus && control->isVisible()) {
                const auto *button = qobject_cast<const QAbstractButton *>(control);
                const auto *label = qobject_cast<const QLabel *>(control);
                QVERIFY2(!control->accessibleName().isEmpty()
                        || (button && !button->text().isEmpty())
                        || (label && !label->text().isEmpty()),
                    qPrintable(control->objectName()));
                QVERIFY2(label || !control->toolTip().isEmpty(), qPrintable(control->objectName()));
            }
    }
};

CONVSCOPE_QT_TEST(GetDatasetTest)

} // namespace convscope::test::get_dataset_test

#include "get_dataset_test.moc"
