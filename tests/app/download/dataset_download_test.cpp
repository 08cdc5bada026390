// SPDX-License-Identifier: GPL-3.0-or-later
// Datasets from a server of the test's own: what is there, what is missing, what does not fit.
#include "app/download/dataset_download.h"
#include "core/data/dataset/dataset.h"
#include "tests/support/download_desk.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/tar_file.h"
#include <QSignalSpy>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>

namespace convscope::test::dataset_download_test {

namespace {

CatalogueEntry catalogued(const char *name)
{
    return *std::ranges::find(datasetCatalogue(), QString::fromLatin1(name), &CatalogueEntry::name);
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
        DownloadDesk desk;
        qint64 lastDone = 0, lastTotal = 0;
        connect(&desk.download, &DatasetDownload::progressed, this,
            [&](qint64 done, qint64 total, double) {
                if (total == entry.downloadBytes()) {
                    lastDone = done;
                    lastTotal = total;
                }
            });
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(desk.content("other.gz"), second);
        QCOMPARE(desk.part(), QByteArray("none"));
        QCOMPARE(lastDone, kContent.size() + 700);
        QCOMPARE(lastTotal, kContent.size() + 700);
        QCOMPARE(
            server.requests().front().headers.value("accept-encoding"), QByteArray("identity"));
        QCOMPARE(DatasetFolder(entry, desk.inFolder()).bytesThere(), entry.downloadBytes());
        QVERIFY(!fs::exists(desk.folder / "Some/.download.lock"));
    }

    void fetchesNothingThatIsThere()
    {
        HttpServer server(serving());
        DownloadDesk desk;
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        desk.folder.write("Some/file.gz", kContent.toStdString());
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(server.requests().size(), 0);

        desk.folder.write("Some/file.gz", QByteArray(kContent.size(), 'x').toStdString());
        QVERIFY2(desk.get(entry), qPrintable(desk.error)); // of the right size, and wrong
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(desk.whole(), kContent);
    }

