// SPDX-License-Identifier: GPL-3.0-or-later
// Single files from a server of the test's own, which behaves in every bad way.
#include "tests/support/download_desk.h"
#include "tests/support/qt_test.h"
#include <QProcess>
#include <QSignalSpy>
#include <QSslKey>
#include <QStandardPaths>

namespace convscope::test::file_download_test {

namespace {

/// As `handler`, but every answer of the first few breaks off after so many bytes.
HttpServer::Handler breaking(int times, qsizetype after, const HttpServer::Handler &handler)
{
    return [times, after, handler](const HttpRequest &request) mutable {
        HttpAnswer answer = handler(request);
        if (times-- > 0)
            answer.breakAfter = after;
        return answer;
    };
}

HttpAnswer redirectTo(const QString &target)
{
    return { .status = "302 Found", .headers = "Location: " + target.toLatin1() + "\r\n" };
}

/// A certificate that only its owner vouches for, and its key.
struct OwnCertificate {
    explicit OwnCertificate(const TempFolder &folder)
    {
        const QString key = QString::fromStdString((folder / "key.pem").string());
        const QString file = QString::fromStdString((folder / "certificate.pem").string());
        QProcess::execute(QStringLiteral("openssl"),
            QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 "
                           "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout %1 "
                           "-out %2")
                .arg(key, file)
                .split(QLatin1Char(' ')));
        certificates = QSslCertificate::fromPath(file);
        QFile keyFile(key);
        if (keyFile.open(QIODevice::ReadOnly) && !certificates.isEmpty()) {
            server.setPrivateKey(QSslKey(&keyFile, QSsl::Ec));
            server.setLocalCertificate(certificates.front());
        }
    }
    bool isGood() const { return !certificates.isEmpty() && !server.privateKey().isNull(); }

    QList<QSslCertificate> certificates;
    QSslConfiguration server = QSslConfiguration::defaultConfiguration();
};

} // namespace

class FileDownloadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesOnWhereAnEarlierStartEnded()
    {
        HttpServer server(serving());
        DownloadDesk desk;
        desk.folder.write("Some/file.gz.part", kContent.left(600'000).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().front().headers.value("range"), QByteArray("bytes=600000-"));
    }

    void asksNothingWhenThePartIsWhole()
    {
        HttpServer server(serving());
        DownloadDesk desk;
        desk.folder.write("Some/file.gz.part", kContent.toStdString());
        QVERIFY(desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 0);
    }

    void startsAgainWhereTheServerCannotResume()
    {
        HttpServer server([](const HttpRequest &) { return HttpAnswer { .body = kContent }; });
        DownloadDesk desk;
        desk.folder.write("Some/file.gz.part", someBytes(600'000, 9).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 1);
    }

    void startsAgainWhereTheServerSendsAnotherPart()
    {
        HttpServer server([](const HttpRequest &request) {
            HttpAnswer answer = serveFile(request, kContent);
            answer.headers.replace("bytes 600000-", "bytes 500000-");
            return answer;
        });
        DownloadDesk desk;
        desk.folder.write("Some/file.gz.part", kContent.left(600'000).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QVERIFY(!server.requests().back().headers.contains("range"));
    }

    void resumesABrokenConnection()
    {
        HttpServer server(breaking(2, 400'000, serving()));
        DownloadDesk desk;
        const QSignalSpy waiting(&desk.download, &DatasetDownload::waiting);
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(waiting.size(), 2);
        QCOMPARE(server.requests().size(), 3);
        QCOMPARE(server.requests()[1].headers.value("range"), QByteArray("bytes=400000-"));
        QCOMPARE(server.requests()[2].headers.value("range"), QByteArray("bytes=800000-"));
        QCOMPARE(server.requests()[2].headers.value("if-range"), QByteArray("\"one\""));
    }

    void goesOnAsLongAsSomethingComes()
    {
        HttpServer server(breaking(6, 200'000, serving())); // more often than there are pauses
        DownloadDesk desk;
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 7);
    }

    void startsAgainWhenTheFileChangedMeanwhile()
    {
        int answers = 0;
        HttpServer server([&answers](const HttpRequest &request) {
            if (answers++ > 0)
                return serveFile(request, kContent, "\"two\"");
            HttpAnswer answer = serveFile(request, someBytes(kContent.size(), 7), "\"one\"");
            answer.breakAfter = 400'000;
            return answer;
        });
        DownloadDesk desk;
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
    }

    void tellsAfterAFewTriesAndKeepsThePart()
    {
        HttpServer server([](const HttpRequest &request) {
            HttpAnswer answer = serveFile(request, kContent);
            answer.breakAfter = request.headers.contains("range") ? 0 : 400'000;
            return answer;
        });
        DownloadDesk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("file.gz: 127.0.0.1 broke the connection off")),
            qPrintable(desk.error));
        QCOMPARE(server.requests().size(), 1 + 3); // as many pauses as forTests() has
        QCOMPARE(desk.part(), kContent.left(400'000));
        QCOMPARE(desk.whole(), QByteArray("none"));
    }

    void endsWhereAServerAlwaysBreaksInTheSamePlace()
    {
        HttpServer server([](const HttpRequest &) {
            return HttpAnswer { .body = kContent, .breakAfter = 1000 };
        });
        DownloadDesk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QCOMPARE(server.requests().size(), 1 + 3);
    }

    void keepsThePartWhenALoginPageAnswers()
    {
        HttpServer server([](const HttpRequest &) {
            return HttpAnswer { .body = "<html>Please log in to this network</html>" };
        });
        DownloadDesk desk;
        desk.folder.write("Some/file.gz.part", kContent.left(600'000).toStdString());
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("another size")), qPrintable(desk.error));
        QCOMPARE(desk.part(), kContent.left(600'000));
    }

    void triesAnOverloadedServerAgain()
    {
        int answers = 0;
        HttpServer server([&answers](const HttpRequest &request) {
            return answers++ < 2 ? HttpAnswer { .status = "503 Service Unavailable" }
                                 : serveFile(request, kContent);
        });
        DownloadDesk desk;
        QVERIFY(desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QCOMPARE(answers, 3);
    }

    void asksTheNextAddress_data()
    {
        QTest::addColumn<HttpAnswer>("first");
        QTest::newRow("not found") << HttpAnswer { .status = "404 Not Found", .body = "no" };
        QTest::newRow("refused") << HttpAnswer { .status = "403 Forbidden" };
        QTest::newRow("another size") << HttpAnswer { .body = "a page that says hello" };
        QTest::newRow("a wrong file") << HttpAnswer { .body = someBytes(kContent.size(), 5) };
        QTest::newRow("not HTTPS") << redirectTo(QStringLiteral("ftp://127.0.0.1/file.gz"));
    }

    void asksTheNextAddress()
    {
        QFETCH(HttpAnswer, first);
        HttpServer bad([first](const HttpRequest &) { return first; });
        HttpServer good(serving());
        DownloadDesk desk;
        QVERIFY2(desk.get(entryOf({ remoteFile({ bad.address(kName), good.address(kName) }) })),
            qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(bad.requests().size(), 1);
        QCOMPARE(good.requests().size(), 1);
    }

    void tellsWhatTheServerAnswers_data()
    {
        QTest::addColumn<HttpAnswer>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("not found") << HttpAnswer { .status = "404 Not Found" }
                                   << "file.gz: 127.0.0.1 answers 404 Not Found";
        QTest::newRow("too short") << HttpAnswer { .body = kContent.chopped(1) } << "another size";
        QTest::newRow("too long") << HttpAnswer { .body = kContent + 'x' } << "another size";
        QTest::newRow("a file here")
            << redirectTo(QStringLiteral("file:///etc/passwd"))
            << "file.gz: 127.0.0.1 leads to file:///etc/passwd, which is not HTTPS";
        QTest::newRow("plain HTTP elsewhere")
            << redirectTo(QStringLiteral("http://example.org/file.gz")) << "which is not HTTPS";
        QTest::newRow("in circles") << redirectTo(QStringLiteral("/again")) << "round in circles";
    }

    void tellsWhatTheServerAnswers()
    {
        QFETCH(HttpAnswer, answer);
        QFETCH(QString, reason);
        HttpServer server([answer](const HttpRequest &) { return answer; });
        DownloadDesk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(reason), qPrintable(desk.error));
        QVERIFY(server.requests().size() <= 6);
    }

    void followsARedirect()
    {
        HttpServer server([](const HttpRequest &request) {
            return request.path == "/elsewhere" ? serveFile(request, kContent)
                                                : redirectTo(QStringLiteral("/elsewhere"));
        });
        DownloadDesk desk;
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
    }

    void refusesPlainHttpUnlessATestAllowsIt()
    {
        HttpServer server(serving());
        DownloadDesk desk({ .pauses = {} });
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("not HTTPS")), qPrintable(desk.error));
        QCOMPARE(server.requests().size(), 0);
    }

    void saysAtOnceThatNobodyAnswers()
    {
        QString address;
        {
            const HttpServer gone(serving());
            address = gone.address(kName);
        }
        DownloadDesk desk;
        const QSignalSpy waiting(&desk.download, &DatasetDownload::waiting);
        QVERIFY(!desk.get(entryOf({ remoteFile({ address }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("connection to the internet")),
            qPrintable(desk.error));
        QCOMPARE(waiting.size(), 0);
        QVERIFY(fs::is_empty(desk.folder.path()));
    }

    void resumesAfterAStall()
    {
        HttpServer server([stalled = false](const HttpRequest &request) mutable {
            HttpAnswer answer = serveFile(request, kContent);
            if (!std::exchange(stalled, true))
                answer.stallAfter = 400'000;
            return answer;
        });
        TransferOptions options = forTests();
        options.stallTimeout = 300ms;
        DownloadDesk desk(options);
        const QSignalSpy waiting(&desk.download, &DatasetDownload::waiting);
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QVERIFY(waiting.front().front().toString().contains(
            QStringLiteral("has not sent anything for a while")));
        QCOMPARE(server.requests()[1].headers.value("range"), QByteArray("bytes=400000-"));
    }

    void speaksHttpsWithThoseItTrusts()
    {
        if (!QSslSocket::supportsSsl())
            QSKIP("Qt found no OpenSSL");
        if (QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty())
            QSKIP("there is no openssl to make a certificate with");
        const TempFolder folder;
        const OwnCertificate own(folder);
        QVERIFY(own.isGood());
        HttpServer server(serving(), &own.server);
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        DownloadDesk stranger;
        QVERIFY(!stranger.get(entry));
        QVERIFY2(stranger.error.contains(QStringLiteral("does not prove that it is who it says")),
            qPrintable(stranger.error));
        QCOMPARE(server.requests().size(), 0);
        DownloadDesk friendly({ .pauses = {}, .alsoTrusted = own.certificates });
        QVERIFY2(friendly.get(entry), qPrintable(friendly.error));
        QCOMPARE(friendly.whole(), kContent);
    }

    void refusesToLeaveHttps()
    {
        if (!QSslSocket::supportsSsl()
            || QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty())
            QSKIP("there is no HTTPS to leave");
        const TempFolder folder;
        const OwnCertificate own(folder);
        QVERIFY(own.isGood());
        HttpServer plain(serving());
        HttpServer server(
            [&plain](const HttpRequest &) { return redirectTo(plain.address(kName)); },
            &own.server);
        DownloadDesk desk({ .pauses = {}, .alsoTrusted = own.certificates });
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("not HTTPS")), qPrintable(desk.error));
        QCOMPARE(plain.requests().size(), 0);
    }
};

CONVSCOPE_QT_TEST(FileDownloadTest)

} // namespace convscope::test::file_download_test

#include "file_download_test.moc"
