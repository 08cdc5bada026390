// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of other programs: which tensor becomes which parameter, and how it is turned.
#include "core/io/export/model_export.h"
#include "core/io/export/text_weights.h"
#include "core/io/import/weight_import.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/permuted.h"
#include "core/io/tensors/safetensors.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include "tests/support/pickle_files.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace convscope::test {

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Dims = std::vector<std::size_t>;

/// Every value tells its own place: the digits are its indices.
Tensor placesOf(const Dims &dims)
{
    Tensor tensor(dims);
    for (std::size_t i = 0; i < tensor.size(); ++i) {
        std::size_t rest = i, place = 0, unit = 1;
        for (std::size_t axis = dims.size(); axis-- > 0; unit *= 100) {
            place += rest % dims[axis] * unit;
            rest /= dims[axis];
        }
        tensor.values()[i] = Scalar(place);
    }
    return tensor;
}

NamedTensor source(const std::string &name, const Dims &dims)
{
    return { name, placesOf(dims) };
}

/// conv (3 filters of 2×2 over 2 channels), batch norm, ReLU, maps of 3×2×2 flattened, 5 units, 4.
ModelSpec spec()
{
    return withNames({ .input = { 2, 3, 3 },
        .layers = { { "conv", {}, { { "filters", 3.0 }, { "kernel", Extent { 2, 2 } } } },
            { "batchnorm", {}, {} }, { "relu", {}, {} }, { "flatten", {}, {} },
            { "dense", {}, { { "units", 5.0 } } }, { "relu", {}, {} },
            { "dense", {}, { { "units", 4.0 } } } } });
}

/// As torch.save's state_dict lists them.
std::vector<NamedTensor> torchTensors(const std::string &front)
{
    return { source(front + "0.weight", { 3, 2, 2, 2 }), source(front + "0.bias", { 3 }),
        source(front + "1.weight", { 3 }), source(front + "1.bias", { 3 }),
        source(front + "1.running_mean", { 3 }), source(front + "1.running_var", { 3 }),
        source("classifier.1.weight", { 5, 12 }), source("classifier.1.bias", { 5 }),
        source("classifier.3.weight", { 4, 5 }), source("classifier.3.bias", { 4 }) };
}

/// As Keras' get_weights() lists them.
std::vector<NamedTensor> kerasTensors()
{
    return { source("arr_0", { 2, 2, 2, 3 }), source("arr_1", { 3 }), source("arr_2", { 3 }),
        source("arr_3", { 3 }), source("arr_4", { 3 }), source("arr_5", { 3 }),
        source("arr_6", { 12, 5 }), source("arr_7", { 5 }), source("arr_8", { 5, 4 }),
        source("arr_9", { 4 }) };
}

std::vector<std::string> sourcesOf(const WeightMapping &mapping)
{
    std::vector<std::string> names;
    for (const WeightMatch &match : mapping.matches)
        names.push_back(match.source);
    return names;
}

std::string mappingError(const std::vector<NamedTensor> &tensors, bool keras = false)
{
    return errorOf([&] { mapWeights(spec(), tensors, { .keras = keras }); });
}

Scalar at(const Tensor &tensor, const Dims &index)
{
    std::size_t place = 0;
    for (std::size_t axis = 0; axis < index.size(); ++axis)
        place = place * tensor.dims()[axis] + index[axis];
    return tensor.values()[place];
}

} // namespace

TEST(WeightMapping, pytorchsNamesAreMatchedByOrderAndShape)
{
    const auto tensors = torchTensors("features.");
    const WeightMapping mapping = mapWeights(spec(), tensors);
    EXPECT_THAT(sourcesOf(mapping),
        ElementsAre("features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias",
            "features.1.running_mean", "features.1.running_var", "classifier.1.weight",
            "classifier.1.bias", "classifier.3.weight", "classifier.3.bias"));
    EXPECT_THAT(mapping.notes,
        ElementsAre(AllOf(HasSubstr("'features.0.weight' is 3×2×2×2"), HasSubstr("--mlx"),
            testing::Not(HasSubstr("--keras")))));
    const auto weights = arrangedWeights(spec(), mapping, tensors);
    for (std::size_t i = 0; i < weights.size(); ++i)
        EXPECT_EQ(weights[i].value, tensors[i].value) << weights[i].name;
    EXPECT_EQ(weights[4].name, "bn1.running_mean");
}