    void removesAFileWithAWrongChecksum()
    {
        HttpServer server(serving(someBytes(kContent.size(), 5)));
        DownloadDesk desk;
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("SHA-256")), qPrintable(desk.error));
        QCOMPARE(desk.part(), QByteArray("none"));
        QCOMPARE(desk.whole(), QByteArray("none"));
        QCOMPARE(server.requests().size(), 1);
    }

    void doesNotTrustAnOlderPart()
    {
        HttpServer server(serving());
        DownloadDesk desk;
        desk.folder.write("Some/file.gz.part", someBytes(600'000, 5).toStdString());
        QVERIFY2(
            desk.get(entryOf({ remoteFile({ server.address(kName) }) })), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
        QVERIFY(!server.requests().back().headers.contains("range"));
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
        DownloadDesk desk;
        const QSignalSpy stopped(&desk.download, &DatasetDownload::stopped);
        desk.download.start(entry, desk.inFolder());
        QVERIFY(QTest::qWaitFor([&] { return desk.part().size() == 400'000; }, kPatience));
        desk.download.stop();
        QCOMPARE(stopped.size(), 1);
        QVERIFY(!desk.download.isBusy());
        QCOMPARE(DatasetFolder(entry, desk.inFolder()).bytesThere(), 400'000);
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
        QCOMPARE(server.requests().size(), 2);
    }

    void keepsWhatFitsOnAFullDisk()
    {
        HttpServer server(serving());
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        DownloadDesk desk;
        {
            const FileSizeLimit limit(500'000);
            QVERIFY(!desk.get(entry));
        }
        QVERIFY2(desk.error.contains(QStringLiteral("make room")), qPrintable(desk.error));
        QCOMPARE(desk.part(), kContent.left(500'000));
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(desk.whole(), kContent);
    }

    void meetsTheEndOfASmallDisk()
    {
        DownloadDesk desk;
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
            desk.error.contains(QStringLiteral("No space left on device")), qPrintable(desk.error));
        QVERIFY(!part.isEmpty() && kContent.startsWith(part));
    }

    void checksForRoomFirst()
    {
        HttpServer server(serving());
        RemoteFile file = remoteFile({ server.address(kName) });
        file.bytes = qint64 { 1 } << 60U;
        DownloadDesk desk;
        QVERIFY(!desk.get(entryOf({ file })));
        QVERIFY2(desk.error.contains(QStringLiteral("are needed")), qPrintable(desk.error));
        QCOMPARE(server.requests().size(), 0);
    }

    void tellsAFolderThatCannotBeMade()
    {
        HttpServer server(serving());
        DownloadDesk desk;
        desk.folder.write("Some", "a file where the folder should be");
        QVERIFY(!desk.get(entryOf({ remoteFile({ server.address(kName) }) })));
        QVERIFY2(desk.error.contains(QStringLiteral("cannot be made")), qPrintable(desk.error));
    }

    void leavesAFolderToOneDownload()
    {
        HttpServer server([](const HttpRequest &request) {
            HttpAnswer answer = serveFile(request, kContent);
            answer.stallAfter = 1000;
            return answer;
        });
        const CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }) });
        DownloadDesk desk;
        desk.download.start(entry, desk.inFolder());
        DatasetDownload second(forTests());
        const QSignalSpy failed(&second, &DatasetDownload::failed);
        second.start(entry, desk.inFolder());
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("another download")));
    }

    void unpacksAnArchiveOnce()
    {
        DownloadDesk desk;
        const fs::path made = desk.folder / "made.tar.gz";
        writeTarGz(made,
            { { "set/readme.html", "hello", {}, {} },
                { "set/a.bin", std::string(2000, 'a'), {}, {} }, { "set/b.bin", "bb", {}, {} } });
        const QByteArray archive = bytesOf(made);
        HttpServer server(serving(archive));
        CatalogueEntry entry = entryOf({ remoteFile({ server.address(kName) }, archive) });
        entry.packed
            = { { QStringLiteral("set/a.bin"), 2000 }, { QStringLiteral("set/b.bin"), 9 } };
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(desk.content("a.bin"), QByteArray(2000, 'a'));
        QCOMPARE(desk.content("b.bin"), QByteArray("bb"));
        QCOMPARE(desk.content("readme.html"), QByteArray("none"));
        QCOMPARE(desk.whole(), QByteArray("none"));
        QCOMPARE(DatasetFolder(entry, desk.inFolder()).bytesThere(), entry.downloadBytes());

        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(server.requests().size(), 1);
        desk.folder.write("Some/b.bin", "bc"); // damaged
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        QCOMPARE(server.requests().size(), 2);
        QCOMPARE(desk.content("b.bin"), QByteArray("bb"));
    }

    void bringsMnistThatOpens()
    {
        const auto shared = sharedData("mnist");
        if (!shared)
            QSKIP("the MNIST files are not here; set CONVSCOPE_SHARED");
        HttpServer server([&shared](const HttpRequest &request) {
            return serveFile(request, bytesOf(*shared / request.path.mid(1).toStdString()));
        });
        CatalogueEntry entry = catalogued("MNIST");
        for (RemoteFile &file : entry.files)
            file.addresses = { server.address(file.name) };
        entry.name = QStringLiteral("Some");
        DownloadDesk desk;
        QVERIFY2(desk.get(entry), qPrintable(desk.error)); // by the catalogue's own checksums
        const auto dataset = openDataset(desk.location.toStdString(), noProgress);
        QCOMPARE(dataset->format(), std::string_view("idx"));
        QCOMPARE(dataset->samples().size(), std::size_t { 70'000 });
    }

    void unpacksACifarThatOpens()
    {
        CatalogueEntry entry = catalogued("CIFAR-10");
        DownloadDesk desk;
        std::vector<TarEntry> files { { "cifar-10-batches-bin/readme.html", "hello", {}, {} } };
        for (const PackedFile &file : entry.packed) {
            const bool isNames = file.path.endsWith(QStringLiteral(".txt"));
            files.push_back({ file.path.toStdString(),
                isNames ? "airplane\nautomobile\n" : std::string(2 * 3073, '\1'), {}, {} });
        }
        writeTarGz(desk.folder / "made.tar.gz", files);
        const QByteArray archive = bytesOf(desk.folder / "made.tar.gz");
        HttpServer server(serving(archive));
        entry.files = { remoteFile({ server.address(kName) }, archive) };
        entry.name = QStringLiteral("Some");
        QVERIFY2(desk.get(entry), qPrintable(desk.error));
        const auto dataset = openDataset(desk.location.toStdString(), noProgress);
        QCOMPARE(dataset->format(), std::string_view("cifar"));
        QCOMPARE(dataset->samples().size(), std::size_t { 12 });
        QCOMPARE(dataset->classes()[1], std::string("automobile"));
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

CONVSCOPE_QT_TEST(DatasetDownloadTest)

} // namespace convscope::test::dataset_download_test

#include "dataset_download_test.moc"
