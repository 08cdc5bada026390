// SPDX-License-Identifier: GPL-3.0-or-later
// Archives from nowhere in particular: what is asked for comes out, nothing else, nowhere else.
#include "app/download/archive_unpack.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "tests/support/qt_test.h"
#include "tests/support/tar_file.h"
#include "tests/support/temp_folder.h"
#include <QCryptographicHash>
#include <QTest>
#include <algorithm>

namespace convscope::test::archive_unpack_test {

namespace {

namespace fs = std::filesystem;

const std::vector<PackedFile> kRequested { { QStringLiteral("set/a.bin"), 1000 },
    { QStringLiteral("set/b.bin"), 1000 } };
const TarEntry kA { "set/a.bin", std::string(1000, 'a'), {}, {} };
const TarEntry kB { "set/b.bin", "bb", {}, {} };

std::vector<std::string> namesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        names.push_back(entry.path().lexically_relative(folder).string());
    std::ranges::sort(names);
    return names;
}

/// Unpacks into "out/in" and tells what went wrong.
class Desk {
public:
    explicit Desk(const std::vector<TarEntry> &entries)
    {
        fs::create_directories(into);
        writeTarGz(archive, entries);
    }
    std::string error()
    {
        try {
            sums = unpackFiles(archive, kRequested, into);
            return {};
        } catch (const Error &error) {
            return error.what();
        }
    }
    bool isNothingThere() const
    {
        return namesIn(folder / "out") == std::vector<std::string> { "in" };
    }

    TempFolder folder;
    fs::path archive = folder / "set.tar.gz", into = folder / "out/in";
    ChecksumList sums;
};

} // namespace

class ArchiveUnpackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesOutWhatIsRequested()
    {
        Desk desk({ { "set/readme.html", "read me", {}, {} }, kB, kA });
        QCOMPARE(desk.error(), std::string());
        QCOMPARE(namesIn(desk.into), (std::vector<std::string> { "a.bin", "b.bin" }));
        const auto bytes = readFile(desk.into / "a.bin", 2000);
        QCOMPARE(std::string(bytes.begin(), bytes.end()), kA.content);
        const QByteArray sum = QCryptographicHash::hash("bb", QCryptographicHash::Sha256).toHex();
        QCOMPARE(desk.sums["b.bin"], sum);
        QCOMPARE(sha256OfFile(desk.into / "b.bin"), sum);
    }

    void leavesEverythingElseWhereItIs()
    {
        Desk desk({ kA, kB, { "../escaped.bin", "x", {}, {} }, { "/tmp/../a.bin", "x", {}, {} },
            { "set/../../c.bin", "x", {}, {} }, { "set", {}, "/etc", {} } });
        QCOMPARE(desk.error(), std::string());
        QCOMPARE(namesIn(desk.folder / "out"),
            (std::vector<std::string> { "in", "in/a.bin", "in/b.bin" }));
        QVERIFY(fs::is_regular_file(fs::symlink_status(desk.into / "a.bin")));
    }

    void refusesHostileArchives_data()
    {
        QTest::addColumn<std::vector<TarEntry>>("entries");
        QTest::addColumn<QString>("reason");
        using Entries = std::vector<TarEntry>;
        QTest::newRow("a symbolic link") << Entries { kB, { "set/a.bin", {}, "/etc/passwd", {} } }
                                         << "something else than a plain file";
        QTest::newRow("a hard link") << Entries { kB, { "set/a.bin", {}, {}, "set/b.bin" } }
                                     << "something else than a plain file";
        QTest::newRow("too large")
            << Entries { kB, { "set/a.bin", std::string(1001, 'a'), {}, {} } }
            << "more than the expected 1000 bytes";
        QTest::newRow("twice") << Entries { kA, kB, kA } << "twice";
        QTest::newRow("missing") << Entries { kA } << "does not hold set/b.bin";
        QTest::newRow("a large stranger")
            << Entries { { "set/c.bin", std::string(17U << 20U, 'c'), {}, {} }, kA, kB }
            << "far more than the dataset";
        QTest::newRow("many strangers")
            << Entries { { "set/c", std::string(9U << 20U, 'c'), {}, {} },
                   { "set/d", std::string(9U << 20U, 'd'), {}, {} }, kA, kB }
            << "far more than the dataset";
    }
    void refusesHostileArchives()
    {
        QFETCH(std::vector<TarEntry>, entries);
        QFETCH(QString, reason);
        Desk desk(entries);
        const QString error = QString::fromStdString(desk.error());
        QVERIFY2(error.contains(reason), qPrintable(error));
        QVERIFY(error.startsWith(QString::fromStdString(desk.archive.string())));
        QVERIFY(desk.isNothingThere());
    }

    void refusesDamagedArchives()
    {
        Desk desk({ kA, kB });
        fs::resize_file(desk.archive, fs::file_size(desk.archive) / 2);
        QVERIFY(QString::fromStdString(desk.error()).contains(QStringLiteral("is damaged")));
        desk.folder.write("set.tar.gz", "no archive at all");
        QVERIFY(QString::fromStdString(desk.error()).contains(QStringLiteral("is damaged")));
        QVERIFY(desk.isNothingThere());
    }

    void stopsWhenTold()
    {
        const Desk desk({ kA, kB });
        QVERIFY_EXCEPTION_THROWN(
            unpackFiles(desk.archive, kRequested, desk.into, [](auto, auto) { return false; }),
            Cancelled);
        QVERIFY(desk.isNothingThere());
    }
};

CONVSCOPE_QT_TEST(ArchiveUnpackTest)

} // namespace convscope::test::archive_unpack_test

#include "archive_unpack_test.moc"
