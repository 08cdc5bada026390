// SPDX-License-Identifier: GPL-3.0-or-later
// Downloads from a server of the test's own, which behaves in every bad way.
#include "app/dataset_download.h"
#include "core/base/byte_reader.h"
#include "tests/support/http_server.h"
#include "tests/support/tar_file.h"
#include "tests/support/temp_folder.h"
#include <QCryptographicHash>
#include <QProcess>
#include <QSignalSpy>
#include <QSslKey>
#include <QStandardPaths>
#include <QTest>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int kPatience = 60'000; // milliseconds; only a failing test waits as long

/// Bytes without a pattern that repeats; more than one read brings.
QByteArray someBytes(qsizetype count, quint32 seed = 1)
{
    QByteArray bytes(count, '\0');
    for (char &byte : bytes) {
        seed = seed * 1664525 + 1013904223; // Numerical Recipes' generator
        byte = char(seed >> 24U);
    }
    return bytes;
}
const QByteArray kContent = someBytes(1'500'000);
const QString kName = QStringLiteral("file.gz");

RemoteFile remoteFile(const QStringList &addresses, const QByteArray &content = kContent)
{
    return { kName, addresses, content.size(),
        QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex() };
}

CatalogueEntry entryOf(const std::vector<RemoteFile> &files)
{
    return { QStringLiteral("Some"), {}, {}, {}, files, {} };
}

TransferOptions forTests()
{
    return { .pauses = { 0ms, 0ms, 0ms }, .stallTimeout = 30s, .allowLocalHttp = true };
}

/// A folder, a download into it, and what it said.
class Desk {
public:
    explicit Desk(TransferOptions options = forTests())
        : download(std::move(options))
    {
        QObject::connect(&download, &DatasetDownload::finished, &download,
            [this](const QString &where) { location = where; });
        QObject::connect(&download, &DatasetDownload::failed, &download,
            [this](const QString &sentence) { fault = sentence; });
    }

    QString inFolder() const { return QString::fromStdString(folder.string()); }
    /// To its end, good or bad.
    bool get(const CatalogueEntry &entry)
    {
        location.clear();
        fault.clear();
        download.start(entry, inFolder());
        return QTest::qWaitFor([this] { return !download.isBusy(); }, kPatience) && fault.isEmpty()
            && location == inFolder() + QStringLiteral("/Some");
    }
    QByteArray content(const char *name) const
    {
        const fs::path path = folder / "Some" / name;
        if (!fs::exists(path))
            return "none";
        const auto bytes = readFile(path, 10'000'000);
        return { reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()) };
    }
    QByteArray whole() const { return content("file.gz"); }
    QByteArray part() const { return content("file.gz.part"); }

    TempFolder folder;
    QString location, fault;
    DatasetDownload download;
};

HttpServer::Handler serving(const QByteArray &content = kContent)
{
    return [content](const HttpRequest &request) {
        return serveFile(request, content);
    };
}

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

/// While it lives, no file of this process grows beyond `bytes`: writing fails as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit { bytes, m_before.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
    rlimit m_before {};
    void (*m_handler)(int);
};

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

class DatasetDownloadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bringsEveryFile()
    {
        const QByteArray second = someBytes(700, 2);
        HttpServer server([&](const HttpRequest &request) {
            return serveFile(request, request.path == "/1" ? kContent : second);
        });
        RemoteFile other = remoteFile({ server.address(QStringLiteral("2")) }, second);
        other.name = QStringLiteral("other.gz");
        const CatalogueEntry entry
            = entryOf({ remoteFile({ server.address(QStringLiteral("1")) }), other });
        Desk desk;
        qint64 lastDone = 0, lastTotal = 0;
        connect(&desk.download, &DatasetDownload::progressed, this,
            [&](qint64 done, qint64 total, double) {
                if (total == entry.downloadBytes()) {
                    lastDone = done;
                    lastTotal = total;
                }
            });
        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(desk.content("other.gz"), second);
        QCOMPARE(desk.part(), QByteArray("none"));
        QCOMPARE(lastDone, kContent.size() + 700);
        QCOMPARE(lastTotal, kContent.size() + 700);
        QCOMPARE(
            server.requests().front().headers.value("accept-encoding"), QByteArray("identity"));
        QCOMPARE(DatasetDownload::bytesThere(entry, desk.inFolder()), entry.downloadBytes());
        QVERIFY(!fs::exists(desk.folder / "Some/.download.lock"));
    }

    void fetchesNothingThatIsThere()
    {
        HttpServer server(serving());
        Desk desk;
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        desk.folder.write("Some/file.gz", kContent.toStdString());
        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(server.requests().size(), 0);

        desk.folder.write("Some/file.gz", QByteArray(kContent.size(), 'x').toStdString());
        QVERIFY2(desk.get(entry), qPrintable(desk.fault)); // of the right size, and wrong
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(desk.whole(), kContent);
    }

    void goesOnWhereAnEarlierStartEnded()
    {
        HttpServer server(serving());
        Desk desk;
        desk.folder.write("Some/file.gz.part", kContent.left(600'000).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().front().headers.value("range"), QByteArray("bytes=600000-"));
    }

    void asksNothingWhenThePartIsWhole()
    {
        HttpServer server(serving());
        Desk desk;
        desk.folder.write("Some/file.gz.part", kContent.toStdString());
        QVERIFY(desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 0);
    }

    void startsAgainWhereTheServerCannotResume()
    {
        HttpServer server([](const HttpRequest &) { return HttpAnswer { .body = kContent }; });
        Desk desk;
        desk.folder.write("Some/file.gz.part", someBytes(600'000, 9).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
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
        Desk desk;
        desk.folder.write("Some/file.gz.part", kContent.left(600'000).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QVERIFY(!server.requests().back().headers.contains("range"));
    }

    void resumesABrokenConnection()
    {
        HttpServer server(breaking(2, 400'000, serving()));
        Desk desk;
        const QSignalSpy waiting(&desk.download, &DatasetDownload::waiting);
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(waiting.size(), 2);
        QCOMPARE(server.requests().size(), 3);
        QCOMPARE(server.requests()[1].headers.value("range"), QByteArray("bytes=400000-"));
        QCOMPARE(server.requests()[2].headers.value("range"), QByteArray("bytes=800000-"));
        QCOMPARE(server.requests()[2].headers.value("if-range"), QByteArray("\"one\""));
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
        Desk desk;
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
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
        Desk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.fault.contains(QStringLiteral("file.gz: 127.0.0.1 broke the connection off")),
            qPrintable(desk.fault));
        QCOMPARE(server.requests().size(), 1 + 3); // as many pauses as forTests() has
        QCOMPARE(desk.part(), kContent.left(400'000));
        QCOMPARE(desk.whole(), QByteArray("none"));
    }

    void endsWhereAServerAlwaysBreaksInTheSamePlace()
    {
        HttpServer server([](const HttpRequest &) {
            return HttpAnswer { .body = kContent, .breakAfter = 1000 };
        });
        Desk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QCOMPARE(server.requests().size(), 1 + 3);
    }

    void triesAnOverloadedServerAgain()
    {
        int answers = 0;
        HttpServer server([&answers](const HttpRequest &request) {
            return answers++ < 2 ? HttpAnswer { .status = "503 Service Unavailable" }
                                 : serveFile(request, kContent);
        });
        Desk desk;
        QVERIFY(desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QCOMPARE(answers, 3);
    }

    void removesAFileWithAWrongChecksum()
    {
        HttpServer server(serving(someBytes(kContent.size(), 5)));
        Desk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.fault.contains(QStringLiteral("SHA-256")), qPrintable(desk.fault));
        QCOMPARE(desk.part(), QByteArray("none"));
        QCOMPARE(desk.whole(), QByteArray("none"));
        QCOMPARE(server.requests().size(), 1);
    }

    void doesNotTrustAnOlderPart()
    {
        HttpServer server(serving());
        Desk desk;
        desk.folder.write("Some/file.gz.part", someBytes(600'000, 5).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
        QVERIFY(!server.requests().back().headers.contains("range"));
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
        Desk desk;
        QVERIFY2(desk.get(entryOf({ remoteFile({ bad.address(kName), good.address(kName) }) })),
            qPrintable(desk.fault));
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
        QTest::newRow("a file here") << redirectTo(QStringLiteral("file:///etc/passwd"))
                                     << "leads to file:///etc/passwd, which is not HTTPS";
        QTest::newRow("plain HTTP elsewhere")
            << redirectTo(QStringLiteral("http://example.org/file.gz")) << "which is not HTTPS";
        QTest::newRow("in circles") << redirectTo(QStringLiteral("/again")) << "round in circles";
    }
    void tellsWhatTheServerAnswers()
    {
        QFETCH(HttpAnswer, answer);
        QFETCH(QString, reason);
        HttpServer server([answer](const HttpRequest &) { return answer; });
        Desk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.fault.contains(reason), qPrintable(desk.fault));
        QVERIFY(server.requests().size() <= 6);
    }

    void followsARedirect()
    {
        HttpServer server([](const HttpRequest &request) {
            return request.path == "/elsewhere" ? serveFile(request, kContent)
                                                : redirectTo(QStringLiteral("/elsewhere"));
        });
        Desk desk;
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
    }

    void refusesPlainHttpUnlessATestAllowsIt()
    {
        HttpServer server(serving());
        Desk desk({ .pauses = {} });
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.fault.contains(QStringLiteral("not HTTPS")), qPrintable(desk.fault));
        QCOMPARE(server.requests().size(), 0);
    }

    void saysAtOnceThatNobodyAnswers()
    {
        QString address;
        {
            const HttpServer gone(serving());
            address = gone.address(kName);
        }
        Desk desk;
        const QSignalSpy waiting(&desk.download, &DatasetDownload::waiting);
        QVERIFY(!desk.get(entryOf({ remoteFile({ address }) })));
        QVERIFY2(desk.fault.contains(QStringLiteral("connection to the internet")),
            qPrintable(desk.fault));
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
        Desk desk(options);
        const QSignalSpy waiting(&desk.download, &DatasetDownload::waiting);
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QVERIFY(waiting.front().front().toString().contains(
            QStringLiteral("has not sent anything for a while")));
        QCOMPARE(server.requests()[1].headers.value("range"), QByteArray("bytes=400000-"));
    }

    void stopsAndGoesOn()
    {
        HttpServer server([](const HttpRequest &request) {
            HttpAnswer answer = serveFile(request, kContent);
            if (!request.headers.contains("range"))
                answer.stallAfter = 400'000;
            return answer;
        });
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        Desk desk;
        const QSignalSpy stopped(&desk.download, &DatasetDownload::stopped);
        desk.download.start(entry, desk.inFolder());
        QVERIFY(QTest::qWaitFor([&] { return desk.part().size() == 400'000; }, kPatience));
        desk.download.stop();
        QCOMPARE(stopped.size(), 1);
        QVERIFY(!desk.download.isBusy());
        QCOMPARE(DatasetDownload::bytesThere(entry, desk.inFolder()), 400'000);
        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
    }

    void keepsWhatFitsOnAFullDisk()
    {
        HttpServer server(serving());
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        Desk desk;
        {
            const FileSizeLimit limit(500'000);
            QVERIFY(!desk.get(entry));
        }
        QVERIFY2(desk.fault.contains(QStringLiteral("make room")), qPrintable(desk.fault));
        QCOMPARE(desk.part(), kContent.left(500'000));
        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(desk.whole(), kContent);
    }

    void meetsTheEndOfASmallDisk()
    {
        Desk desk;
        fs::create_directories(desk.folder / "Some");
        const std::string disk = (desk.folder / "Some").string();
        if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=2m") != 0)
            QSKIP("mounting a small disk needs root's rights");
        HttpServer server([&desk](const HttpRequest &request) {
            // Somebody else takes the room between the check and the writing.
            desk.folder.write("Some/other", std::string(1'000'000, 'x'));
            return serveFile(request, kContent);
        });
        const bool isThere = desk.get(entryOf({ remoteFile({ server.address(kName) }) }));
        const QByteArray part = desk.part();
        ::umount2(disk.c_str(), MNT_DETACH);
        QVERIFY(!isThere);
        QVERIFY2(
            desk.fault.contains(QStringLiteral("No space left on device")), qPrintable(desk.fault));
        QVERIFY(!part.isEmpty() && kContent.startsWith(part));
    }

    void checksForRoomFirst()
    {
        HttpServer server(serving());
        RemoteFile file = remoteFile({ server.address(kName) });
        file.bytes = qint64 { 1 } << 60U;
        Desk desk;
        QVERIFY(!desk.get(entryOf({ file })));
        QVERIFY2(desk.fault.contains(QStringLiteral("are needed")), qPrintable(desk.fault));
        QCOMPARE(server.requests().size(), 0);
    }

    void tellsAFolderThatCannotBeMade()
    {
        HttpServer server(serving());
        Desk desk;
        desk.folder.write("Some", "a file where the folder should be");
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.fault.contains(QStringLiteral("cannot be made")), qPrintable(desk.fault));
    }

    void leavesAFolderToOneDownload()
    {
        HttpServer server([](const HttpRequest &request) {
            HttpAnswer answer = serveFile(request, kContent);
            answer.stallAfter = 1000;
            return answer;
        });
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        Desk desk;
        desk.download.start(entry, desk.inFolder());
        DatasetDownload second(forTests());
        const QSignalSpy failed(&second, &DatasetDownload::failed);
        second.start(entry, desk.inFolder());
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("another download")));
    }

    void unpacksAnArchiveOnce()
    {
        Desk desk;
        const fs::path made = desk.folder / "made.tar.gz";
        writeTarGz(made,
            { { "set/readme.html", "hello", {}, {} },
                { "set/a.bin", std::string(2000, 'a'), {}, {} }, { "set/b.bin", "bb", {}, {} } });
        const auto bytes = readFile(made, 1'000'000);
        const QByteArray archive(
            reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()));
        HttpServer server(serving(archive));
        CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }, archive) });
        entry.packed
            = { { QStringLiteral("set/a.bin"), 2000 }, { QStringLiteral("set/b.bin"), 9 } };
        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(desk.content("a.bin"), QByteArray(2000, 'a'));
        QCOMPARE(desk.content("b.bin"), QByteArray("bb"));
        QCOMPARE(desk.content("readme.html"), QByteArray("none"));
        QCOMPARE(desk.whole(), QByteArray("none"));
        QCOMPARE(DatasetDownload::bytesThere(entry, desk.inFolder()), entry.downloadBytes());

        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(server.requests().size(), 1);
        desk.folder.write("Some/b.bin", "bc"); // damaged
        QVERIFY2(desk.get(entry), qPrintable(desk.fault));
        QCOMPARE(server.requests().size(), 2);
        QCOMPARE(desk.content("b.bin"), QByteArray("bb"));
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
        Desk stranger;
        QVERIFY(!stranger.get(entry));
        QVERIFY2(stranger.fault.contains(QStringLiteral("does not prove that it is who it says")),
            qPrintable(stranger.fault));
        QCOMPARE(server.requests().size(), 0);
        Desk friendly({ .pauses = {}, .alsoTrusted = own.certificates });
        QVERIFY2(friendly.get(entry), qPrintable(friendly.fault));
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
        Desk desk({ .pauses = {}, .alsoTrusted = own.certificates });
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.fault.contains(QStringLiteral("not HTTPS")), qPrintable(desk.fault));
        QCOMPARE(plain.requests().size(), 0);
    }

    void measuresTheLastSeconds()
    {
        TransferRate rate;
        QCOMPARE(rate.bytesPerSecond(), 0.0);
        rate.add(0, 1000);
        QCOMPARE(rate.bytesPerSecond(), 0.0);
        rate.add(1000, 3000);
        QCOMPARE(rate.bytesPerSecond(), 2000.0);
        for (int second = 2; second <= 10; ++second)
            rate.add(second * 1000, 3000 + (second - 1) * 500);
        QCOMPARE(rate.bytesPerSecond(), 500.0); // the fast start is forgotten
    }

    void knowsWhereTheDatasetsAre()
    {
        for (const CatalogueEntry &entry : datasetCatalogue()) {
            QVERIFY(!entry.summary.isEmpty() && !entry.terms.isEmpty() && entry.page.isValid());
            QVERIFY(entry.packed.empty() || entry.files.size() == 1);
            for (const RemoteFile &file : entry.files) {
                QCOMPARE(QByteArray::fromHex(file.sha256).toHex(), file.sha256);
                QCOMPARE(file.sha256.size(), 64);
                QVERIFY(file.bytes > 0);
                for (const QString &address : file.addresses)
                    QVERIFY(address.startsWith(QStringLiteral("https://"))
                        && address.endsWith(file.name));
            }
        }
    }
};

} // namespace convscope::test

QTEST_GUILESS_MAIN(convscope::test::DatasetDownloadTest)
#include "dataset_download_test.moc"
