// SPDX-License-Identifier: GPL-3.0-or-later
// What the list of runs reads of a long log, and the table it can be saved as.
#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/io/report_text.h"
#include "core/io/run_list.h"
#include "core/train/trainer_state.h"
#include <array>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kWhole = 256U << 10U; // of a log up to this size all is read
constexpr std::size_t kPieces = 48, kPiece = 4U << 10U; // of a longer one
const std::string kHeader = "batch,epoch,loss,accuracy,learning_rate,seconds\n";

std::string_view asText(const std::vector<std::uint8_t> &bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

/// Takes the whole lines of a piece of the log; what stands before the first line end and after the
/// last belongs to others.
void takeLines(std::string_view piece, SampledLog &log)
{
    constexpr std::size_t kFields = 6, kBatch = 0, kLoss = 2, kSeconds = 5;
    for (std::size_t end = piece.find('\n'), next = 0; end != std::string_view::npos; end = next) {
        next = piece.find('\n', end + 1);
        if (next == std::string_view::npos)
            return;
        std::array<std::string, kFields> fields;
        std::size_t field = 0;
        for (const char letter : piece.substr(end + 1, next - end - 1)) {
            if (letter == ',' && ++field >= kFields)
                break;
            if (letter != ',')
                fields[field] += letter;
        }
        if (field != kFields - 1)
            throw Error("a line has the wrong number of fields");
        log.loss.push_back({ numberFromText(fields[kBatch]), numberFromText(fields[kLoss]) });
        log.seconds = numberFromText(fields[kSeconds]);
    }
}

/// Thinned out; the first and the last stay, which say from where to where it went. Points that are
/// not finite are left out.
std::vector<CurvePoint> withEnds(std::vector<CurvePoint> points, std::size_t most)
{
    std::erase_if(points, [](const CurvePoint &point) { return !std::isfinite(point.y); });
    if (points.empty())
        return {};
    const CurvePoint first = points.front(), last = points.back();
    std::vector<CurvePoint> thin = thinOut(points, first.x, last.x, most);
    if (thin.empty() || thin.front() != first)
        thin.insert(thin.begin(), first);
    if (thin.back() != last)
        thin.push_back(last);
    return thin;
}

std::string numberField(const std::optional<double> &value)
{
    return value ? toText(*value) : std::string();
}

std::string csvRow(const RunSummary &run)
{
    const auto best = run.best.value_or(EpochReport());
    const auto score = run.test;
    std::string row;
    for (const std::string &field : { run.folder.filename().string(), run.notes.name, run.started,
             run.dataset, run.preset, std::to_string(run.epochs), std::to_string(run.batches),
             toText(run.seconds), run.best ? std::to_string(best.epoch) : std::string(),
             numberField(best.valLoss), numberField(best.valAccuracy),
             numberField(score ? std::optional(score->loss) : std::nullopt),
             numberField(score ? std::optional(score->accuracy) : std::nullopt), run.stoppedBy,
             run.notes.text, run.fault })
        row += (row.empty() ? "" : ",") + csvField(field);
    return row;
}

} // namespace

SampledLog sampleLog(const std::filesystem::path &file, std::size_t most)
{
    SampledLog log;
    try {
        const std::size_t size = std::filesystem::file_size(file);
        if (asText(readFilePart(file, 0, kHeader.size())) != kHeader)
            throw Error("its first line is not as expected");
        const std::size_t first = kHeader.size() - 1; // with the line end before the first line
        if (size <= kWhole) {
            takeLines(asText(readFilePart(file, first, size - first)), log);
        } else {
            for (std::size_t piece = 0; piece < kPieces; ++piece) {
                const std::size_t at = first + (size - kPiece - first) * piece / (kPieces - 1);
                takeLines(asText(readFilePart(file, at, kPiece)), log);
            }
        }
    } catch (const std::filesystem::filesystem_error &error) {
        throw Error(file.string() + ": " + error.code().message());
    } catch (const Error &error) {
        const std::string reason = error.what();
        throw Error(reason.starts_with(file.string()) ? reason : file.string() + ": " + reason);
    }
    log.loss = withEnds(std::move(log.loss), most);
    return log;
}

std::string runsCsv(std::span<const RunSummary> runs)
{
    std::vector<std::vector<SettingText>> settings;
    for (const RunSummary &run : runs)
        settings.push_back(run.settings);
    const std::vector<SettingRow> columns = alignedSettings(settings);
    std::string text = "folder,name,started,dataset,preset,epochs,batches,seconds,best_epoch,"
                       "best_val_loss,best_val_accuracy,test_loss,test_accuracy,stopped_by,notes,"
                       "fault";
    for (const SettingRow &column : columns)
        text += "," + csvField("setting: " + column.name);
    text += "\n";
    for (std::size_t run = 0; run < runs.size(); ++run) {
        text += csvRow(runs[run]);
        for (const SettingRow &column : columns)
            text += "," + csvField(column.values[run]);
        text += "\n";
    }
    return text;
}

} // namespace convscope