TEST(WeightMapping, ownNamesMayComeInAnyOrder)
{
    Rng rng(2);
    const auto model = randomModel(spec(), rng);
    std::vector<NamedTensor> tensors = model->parameters;
    std::ranges::reverse(tensors);
    const WeightMapping mapping = mapWeights(spec(), tensors);
    EXPECT_EQ(arrangedWeights(spec(), mapping, tensors), model->parameters);
    EXPECT_THAT(mapping.notes, IsEmpty());
}

TEST(WeightMapping, kerasKernelsRowsAndFlatteningAreTurned)
{
    const auto tensors = kerasTensors();
    const auto weights
        = arrangedWeights(spec(), mapWeights(spec(), tensors, { .keras = true }), tensors);
    for (std::size_t out = 0; out < 3; ++out)
        for (std::size_t in = 0; in < 2; ++in)
            for (std::size_t row = 0; row < 2; ++row)
                for (std::size_t column = 0; column < 2; ++column)
                    EXPECT_EQ(at(weights[0].value, { out, in, row, column }),
                        at(tensors[0].value, { row, column, in, out }));
    for (std::size_t unit = 0; unit < 5; ++unit)
        for (std::size_t map = 0; map < 3; ++map)
            for (std::size_t row = 0; row < 2; ++row)
                for (std::size_t column = 0; column < 2; ++column)
                    EXPECT_EQ(at(weights[6].value, { unit, map * 4 + row * 2 + column }),
                        at(tensors[6].value, { row * 6 + column * 3 + map, unit }));
    EXPECT_EQ(at(weights[8].value, { 3, 1 }), at(tensors[8].value, { 1, 3 }));
    EXPECT_EQ(weights[9].value, tensors[9].value);
}

TEST(WeightMapping, kerasDepthwiseKernelsAndFlattenedNormalizationsAreTurned)
{
    const ModelSpec depthwise = withNames({ .input = { 3, 4, 4 },
        .layers = { { "conv", {},
                        { { "filters", 6.0 }, { "groups", 3.0 }, { "kernel", Extent { 2, 3 } },
                            { "bias", false } } },
            { "flatten", {}, {} }, { "batchnorm", {}, {} },
            { "dense", {}, { { "units", 2.0 } } } } });
    const std::vector<NamedTensor> tensors { source("depthwise_kernel", { 2, 3, 3, 2 }),
        source("gamma", { 36 }), source("beta", { 36 }), source("moving_mean", { 36 }),
        source("moving_variance", { 36 }), source("kernel", { 36, 2 }), source("bias", { 2 }) };
    const auto weights
        = arrangedWeights(depthwise, mapWeights(depthwise, tensors, { .keras = true }), tensors);
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t which = 0; which < 2; ++which)
            EXPECT_EQ(at(weights[0].value, { channel * 2 + which, 0, 1, 2 }),
                at(tensors[0].value, { 1, 2, channel, which }));
    // Maps of 6×3×2: the place of map 4, row 2, column 1 in both orders.
    EXPECT_EQ(
        at(weights[3].value, { 4 * 6 + 2 * 2 + 1 }), at(tensors[3].value, { 2 * 12 + 1 * 6 + 4 }));
}

