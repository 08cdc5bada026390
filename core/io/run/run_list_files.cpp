// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a long log that the list of runs reads, and the table it can be saved as.
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/base/utf8_name.h"
#include "core/io/run/run_list.h"
#include "core/io/tensors/report_text.h"
#include "core/train/loop/trainer_state.h"
#include <array>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kPiece = 1U << 20U; // bytes read at once
constexpr std::size_t kMany = 1U << 16U, kKept = 1U << 13U; // points: thinned out on the way
const std::string kBatchesHeader = "batch,epoch,loss,accuracy,learning_rate,seconds\n";

/// A line of the log without its end.
void takeLine(std::string_view line, LossCurve &curve)
{
    constexpr std::size_t kFields = 6, kBatch = 0, kLoss = 2, kSeconds = 5;
    std::array<std::string_view, kFields> fields;
    for (std::size_t field = 0; field < kFields; ++field) {
        const std::size_t end = line.find(',');
        const bool isLast = field + 1 == kFields;
        if ((end == std::string_view::npos) != isLast)
            throw Error("a line has the wrong number of fields");
        fields[field] = line.substr(0, end);
        line.remove_prefix(isLast ? line.size() : end + 1);
    }
    const auto number = [&](std::size_t field) {
        return numberFromText(std::string(fields[field]));
    };
    const CurvePoint point { number(kBatch), number(kLoss) };
    curve.seconds = number(kSeconds);
    if (std::isfinite(point.y))
        curve.loss.push_back(point);
}

/// The first and the last stay, which say from where to where it went.
std::vector<CurvePoint> thinnedOut(const std::vector<CurvePoint> &points, std::size_t most)
{
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

/// Takes the whole lines: the rest behind the last line end was only begun.
void takeLines(const std::filesystem::path &file, LossCurve &curve)
{
    std::string rest;
    for (std::size_t at = 0;; at += kPiece) {
        const std::vector<std::uint8_t> bytes = readFilePart(file, at, kPiece);
        rest.append(bytes.begin(), bytes.end());
        std::size_t begin = 0;
        if (at == 0) {
            if (!rest.starts_with(kBatchesHeader))
                throw Error("its first line is not as expected");
            begin = kBatchesHeader.size();
        }
        for (std::size_t end = rest.find('\n', begin); end != std::string::npos;
             end = rest.find('\n', begin)) {
            takeLine(std::string_view(rest).substr(begin, end - begin), curve);
            begin = end + 1;
        }
        rest.erase(0, begin);
        if (curve.loss.size() > kMany)
            curve.loss = thinnedOut(curve.loss, kKept);
        if (bytes.size() < kPiece)
            return;
    }
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
    for (const std::string &field :
        { utf8Name(run.folder.filename().string()), run.notes.name, run.started, run.dataset,
            run.preset, std::to_string(run.epochs), std::to_string(run.batches),
            toText(run.seconds), run.best ? std::to_string(best.epoch) : std::string(),
            numberField(best.valLoss), numberField(best.valAccuracy),
            numberField(score ? std::optional(score->loss) : std::nullopt),
            numberField(score ? std::optional(score->accuracy) : std::nullopt), run.stoppedBy,
            run.notes.text, run.error })
        row += (row.empty() ? "" : ",") + csvField(field);
    return row;
}

} // namespace

LossCurve readLossCurve(const std::filesystem::path &file, std::size_t most)
{
    LossCurve curve;
    try {
        takeLines(file, curve);
    } catch (const Error &error) {
        const std::string reason = error.what();
        throw Error(reason.starts_with(file.string()) ? reason : file.string() + ": " + reason);
    }
    curve.loss = thinnedOut(curve.loss, most);
    return curve;
}

std::string runsCsv(std::span<const RunSummary> runs)
{
    std::vector<std::vector<SettingText>> settings;
    for (const RunSummary &run : runs)
        settings.push_back(run.settings);
    const std::vector<SettingRow> columns = alignedSettings(settings);
    std::string text = "folder,name,started,dataset,preset,epochs,batches,seconds,best_epoch,"
                       "best_val_loss,best_val_accuracy,test_loss,test_accuracy,stopped_by,notes,"
                       "error";
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
