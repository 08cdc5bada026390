// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/files/import_job.h"
#include "core/base/error.h"
#include "core/io/import/weight_import.h"
#include "core/train/setup/presets.h"
#include "ui/kit/fields/typed_number.h"
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

/// The items of a list with commas; none where the field is empty.
QStringList itemsOf(const QString &field)
{
    QStringList items;
    if (!field.isEmpty())
        for (const QString &item : field.split(QLatin1Char(',')))
            items << item.trimmed();
    return items;
}

std::vector<std::string> namedClasses(const QString &field)
{
    std::vector<std::string> classes;
    for (const QString &item : itemsOf(field)) {
        if (item.isEmpty())
            throw Error("Classes: a name is empty; write them as a, b, c");
        const std::string name = item.toStdString();
        if (std::ranges::count(classes, name) != 0)
            throw Error("Classes: '" + name + "' is there twice");
        classes.push_back(name);
    }
    return classes;
}

/// As the person named them; else those of the dataset where the network has as many outputs.
std::vector<std::string> classesFor(
    const ImportRequest &request, const ModelSpec &spec, const TrainingData *data)
{
    std::vector<std::string> classes = namedClasses(request.classes);
    if (!classes.empty())
        return classes;
    const std::size_t outputs = inferShapes(spec).back().output.size();
    if (data && data->classes.size() == outputs)
        return data->classes;
    for (std::size_t i = 0; i < outputs; ++i)
        classes.push_back(std::to_string(i));
    return classes;
}

/// The numbers of a list of so many, each with a point or a comma: "0.5,0.4,0.3", "0,5; 0,4; 0,3".
/// The count tells which marks stand between them; nothing where none of that fits.
std::vector<double> numbersIn(const QString &text, int channels)
{
    static const QRegularExpression spaced(QStringLiteral("\\s*;\\s*|,?\\s+"));
    for (const QStringList &items :
        { text.trimmed().split(spaced), text.split(QLatin1Char(',')) }) {
        std::vector<double> numbers;
        for (const QString &item : items)
            if (const auto number = typedNumber(item, QLocale()))
                numbers.push_back(*number);
        if (items.size() == channels && numbers.size() == std::size_t(channels))
            return numbers;
    }
    return {};
}

std::vector<double> numbersOf(const char *field, const QString &text, int channels)
{
    if (text.trimmed().isEmpty())
        return {};
    const std::vector<double> numbers = numbersIn(text, channels);
    if (numbers.empty())
        throw Error(std::string(field) + ": '" + text.toStdString() + "' is not "
            + (channels == 1 ? "one number; write 0.5"
                             : std::to_string(channels)
                        + " numbers, one for each channel of the "
                          "network's images; write 0.5, 0.4, 0.3"));
    return numbers;
}

/// As the training images of the open dataset are, which may be prepared in another way.
Preprocessing measuredOn(const TrainingData &data)
{
    Preprocessing how = data.preprocessing;
    if (how.normalization != Normalization::Standard) {
        how.normalization = Normalization::Standard;
        const PixelBuffer &pixels = data.train.pixels;
        measureNormalization({ pixels.data(), pixels.size() }, how);
    }
    return how;
}

/// Standardized as the person says, or as the open dataset's images are.
void standardize(Preprocessing &how, const ImportRequest &request, const TrainingData *data)
{
    how.mean = numbersOf("Mean", request.mean, how.channels);
    how.stddev = numbersOf("Standard deviation", request.stddev, how.channels);
    const bool isAsked = how.mean.empty() && how.stddev.empty();
    if (isAsked && data && data->preprocessing.channels == how.channels) {
        const Preprocessing known = measuredOn(*data);
        how.mean = known.mean;
        how.stddev = known.stddev;
    }
    if (how.mean.empty() || how.stddev.empty())
        throw Error(
            "Pixel values: standardized images need the mean and the standard deviation of those "
            "the network was trained with; choose 'standardized' and write both down, "
            "open their dataset, or choose another scale");
    how = preprocessingFromJson(toJson(how)); // checks the values
}

Preprocessing preprocessingFor(
    Preprocessing how, const ImportRequest &request, const TrainingData *data)
{
    how.normalization = request.normalization.value_or(how.normalization);
    how.mean.clear();
    how.stddev.clear();
    if (how.normalization == Normalization::Standard)
        standardize(how, request, data);
    return how;
}

RunConfig networkFor(const ImportRequest &request, const ImportSurroundings &around)
{
    return request.network.isEmpty() ? around.present
                                     : loadSpec(request.network.toStdString()).config;
}

} // namespace

ImportProposal proposedImport(const ImportRequest &request, const ImportSurroundings &around)
{
    ImportProposal proposal;
    try {
        const std::filesystem::path path = request.weights.toStdString();
        RunConfig config = networkFor(request, around);
        const auto classes = classesFor(request, config.model, around.data.get());
        config = adaptedTo(std::move(config), classes);
        WeightSource source = readWeightSource(path, withNames(config.model));
        const MappingOptions options { .keras = request.keras, .mlx = request.mlx };
        proposal.rows = weightRows(config.model, source.tensors, options);
        const WeightImport import(path, std::move(source), config.model, options);
        proposal.rows.clear(); // with what only the whole mapping tells
        for (const WeightMatch &match : import.mapping().matches)
            proposal.rows.push_back({ match, {} });
        proposal.notes = import.mapping().notes;
        for (const std::string &what : import.excluded())
            proposal.notes.push_back("left out: " + what);
        config.preprocessing = preprocessingFor(config.preprocessing, request, around.data.get());
        settlePreparation(
            import, request.normalization.has_value(), config.preprocessing, proposal.notes);
        proposal.model = std::make_shared<const TrainedModel>(TrainedModel { .spec = import.spec(),
            .classes = classes,
            .preprocessing = config.preprocessing,
            .parameters = import.parameters() });
    } catch (const Error &error) {
        proposal.error = error.what();
    }
    return proposal;
}

} // namespace convscope