TEST(WeightMapping, turnedRowsAreSeenWhereOnlyTheyFit)
{
    const ModelSpec dense = withNames({ .input = { 1, 2, 3 },
        .layers = { { "dense", {}, { { "units", 4.0 } } }, { "dense", {}, { { "units", 4.0 } } },
            { "dense", {}, { { "units", 2.0 } } } } });
    std::vector<NamedTensor> tensors { source("W0", { 6, 4 }), source("B0", { 1, 4 }),
        source("W1", { 4, 4 }), source("B1", { 4, 1 }), source("W2", { 4, 2 }),
        source("B2", { 2 }) };
    const WeightMapping turned = mapWeights(dense, tensors);
    EXPECT_EQ(turned.matches[0].arrangement, Arrangement::RowsTurned);
    EXPECT_EQ(turned.matches[1].arrangement, Arrangement::AsItIs);
    EXPECT_EQ(turned.matches[2].arrangement, Arrangement::RowsTurned);
    EXPECT_THAT(turned.notes, ElementsAre(AllOf(HasSubstr("'W1' is 4×4"), HasSubstr("as inputs"))));
    EXPECT_EQ(at(arrangedWeights(dense, turned, tensors)[2].value, { 3, 1 }),
        at(tensors[2].value, { 1, 3 }));
    tensors[0] = source("W0", { 4, 6 });
    tensors[4] = source("W2", { 2, 4 });
    const WeightMapping straight = mapWeights(dense, tensors);
    EXPECT_EQ(straight.matches[2].arrangement, Arrangement::AsItIs);
    EXPECT_THAT(straight.notes, ElementsAre(HasSubstr("as outputs")));
}

namespace {

/// A kernel whose shape fits in every order, and a dense layer behind it.
ModelSpec cube()
{
    return withNames({ .input = { 3, 3, 3 },
        .layers = { { "conv", {}, { { "filters", 3.0 }, { "kernel", Extent { 3, 3 } } } },
            { "flatten", {}, {} }, { "dense", {}, { { "units", 4.0 } } } } });
}

NamedTensor turned(const std::string &name, const Tensor &tensor, std::vector<std::size_t> axes)
{
    return { name, permuted(tensor, axes) };
}

} // namespace

TEST(WeightMapping, anOrderThatShapesLeaveOpenIsKnownByNamesOrNoted)
{
    const Tensor kernel = placesOf({ 3, 3, 3, 3 }), bias = placesOf({ 3 }),
                 rows = placesOf({ 4, 3 });
    const auto kernelOf = [&](const std::vector<NamedTensor> &tensors,
                              const MappingOptions &options) {
        return arrangedWeights(cube(), mapWeights(cube(), tensors, options), tensors)[0].value;
    };
    const std::vector<NamedTensor> torch { { "0.weight", kernel }, { "0.bias", bias },
        { "3.weight", rows }, { "3.bias", placesOf({ 4 }) } };
    EXPECT_EQ(kernelOf(torch, {}), kernel);
    EXPECT_THAT(mapWeights(cube(), torch).notes,
        ElementsAre(
            AllOf(HasSubstr("'0.weight' is 3×3×3×3"), HasSubstr("--keras"), HasSubstr("--mlx"))));
    const std::vector<NamedTensor> keras { turned("conv2d/kernel:0", kernel, { 2, 3, 1, 0 }),
        { "conv2d/bias:0", bias }, turned("dense/kernel:0", rows, { 1, 0 }),
        { "dense/bias:0", placesOf({ 4 }) } };
    EXPECT_EQ(kernelOf(keras, {}), kernel) << "known by its names";
    EXPECT_THAT(mapWeights(cube(), keras).notes, ElementsAre(HasSubstr("are Keras'")));
    EXPECT_THAT(mapWeights(cube(), keras, { .keras = true }).notes, IsEmpty());
    auto mlx = torch;
    mlx[0] = turned("0.weight", kernel, { 0, 2, 3, 1 });
    EXPECT_EQ(kernelOf(mlx, { .mlx = true }), kernel) << "where the order is named";
}

TEST(WeightMapping, mlxsFlattenedInputsAreTurned)
{
    auto tensors = torchTensors("");
    const auto expected = arrangedWeights(spec(), mapWeights(spec(), tensors), tensors);
    tensors[0] = turned("0.weight", tensors[0].value, { 0, 2, 3, 1 });
    const Tensor apart({ 5, 3, 2, 2 }, tensors[6].value.values()); // maps of 3×2×2 were flattened
    tensors[6].value
        = Tensor({ 5, 12 }, permuted(apart, std::vector<std::size_t> { 0, 2, 3, 1 }).values());
    EXPECT_EQ(
        arrangedWeights(spec(), mapWeights(spec(), tensors, { .mlx = true }), tensors), expected);
}

