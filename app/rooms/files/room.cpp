// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/files/room.h"
#include "app/rooms/files/import_actions.h"
#include "app/shell/new_action.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/io/import/weight_sources.h"
#include "ui/files/howto_dialog.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include "ui/training/checkpoint_text.h"
#include <QDir>
#include <QFileInfo>
#include <QLocale>

namespace convscope {

namespace {

QString fileFilter(const ExportFormat &format)
{
    return FilesRoom::tr("%1 (*%2)").arg(fromView(format.title), fromView(format.extension));
}

} // namespace

FilesRoom::FilesRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_importing(new ImportActions(services, &shell.window()))
{
    buildActions();
    connectImport();
    Exports &exports = services.exports;
    connect(&exports, &Exports::exported, this,
        [this](const QString &path) { m_shell.note(tr("Saved %1").arg(path)); });
    connect(&exports, &Exports::modelExported, this, &FilesRoom::showExported);
    connect(&exports, &Exports::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
    connect(&services.training, &TrainingService::changed, this, &FilesRoom::update);
    connect(&services.models, &ModelService::changed, this, &FilesRoom::update);
    update();
}

void FilesRoom::buildActions()
{
    QWidget &window = m_shell.window();
    m_import = newAction(window,
        { "actionImportWeights", tr("&Import weights…"),
            tr("Open weights that another program trained, from .npz, .safetensors, .pkl or text "
               "files") });
    m_save = newAction(window,
        { "actionSaveModel", tr("&Save model…"),
            tr("Save the weights with everything needed to use them") },
        QKeySequence::Save);
    m_export = newAction(window,
        { "actionExport", tr("&Export"),
            tr("Take the weights away, in a format other tools read, or a report"), "export" });
    connect(m_import, &QAction::triggered, this, [this] { importWeights({}); });
    connect(m_save, &QAction::triggered, this, [this] { exportAs(0); });
    for (std::size_t i = 0; i < exportFormats().size(); ++i) {
        const ExportFormat &format = exportFormats()[i];
        const QString title
            = format.extension.empty() ? fromView(format.title) : fileFilter(format);
        auto *action = new QAction(title + QStringLiteral("…"), &window);
        action->setObjectName(QStringLiteral("actionExport_") + fromView(format.name));
        action->setToolTip(tr("The trained model, checked by reading it again, with a text that "
                              "says how to use it"));
        connect(action, &QAction::triggered, this, [this, i] { exportAs(i); });
        m_formats.push_back(action);
    }
}

void FilesRoom::connectImport()
{
    connect(&m_services.models, &ModelService::weightsFound, this, &FilesRoom::importWeights);
    connect(m_importing, &ImportActions::folderUsed, this,
        [this](const QString &folder) { m_shell.preferences().setLastFolder(folder); });
    connect(m_importing, &ImportActions::imported, this, &FilesRoom::showImported);
    connect(m_importing, &ImportActions::refused, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
}

std::vector<RoomAction> FilesRoom::actions()
{
    std::vector<RoomAction> all { { m_import, Menu::File, 101 }, { m_import, Menu::Model, 101 },
        { m_save, Menu::File, 200 }, { m_export, Menu::File, 201, Menu::Export },
        { m_export, Menu::ToolBar, 200, Menu::Export } };
    for (QAction *format : m_formats)
        all.push_back({ format, Menu::Export, int(all.size()) });
    return all;
}

void FilesRoom::update()
{
    const bool hasModel = m_services.models.hasModel();
    m_export->setEnabled(hasModel);
    m_save->setEnabled(hasModel);
    m_import->setEnabled(!m_services.training.hasRun());
}

/// This program's own models say themselves what they are for: the model's room opens them.
bool FilesRoom::accepts(const QUrl &url) const
{
    const QString path = url.toLocalFile();
    return looksLikeWeights(path.toStdString())
        && !path.endsWith(QStringLiteral(".safetensors"), Qt::CaseInsensitive);
}

void FilesRoom::open(const QUrl &url)
{
    importWeights(url.toLocalFile());
}

void FilesRoom::importWeights(const QString &path)
{
    m_shell.message().clear();
    m_importing->open(path, m_shell.preferences().lastFolder());
}

void FilesRoom::showImported(const QString &path)
{
    m_shell.show("maps");
    m_shell.offer(tr("The network has the weights of %1 now: drop images on it, look at its "
                     "maps, evaluate it.")
                      .arg(QDir::toNativeSeparators(path)),
        tr("Save it as a model…"), [this] { exportAs(0); });
}

void FilesRoom::exportAs(std::size_t format)
{
    const ExportFormat &chosen = exportFormats()[format];
    const QString path = chosen.extension.empty()
        ? m_shell.askSaveFolder(tr("Save the weights in a new folder"), QStringLiteral("weights"))
        : m_shell.askSaveFile(tr("Save the trained model"),
            QStringLiteral("model") + fromView(chosen.extension), fileFilter(chosen));
    if (!path.isEmpty())
        m_services.exports.exportModel(chosen, path);
}

void FilesRoom::showExported(
    const QString &path, double largestDifference, const QString &howto, const ModelOfRun &model)
{
    m_shell.offer(
        //: %1 a file, %2 which network of which run, %3 a number, %4 a file
        tr("Saved %1 · network: %2 · read again: largest difference %3 · how to use it: %4")
            .arg(QDir::toNativeSeparators(path), originText(model.origin, *model.model),
                QLocale().toString(largestDifference, 'g', 2), QFileInfo(howto).fileName()),
        tr("How to use it"), [this, howto] { showHowto(howto); });
}

void FilesRoom::showHowto(const QString &file)
{
    constexpr std::size_t kMax = std::size_t(1) << 20U; // bytes; it was written by this program
    try {
        const auto bytes = readFile(file.toStdString(), kMax);
        const QByteArray text(
            reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()));
        auto *dialog = new HowtoDialog(file, QString::fromUtf8(text), &m_shell.window());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    } catch (const Error &error) {
        m_shell.showError(QString::fromUtf8(error.what()));
    }
}

} // namespace convscope
