// SPDX-License-Identifier: GPL-3.0-or-later
// The same choices give the same run, whether they are made in the window or on the command line.
#include "app/services/services.h"
#include "core/train/setup/presets.h"
#include "tests/support/image_files.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <nlohmann/json.hpp>

namespace convscope::test::same_run_test {

namespace {

QByteArray bytesOf(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Images of two classes, told apart by their size before they are resized.
void addImages(const TempFolder &folder, const std::string &place, int channels, int count)
{
    for (int i = 0; i < count; ++i)
        for (const int side : { 14, 23 })
            folder.write(place + (side == 14 ? "/ant/" : "/bee/") + std::to_string(i) + ".png",
                encodeImage(patternImage(side + i, side, channels), ".png"));
}

/// A recipe in a file, with a mean and a standard deviation of its own.
std::filesystem::path writeOwnRecipe(const TempFolder &folder)
{
    Preset preset = *findPreset("cifar10");
    preset.config.preprocessing.normalization = Normalization::Standard;
    preset.config.preprocessing.mean = { 0.31, 0.42, 0.53 };
    preset.config.preprocessing.stddev = { 0.21, 0.22, 0.23 };
    return folder.write("recipe.json", toJson(preset).dump());
}

struct Case {
    std::string dataset;
    std::string model; // empty: what is suggested
    void (*choose)(RunConfig &config);
    std::vector<std::string> options; // the same choices
};

class SameRun {
public:
    explicit SameRun(const TempFolder &folder, Case tried)
        : m_folder(folder)
        , m_case(std::move(tried))
    {
    }

    QByteArray inTheWindow() const
    {
        const std::filesystem::path run = m_folder / "window-run";
        std::optional<RunConfig> config;
        if (!m_case.model.empty())
            config = loadSpec(m_case.model).config;
        Services services({ .runs = m_folder / "runs", .nextRun = run, .config = config });
        const QSignalSpy opened(&services.dataset, &DatasetService::changed);
        services.dataset.open(QString::fromStdString(m_case.dataset));
        if (!QTest::qWaitFor([&] { return !opened.isEmpty(); }, kPatience))
            return {};
        RunConfig chosen = services.settings.config();
        m_case.choose(chosen);
        services.settings.configure(chosen);
        const QSignalSpy finished(&services.training.controller(), &TrainingController::finished);
        services.training.train();
        if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, kPatience))
            return {};
        return bytesOf(run / "last.safetensors");
    }

    QByteArray onTheCommandLine() const
    {
        const std::filesystem::path run = m_folder / "cli-run";
        std::vector<std::string> arguments { "train", m_case.dataset, "--run", run.string() };
        if (!m_case.model.empty())
            arguments.insert(arguments.end(), { "--model", m_case.model });
        arguments.insert(arguments.end(), m_case.options.begin(), m_case.options.end());
        const ProgramResult result = runProgram(CONVSCOPE_CLI, arguments);
        if (result.status != 0)
            qWarning("%s", result.err.c_str());
        return bytesOf(run / "last.safetensors");
    }

private:
    const TempFolder &m_folder;
    Case m_case;
};

void compare(const TempFolder &folder, const Case &tried)
{
    const SameRun run(folder, tried);
    const QByteArray window = run.inTheWindow(), cli = run.onTheCommandLine();
    QVERIFY(!window.isEmpty());
    QVERIFY(!cli.isEmpty());
    QVERIFY(window == cli);
}

} // namespace

class SameRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void digitsAsSuggested()
    {
        const TempFolder folder;
        compare(folder,
            { "sample:digits", {},
                [](RunConfig &config) {
                    config.epochs = 1;
                    config.seed = 3;
                    config.limit = 80;
                },
                { "--epochs", "1", "--seed", "3", "--limit", "80" } });
    }

    void foldersInColourWithoutAClass()
    {
        const TempFolder folder;
        addImages(folder, "data", 3, 9);
        folder.write("data/cat/1.png", encodeImage(patternImage(9, 9), ".png"));
        compare(folder,
            { folder.string() + "/data", "compact",
                [](RunConfig &config) {
                    config.epochs = 1;
                    config.batch = 4;
                    config.excluded.classes = { "cat" };
                    setChannels(config.preprocessing, 1);
                    config.preprocessing.width = 20;
                    config.preprocessing.height = 16;
                    config.augment.flip = 0.5;
                },
                { "--epochs", "1", "--batch", "4", "--exclude-class", "cat", "--channels", "1",
                    "--size", "20x16", "--augment", "flip,shift" } });
    }

    void itsOwnSplitAndARecipeWithItsOwnMean()
    {
        const TempFolder folder;
        addImages(folder, "data/train", 3, 8);
        addImages(folder, "data/val", 3, 3);
        compare(folder,
            { folder.string() + "/data", writeOwnRecipe(folder).string(),
                [](RunConfig &config) {
                    config.epochs = 2;
                    config.optimizer.rate = 0.01;
                },
                { "--epochs", "2", "--lr", "0.01" } });
    }
};

CONVSCOPE_QT_TEST(SameRunTest)

} // namespace convscope::test::same_run_test

#include "same_run_test.moc"