TEST(WeightMapping, kerasNormalizationsAreNoBiases)
{
    const std::vector<NamedTensor> byAlphabet { source("batch_normalization/beta", { 3 }),
        source("batch_normalization/gamma", { 3 }),
        source("batch_normalization/moving_mean", { 3 }),
        source("batch_normalization/moving_variance", { 3 }), source("conv2d/bias", { 3 }),
        source("conv2d/kernel", { 2, 2, 2, 3 }), source("dense/bias", { 5 }),
        source("dense/kernel", { 12, 5 }), source("dense_1/bias", { 4 }),
        source("dense_1/kernel", { 5, 4 }) };
    EXPECT_THAT(sourcesOf(mapWeights(spec(), byAlphabet)),
        ElementsAre("conv2d/kernel", "conv2d/bias", "batch_normalization/gamma",
            "batch_normalization/beta", "batch_normalization/moving_mean",
            "batch_normalization/moving_variance", "dense/kernel", "dense/bias", "dense_1/kernel",
            "dense_1/bias"));
}

TEST(WeightMapping, quantizedWeightsAreNoted)
{
    auto tensors = torchTensors("");
    for (std::size_t i = 0; i < tensors[6].value.size(); ++i)
        tensors[6].value.values()[i] = Scalar(int(i * 7 % 255) - 127);
    EXPECT_THAT(mapWeights(spec(), tensors).notes,
        testing::Contains(
            AllOf(HasSubstr("'classifier.1.weight' has only whole numbers"), HasSubstr("scale"))));
}

TEST(WeightImport, kerasEpsilonIsTakenWhereTheModelSaysNone)
{
    const TempFolder folder;
    writeNpz(folder / "x.npz", kerasTensors());
    const WeightImport keras(folder / "x.npz", spec(), { .keras = true });
    EXPECT_EQ(std::get<double>(keras.spec().layers[1].options.at("epsilon")), 0.001);
    EXPECT_THAT(keras.mapping().notes, ElementsAre(HasSubstr("add 0.001 to the variance")));
    ModelSpec said = spec();
    said.layers[1].options["epsilon"] = 0.01;
    const WeightImport other(folder / "x.npz", said, { .keras = true });
    EXPECT_EQ(std::get<double>(other.spec().layers[1].options.at("epsilon")), 0.01);
    EXPECT_THAT(other.mapping().notes, IsEmpty());
    writeNpz(folder / "t.npz", torchTensors(""));
    EXPECT_THAT(WeightImport(folder / "t.npz", spec(), {}).mapping().notes,
        testing::Contains(HasSubstr("add 0.00001 to the variance")));
}

TEST(WeightImport, networksTrainedOnLargeValuesAreKnownByTheirMeans)
{
    const TempFolder folder;
    auto tensors = torchTensors("");
    for (NamedTensor &tensor : tensors)
        for (Scalar &value : tensor.value.values())
            value = 0.1F;
    const auto prepared = [&](Scalar mean, bool isNamed) {
        tensors[4].value.values()[1] = mean; // what the first layer can give is up to 0.9
        writeNpz(folder / "x.npz", tensors);
        const WeightImport import(folder / "x.npz", spec(), {});
        Preprocessing how { .channels = 2, .height = 3, .width = 3, .mean = {}, .stddev = {} };
        how.normalization = Normalization::Unit;
        std::vector<std::string> notes;
        settlePreparation(import, isNamed, how, notes);
        return std::pair(how.normalization, notes);
    };
    EXPECT_EQ(prepared(70, false).first, Normalization::None);
    EXPECT_THAT(prepared(70, false).second, ElementsAre(HasSubstr("most likely 0 to 255")));
    EXPECT_EQ(prepared(70, true).first, Normalization::Unit) << "as the person said";
    EXPECT_THAT(prepared(70, true).second, ElementsAre(HasSubstr("--normalize none")));
    EXPECT_EQ(prepared(0.5F, false).first, Normalization::Unit);
    EXPECT_THAT(prepared(0.5F, false).second, ElementsAre(HasSubstr("do not tell how images")));
    EXPECT_THAT(prepared(0.5F, true).second, IsEmpty());
}

