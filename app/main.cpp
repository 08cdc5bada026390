// SPDX-License-Identifier: GPL-3.0-or-later
// convscope: the window.
#include "app/process/ending_signals.h"
#include "app/process/last_resort.h"
#include "app/services/services.h"
#include "app/shell/end_request.h"
#include "app/shell/main_window.h"
#include "app/tour/tour.h"
#include "core/base/error.h"
#include "core/base/error_text.h"
#include "core/base/files/standard_output.h"
#include "core/train/setup/presets.h"
#include "ui/kit/settings.h"
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QNetworkProxyFactory>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <algorithm>
#include <clocale>
#include <cstdio>
#include <iostream>
#include <new>
#include <system_error>

namespace {

/// Qt hands no exception on, so the last one is dealt with where the event is.
class Application final : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override
    {
        try {
            return QApplication::notify(receiver, event);
        } catch (const std::bad_alloc &) {
            convscope::endWithoutMemory();
        }
    }
};

// Exit statuses, as the command line tool's.
constexpr int kFailed = 1;
constexpr int kBadInput = 2;

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        QStringLiteral("Trains small convolutional networks on your own images and shows what "
                       "they are doing while they learn."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("dataset"),
        QStringLiteral("a folder of images, or sample:digits"), QStringLiteral("[DATASET]"));
    parser.addOptions({
        { QStringLiteral("model"),
            QStringLiteral("train this network: a preset or a model JSON file"),
            QStringLiteral("SPEC") },
        { QStringLiteral("run"), QStringLiteral("keep the next run in this folder"),
            QStringLiteral("DIR") },
        { QStringLiteral("tour"),
            QStringLiteral(
                "drive the window by itself through the main job; images and tour.json go "
                "into this folder"),
            QStringLiteral("DIR") },
    });
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// Whether this is asked for something that needs no display: the tour, help, the version.
bool worksWithoutDisplay(int argc, char **argv)
{
    return std::any_of(argv + 1, argv + argc, [](const QByteArray &argument) {
        return argument.startsWith("--tour") || argument.startsWith("--help")
            || argument == "--version" || argument == "-h" || argument == "-v";
    });
}

convscope::Services::Options serviceOptions(const QCommandLineParser &parser)
{
    convscope::Services::Options options;
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    options.runs = (data + QStringLiteral("/runs")).toStdString();
    options.nextRun = parser.value(QStringLiteral("run")).toStdString();
    if (parser.isSet(QStringLiteral("model")))
        options.config
            = convscope::loadSpec(parser.value(QStringLiteral("model")).toStdString()).config;
    return options;
}

int openWindow(const QCommandLineParser &parser)
{
    convscope::EndRequest end;
    convscope::Settings settings(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)
        + QStringLiteral("/window.ini"));
    convscope::applyTheme(settings.theme());
    convscope::Services services(serviceOptions(parser));
    convscope::MainWindow window(services, settings);
    end.closes(window);
    window.show();
    if (!parser.positionalArguments().isEmpty())
        window.openDataset(parser.positionalArguments().first());
    return QApplication::exec();
}

/// Leaves the person's own settings and runs alone.
int goOnTour(const QString &folder)
{
    convscope::EndRequest end;
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    const QTemporaryDir own;
    convscope::Settings settings(own.filePath(QStringLiteral("window.ini")));
    convscope::applyTheme(convscope::Theme::Light);
    convscope::Services services({ .runs = own.filePath(QStringLiteral("runs")).toStdString(),
        .nextRun = {},
        .config = {} });
    convscope::MainWindow window(services, settings);
    end.closes(window);
    window.setQuitQuestion([] { return true; });
    convscope::Tour tour(window, services, folder);
    window.show();
    const int status = tour.run();
    return convscope::endingSignal() == 0 ? status : convscope::endingStatus();
}

int print(const QString &text)
{
    convscope::StandardOutput output;
    std::cout << text.toStdString();
    const std::string error = output.finish();
    if (!error.empty())
        std::fprintf(stderr, "convscope: %s\n", error.c_str());
    return error.empty() ? 0 : kFailed;
}

int run(QCommandLineParser &parser)
{
    if (!parser.parse(QApplication::arguments())) {
        std::fprintf(stderr, "convscope: %s\n", qPrintable(parser.errorText()));
        return kBadInput;
    }
    if (parser.isSet(QStringLiteral("help")) || parser.isSet(QStringLiteral("help-all")))
        return print(parser.helpText());
    if (parser.isSet(QStringLiteral("version")))
        return print(QApplication::applicationName() + QLatin1Char(' ')
            + QApplication::applicationVersion() + QLatin1Char('\n'));
    const bool isTour = parser.isSet(QStringLiteral("tour"));
    try {
        return isTour ? goOnTour(parser.value(QStringLiteral("tour"))) : openWindow(parser);
    } catch (const convscope::Error &error) {
        std::fprintf(stderr, "convscope: %s\n", error.what());
        return isTour ? kFailed : kBadInput;
    } catch (const std::bad_alloc &) {
        convscope::endWithoutMemory();
    } catch (const std::system_error &error) { // a thread that cannot be started
        std::fprintf(stderr, "convscope: %s\n", convscope::errorText(error).c_str());
        return kFailed;
    }
}

} // namespace

int main(int argc, char **argv)
{
    convscope::openStandardStreams();
    convscope::installLastResort("convscope");
    if (!hasDisplay()) {
        if (!worksWithoutDisplay(argc, argv)) {
            std::fputs("convscope: there is no display to open a window on. convscope-cli does the "
                       "same work without one, and --tour DIR shows the window's images.\n",
                stderr);
            return kFailed;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const Application app(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took the person's: no number in a file may follow it
    QApplication::setApplicationName(QStringLiteral("convscope"));
    QApplication::setApplicationDisplayName(QStringLiteral("ConvScope"));
    QApplication::setApplicationVersion(QStringLiteral(CONVSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("io.github.convscope.ConvScope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/io.github.convscope.ConvScope.svg")));
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    QCommandLineParser parser;
    describe(parser);
    return run(parser);
}
