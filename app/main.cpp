// SPDX-License-Identifier: GPL-3.0-or-later
// convscope: the window.
#include "app/main_window.h"
#include "app/session.h"
#include "core/base/error.h"
#include "core/train/presets.h"
#include "ui/settings.h"
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QStandardPaths>
#include <cstdio>

namespace {

constexpr int kBadInput = 2; // exit status, as the command line tool's

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        QStringLiteral("Trains small convolutional networks on your own pictures and shows what "
                       "they are doing while they learn."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("dataset"),
        QStringLiteral("a folder of pictures, or sample:digits"), QStringLiteral("[DATASET]"));
    parser.addOptions({
        { QStringLiteral("model"),
            QStringLiteral("train this network: a preset or a model JSON file"),
            QStringLiteral("SPEC") },
        { QStringLiteral("run"), QStringLiteral("keep the next run in this folder"),
            QStringLiteral("DIR") },
    });
}

convscope::Session::Options sessionOptions(const QCommandLineParser &parser)
{
    convscope::Session::Options options;
    options.runs = (QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
        + QStringLiteral("/runs"))
                       .toStdString();
    options.nextRun = parser.value(QStringLiteral("run")).toStdString();
    if (parser.isSet(QStringLiteral("model")))
        options.config
            = convscope::loadSpec(parser.value(QStringLiteral("model")).toStdString()).config;
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("ConvScope"));
    QApplication::setApplicationName(QStringLiteral("convscope"));
    QApplication::setApplicationDisplayName(QStringLiteral("ConvScope"));
    QApplication::setApplicationVersion(QStringLiteral(CONVSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("io.github.convscope.ConvScope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/io.github.convscope.ConvScope.svg")));
    QCommandLineParser parser;
    describe(parser);
    parser.process(app);
    try {
        convscope::Settings settings;
        convscope::applyTheme(settings.theme());
        convscope::Session session(sessionOptions(parser));
        convscope::MainWindow window(session, settings);
        window.show();
        if (!parser.positionalArguments().isEmpty())
            window.openDataset(parser.positionalArguments().first());
        return QApplication::exec();
    } catch (const convscope::Error &error) {
        std::fprintf(stderr, "convscope: %s\n", error.what());
        return kBadInput;
    }
}