TEST(WeightMapping, valuesThatAreNoNumbersAreNoted)
{
    auto tensors = torchTensors("");
    tensors[1].value.values()[2] = std::numeric_limits<Scalar>::quiet_NaN();
    EXPECT_THAT(mapWeights(spec(), tensors).notes,
        testing::Contains(AllOf(HasSubstr("'0.bias'"), HasSubstr("no numbers"))));
}

TEST(WeightMapping, whatDoesNotFitIsNamedWithBothShapes)
{
    auto tensors = torchTensors("");
    tensors[8] = source("classifier.3.weight", { 10, 5 });
    EXPECT_THAT(mappingError(tensors),
        AllOf(HasSubstr("'dense2.weight' needs 4×5"), HasSubstr("'classifier.3.weight'"),
            HasSubstr("is 10×5")));
    tensors.insert(tensors.begin(), source("list", { 9 }));
    EXPECT_THAT(mappingError(tensors), HasSubstr("'classifier.3.weight', the likeliest"));
    tensors.erase(tensors.begin());
    tensors.resize(8);
    EXPECT_THAT(mappingError(tensors),
        AllOf(HasSubstr("'dense2.weight' needs 4×5"), HasSubstr("no tensor of its kind is left")));
    tensors = torchTensors("");
    tensors.push_back(source("extra.weight", { 7, 7 }));
    EXPECT_THAT(mappingError(tensors),
        AllOf(HasSubstr("'extra.weight', which is 7×7"), HasSubstr("belongs to no layer")));
    EXPECT_THAT(mappingError(kerasTensors()),
        AllOf(HasSubstr("'conv1.weight' needs 3×2×2×2"), HasSubstr("'arr_0'"),
            HasSubstr("is 2×2×2×3"), HasSubstr("--keras")));
    EXPECT_THAT(mappingError(torchTensors(""), true), HasSubstr("not fit in Keras' order"));
}

TEST(WeightRows, sayOfEveryParameterAndOfWhatIsLeftOverWhetherItFits)
{
    auto tensors = torchTensors("");
    for (const WeightRow &row : weightRows(spec(), tensors))
        EXPECT_EQ(row.error, "") << row.match.parameter;
    tensors[0] = source("0.weight", { 3, 2, 5, 5 }); // of a larger kernel
    tensors[8] = source("classifier.3.weight", { 7, 5 }); // of more classes
    tensors.push_back(source("extra.weight", { 9, 9 }));
    const auto rows = weightRows(spec(), tensors);
    ASSERT_EQ(rows.size(), 11U);
    EXPECT_THAT(rows[0].error, AllOf(HasSubstr("3×2×2×2"), HasSubstr("3×2×5×5")));
    EXPECT_EQ(rows[0].match.source, "0.weight");
    EXPECT_EQ(rows[6].error, "");
    EXPECT_THAT(rows[8].error, HasSubstr("7×5"));
    EXPECT_EQ(rows[8].match.source, "classifier.3.weight");
    EXPECT_EQ(rows[9].error, "");
    EXPECT_EQ(rows[10].match.source, "extra.weight");
    EXPECT_THAT(rows[10].error, HasSubstr("belongs to no layer"));
    EXPECT_EQ(mappingError(tensors), rows[0].error);
    const auto nothing = weightRows(spec(), {});
    ASSERT_EQ(nothing.size(), 10U);
    EXPECT_THAT(nothing[3].error, HasSubstr("no tensor of its kind"));
}

TEST(LooksLikeWeights, tellsWeightsFromImagesByNames)
{
    const TempFolder folder;
    writeNpz(folder / "weights.npz", torchTensors(""));
    writeNpz(folder / "images.npz", { source("x_train", { 2, 3, 3 }), source("y_train", { 2 }) });
    folder.write("texts/filter1.txt", "1\n");
    folder.write("notes/readme.txt", "1\n");
    folder.write("cat.png", "no image");
    EXPECT_TRUE(looksLikeWeights(folder / "weights.npz"));
    EXPECT_FALSE(looksLikeWeights(folder / "images.npz"));
    EXPECT_TRUE(looksLikeWeights(folder / "texts"));
    EXPECT_FALSE(looksLikeWeights(folder / "notes"));
    EXPECT_FALSE(looksLikeWeights(folder / "cat.png"));
    EXPECT_TRUE(looksLikeWeights(folder / "params.PKL"));
    EXPECT_FALSE(looksLikeWeights(folder / "nothing"));
}

TEST(WeightImport, safetensorsAreOrderedByTheNumbersInTheirNames)
{
    ModelSpec deep { .input = { 1, 1, 1 }, .layers = {} };
    TensorFile file;
    for (int i = 0; i < 12; ++i) { // all of the same shape: only the order tells them apart
        deep.layers.push_back({ "dense", {}, { { "units", 1.0 } } });
        const std::string front = std::to_string(2 * i);
        file.tensors.push_back({ front + ".weight", Tensor({ 1, 1 }, Scalar(i)) });
        file.tensors.push_back({ front + ".bias", Tensor({ 1 }, Scalar(i + 100)) });
    }
    const TempFolder folder;
    writeSafetensors(folder / "x.safetensors", file);
    const auto weights = WeightImport(folder / "x.safetensors", deep, {}).parameters();
    for (int i = 0; i < 12; ++i) {
        EXPECT_EQ(weights[std::size_t(2 * i)].value.values()[0], Scalar(i));
        EXPECT_EQ(weights[std::size_t(2 * i + 1)].value.values()[0], Scalar(i + 100));
    }
}

TEST(WeightImport, pytorchsCountersAreExcluded)
{
    const TempFolder folder;
    const std::string header
        = R"({"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},)"
          R"("0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[12,16]},)"
          R"("1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})";
    const ModelSpec dense { .input = { 1, 1, 1 },
        .layers = { { "dense", {}, { { "units", 1.0 } } } } };
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    folder.write("x.safetensors", bytes + header + std::string(16, '\0'));
    EXPECT_EQ(WeightImport(folder / "x.safetensors", dense, {}).parameters().size(), 2U);
    EXPECT_THAT(errorOf([&] { readSafetensors(folder / "x.safetensors"); }),
        AllOf(HasSubstr("num_batches_tracked"), HasSubstr("I64")));
}

TEST(WeightImport, pickledDictsOfArraysAreTaken)
{
    const ModelSpec net = withNames({ .input = { 1, 4, 4 },
        .layers = { { "conv", {},
                        { { "filters", 2.0 }, { "kernel", Extent { 3, 3 } }, { "bias", false } } },
            { "dense", {}, { { "units", 3.0 } } } } });
    const TempFolder folder;
    const auto path = folder.write("params.pkl",
        pickledDict({ pickledArray("W0", { 8, 3 }, false), pickledArray("B0", { 1, 3 }, false),
            pickledArray("conv_layer", { 2, 3, 3 }, false), pickledNumber("epoch", 7) }));
    const WeightImport import(path, net, {});
    EXPECT_THAT(sourcesOf(import.mapping()), ElementsAre("conv_layer", "W0", "B0"));
    EXPECT_THAT(import.excluded(), ElementsAre("'epoch' is no array"));
    EXPECT_THAT(
        import.mapping().notes, testing::Contains(HasSubstr("flattened one after the other")));
    const auto weights = import.parameters();
    EXPECT_EQ(at(weights[0].value, { 1, 0, 2, 1 }), 16) << "counted up in the file";
    EXPECT_EQ(at(weights[1].value, { 2, 5 }), 17) << "turned";
}

TEST(WeightImport, whatIsNoWeightIsListedAsFarAsAPersonReads)
{
    const ModelSpec dense { .input = { 1, 1, 1 },
        .layers = { { "dense", {}, { { "units", 1.0 }, { "bias", false } } } } };
    std::vector<std::string> items { pickledArray("w", { 1, 1 }, false) };
    for (int i = 0; i < 30; ++i)
        items.push_back(pickledNumber("n" + std::to_string(i), 1));
    const TempFolder folder;
    const WeightImport import(folder.write("p.pkl", pickledDict(items)), dense, {});
    ASSERT_EQ(import.excluded().size(), 21U);
    EXPECT_EQ(import.excluded().back(), "10 more things that are no weights");
}

TEST(WeightImport, fortranOrderIsUnderstood)
{
    const ModelSpec dense { .input = { 1, 1, 3 },
        .layers = { { "dense", {}, { { "units", 2.0 } } } } };
    const TempFolder folder;
    const auto path = folder.write("params.pkl",
        pickledDict({ pickledArray("w", { 2, 3 }, true), pickledArray("b", { 2 }, false) }));
    const auto weights = WeightImport(path, dense, {}).parameters();
    EXPECT_EQ(at(weights[0].value, { 1, 0 }), 1);
    EXPECT_EQ(at(weights[0].value, { 0, 1 }), 2);
}

TEST(WeightImport, saysThatAVariantOfTheSameShapesIsAnotherNetwork)
{
    const auto net = [](const std::string &pool, const std::string &bend) {
        return withNames({ .input = { 1, 6, 6 },
            .layers = { { "conv", {}, { { "filters", 4.0 } } }, { bend, "bend", {} },
                { pool, "pool", {} }, { "dense", {}, { { "units", 3.0 } } } } });
    };
    Rng rng(5);
    const auto model = randomModel(net("maxpool", "relu"), rng);
    const TempFolder folder;
    for (const ExportFormat &format : exportFormats()) {
        if (format.name == "onnx" || format.name == "c")
            continue; // ways out only
        const auto path = folder / ("net" + std::string(format.extension));
        exportModel(format, path, *model);
        EXPECT_EQ(WeightImport(path, model->spec, {}).parameters(), model->parameters);
        for (const ModelSpec &other : { net("avgpool", "relu"), net("maxpool", "tanh") })
            EXPECT_THAT(errorOf([&] { WeightImport(path, other, {}); }),
                AllOf(HasSubstr(path.string() + ": in this model"),
                    HasSubstr("weights were changed"), HasSubstr("model differs"),
                    HasSubstr("choose that model"), testing::Not(HasSubstr("damaged"))));
    }
}

TEST(WeightImport, namesTheFileOfEveryError)
{
    const TempFolder folder;
    const auto error = [&](const std::filesystem::path &path, bool keras = false) {
        return errorOf([&] { WeightImport(path, spec(), { .keras = keras }); });
    };
    writeNpz(folder / "x.npz", kerasTensors());
    EXPECT_THAT(error(folder / "x.npz"), AllOf(HasSubstr("x.npz: "), HasSubstr("--keras")));
    EXPECT_THAT(error(folder.write("x.h5", "\x89HDF\r\n")), HasSubstr("HDF5 is not read"));
    EXPECT_THAT(error(folder.write("x.bin", "something")), HasSubstr("no file of weights"));
    writeNpz(folder / "x.pt", { { "archive/data.pkl", Tensor({ 1 }) } });
    EXPECT_THAT(error(folder / "x.pt"), HasSubstr("PyTorch's own archive"));
    writeNpz(folder / "x.keras", { { "model.weights.h5", Tensor({ 1 }) } });
    EXPECT_THAT(error(folder / "x.keras"), HasSubstr("Keras' own archive"));
    EXPECT_THAT(error(folder / "absent.npz"), HasSubstr("absent.npz"));
    Rng rng(4);
    writeTextWeights(folder / "text", *randomModel(spec(), rng));
    EXPECT_THAT(error(folder / "text", true), HasSubstr("no axes"));
    EXPECT_THAT(sourcesOf(WeightImport(folder / "text", spec(), {}).mapping()),
        testing::Contains("scale2.txt"));
}

} // namespace convscope::test
