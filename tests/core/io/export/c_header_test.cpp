// SPDX-License-Identifier: GPL-3.0-or-later
// C headers before the C compiler: every preset and 200 random networks of all kinds, compiled into
// one program that must get the same probabilities.
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/io/export/c_header.h"
#include "tests/support/errors.h"
#include "tests/support/exported_models.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>

using namespace convscope;
using test::Answers;
using test::NamedModel;
using test::TempFolder;
using testing::HasSubstr;

namespace {

constexpr int kImages = 3; // a network
constexpr double kTolerance = 1e-5;

/// A program that reads images from its input and writes, of each network in turn, what its
/// selftest says, then the probabilities.
std::string programFor(const std::vector<std::string> &names)
{
    std::string text = "#include <stdio.h>\n";
    for (const std::string &name : names)
        text += "#include \"" + name + ".h\"\n";
    text += "static float in[1 << 20], out[4096];\n"
            "#define RUN(N) do { int i; out[0] = N##_selftest(); fwrite(out, 4, 1, stdout); \\\n"
            "  for (i = 0; i < "
        + std::to_string(kImages)
        + "; ++i) { \\\n"
          "    size_t want = N##_CHANNELS * N##_HEIGHT * N##_WIDTH; \\\n"
          "    if (fread(in, 4, want, stdin) != want) return 1; \\\n"
          "    N##_predict(in, out); fwrite(out, 4, N##_CLASSES, stdout); } } while (0)\n"
          "int main(void)\n{\n";
    for (const std::string &name : names)
        text += "    RUN(" + name + ");\n";
    return text + "    return 0;\n}\n";
}

std::string quoted(const std::filesystem::path &path)
{
    return "'" + path.string() + "'";
}

test::ProgramResult shell(const std::string &command)
{
    return test::runProgram("/bin/sh", { "-c", command });
}

/// Compiles the networks together, runs them and compares; returns the largest difference.
double largestDifferenceInC(const TempFolder &folder, const std::vector<NamedModel> &models)
{
    std::vector<std::string> names;
    std::string inputs;
    std::vector<float> expected;
    for (const NamedModel &one : models) {
        const std::filesystem::path path = folder / (one.name + ".h");
        writeCHeader(path, *one.model, goldenSample(*one.model));
        names.push_back(cNameOf(path));
        std::filesystem::rename(path, folder / (names.back() + ".h"));
        const Answers answers = test::answersOf(*one.model, kImages);
        inputs.append(reinterpret_cast<const char *>(answers.inputs.data()),
            answers.inputs.size() * sizeof(float));
        expected.push_back(0); // of the selftest
        expected.insert(expected.end(), answers.probabilities.begin(), answers.probabilities.end());
    }
    const auto source = folder.write("main.c", programFor(names));
    const auto images = folder.write("images", inputs);
    const auto compiled = shell("cc -std=c99 -Wall -Wextra -Wpedantic -Werror -O1 -o "
        + quoted(folder / "program") + " " + quoted(source) + " -lm");
    EXPECT_EQ(compiled.status, 0) << compiled.err.substr(0, 2000);
    const auto ran = shell(quoted(folder / "program") + " < " + quoted(images));
    EXPECT_EQ(ran.status, 0);
    std::vector<float> said(ran.out.size() / sizeof(float));
    std::memcpy(said.data(), ran.out.data(), said.size() * sizeof(float));
    return largestDifference(std::span<const float>(said), expected);
}

} // namespace

TEST(CHeader, EveryPresetCompilesAsC99AndGetsTheSameProbabilities)
{
    const TempFolder folder;
    const double difference = largestDifferenceInC(folder, test::presetModels());
    std::cout << "largest difference of a probability: " << difference << '\n';
    EXPECT_LE(difference, kTolerance);
}

TEST(CHeader, TwoHundredRandomNetworksOfAllKindsGetTheSameProbabilities)
{
    const TempFolder folder;
    const std::vector<NamedModel> models = test::randomModels(200);
    EXPECT_EQ(test::kindsOf(models), test::registeredKinds());
    const double difference = largestDifferenceInC(folder, models);
    std::cout << "largest difference of a probability: " << difference << '\n';
    EXPECT_LE(difference, kTolerance);
}

TEST(CHeader, IsValidCppToo)
{
    const TempFolder folder;
    const auto models = test::randomModels(40);
    std::string source;
    for (const NamedModel &one : models) {
        writeCHeader(folder / (one.name + ".h"), *one.model, goldenSample(*one.model));
        source += "#include \"" + one.name + ".h\"\n";
    }
    const auto path = folder.write("main.cpp", source + "int main() { return 0; }\n");
    const auto compiled
        = shell("c++ -std=c++11 -Wall -Wextra -Werror -fsyntax-only " + quoted(path));
    EXPECT_EQ(compiled.status, 0) << compiled.err.substr(0, 2000);
}

TEST(CHeader, NamesOfAnyKindAreHarmless)
{
    const TempFolder folder;
    Rng rng(2);
    ModelSpec spec;
    spec.input = { 1, 3, 3 };
    spec.layers = { { "relu", "* #error", {} }, { "dense", "@?\?'\"", { { "units", 4.0 } } } };
    TrainedModel model = *test::randomModel(spec, rng);
    model.classes = { "a\"b\\c", "?\?/@", "line\nend\t1", "ünïcode 7" };
    writeCHeader(folder / "1 odd-näme.h", model, goldenSample(model));
    EXPECT_EQ(cNameOf("1 odd-n.h"), "model_1_odd_n");
    const std::string name = cNameOf(folder / "1 odd-näme.h");
    const auto source = folder.write("main.c",
        "#include <stdio.h>\n#include \"1 odd-näme.h\"\nint main(void)\n{\n    int i;\n"
        "    for (i = 0; i < 4; ++i)\n        puts("
            + name + "_class_names[i]);\n    return " + name + "_selftest() < 1e-5f ? 0 : 1;\n}\n");
    const auto compiled = shell("cc -std=c99 -Wall -Wextra -Wpedantic -Werror -o "
        + quoted(folder / "program") + " " + quoted(source) + " -lm");
    ASSERT_EQ(compiled.status, 0) << compiled.err;
    const auto ran = shell(quoted(folder / "program"));
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out, "a\"b\\c\n?\?/@\nline\nend\t1\nünïcode 7\n");
}

// Written by version 0.1.0; it must stay what compilers take.
TEST(CHeader, TheKeptFilePassesItsOwnTest)
{
    const TempFolder folder;
    const auto source = folder.write("main.c",
        "#include \"" TEST_SOURCE_DIR "/golden/exports/net.h\"\n"
        "int main(void)\n{\n    return net_selftest() < 1e-5f ? 0 : 1;\n}\n");
    const auto ran
        = shell("cc -std=c99 -Wall -Wextra -Wpedantic -Werror -o " + quoted(folder / "program")
            + " " + quoted(source) + " -lm && " + quoted(folder / "program"));
    EXPECT_EQ(ran.status, 0) << ran.err;
}

TEST(CHeader, NormalizesPixelsAsTheProgramDoes)
{
    const TempFolder folder;
    Rng rng(4);
    TrainedModel model = *test::randomModel(test::randomSpec(rng), rng);
    model.preprocessing.normalization = Normalization::Standard;
    for (int c = 0; c < model.preprocessing.channels; ++c) {
        model.preprocessing.mean.push_back(0.31 + 0.1 * c);
        model.preprocessing.stddev.push_back(0.22 + 0.01 * c);
    }
    writeCHeader(folder / "m.h", model, goldenSample(model));
    const std::size_t size = model.spec.input.size();
    std::string pixels;
    for (std::size_t i = 0; i < size; ++i)
        pixels += static_cast<char>(i * 7);
    const auto source = folder.write("main.c",
        "#include <stdio.h>\n#include \"m.h\"\n#define SIZE (m_CHANNELS * m_HEIGHT * m_WIDTH)\n"
        "int main(void)\n{\n    static unsigned char pixels[SIZE];\n    static float input[SIZE];\n"
        "    if (fread(pixels, 1, SIZE, stdin) != SIZE)\n        return 1;\n"
        "    m_normalize(pixels, input);\n    return fwrite(input, 4, SIZE, stdout) != SIZE;\n}\n");
    const auto ran = shell("cc -std=c99 -o " + quoted(folder / "program") + " " + quoted(source)
        + " -lm && " + quoted(folder / "program") + " < " + quoted(folder.write("pixels", pixels)));
    ASSERT_EQ(ran.status, 0) << ran.err;
    Buffer expected(size);
    normalizePixels({ reinterpret_cast<const std::uint8_t *>(pixels.data()), size },
        model.preprocessing, expected);
    std::vector<float> said(size);
    ASSERT_EQ(ran.out.size(), size * sizeof(float));
    std::memcpy(said.data(), ran.out.data(), ran.out.size());
    EXPECT_LE(largestDifference(said, std::vector<float>(expected.begin(), expected.end())), 1e-6);
}

TEST(CHeader, NumbersComeBackToTheBitAndDamageIsNamed)
{
    const TempFolder folder;
    Rng rng(6);
    TrainedModel model = *test::randomModel(test::randomSpec(rng), rng);
    model.parameters.back().value.values()[0] = std::numeric_limits<Scalar>::denorm_min();
    const GoldenSample golden = goldenSample(model);
    const auto path = folder / "m.h";
    writeCHeader(path, model, golden);
    const CHeaderNumbers numbers = readCHeader(path, model.spec);
    EXPECT_EQ(numbers.parameters, model.parameters);
    EXPECT_EQ(numbers.golden, golden);

    const auto bytes = readFile(path, 1U << 24U);
    const std::string text(bytes.begin(), bytes.end());
    const auto error = [&](const std::string &damaged) {
        folder.write("m.h", damaged);
        return test::errorOf([&] { readCHeader(path, model.spec); });
    };
    EXPECT_THAT(error(text.substr(0, text.size() / 2)), HasSubstr("m.h: the array m_"));
    EXPECT_THAT(error(""), HasSubstr("is missing"));
    std::string other = text;
    other.replace(other.find("f,", other.find("m_golden_input[")), 1, "x");
    EXPECT_THAT(error(other), HasSubstr("m_golden_input has something that is no number"));
    other = text;
    other.replace(other.find("f,", other.find("m_golden_input[")), 2, "f,1.0f,");
    EXPECT_THAT(error(other), HasSubstr("does not end where it should"));
}

TEST(CHeader, WeightsThatAreNoNumbersStillCompile)
{
    const TempFolder folder;
    Rng rng(8);
    TrainedModel model = *test::randomModel(test::randomSpec(rng), rng);
    const auto values = model.parameters.back().value.values();
    values[0] = std::numeric_limits<Scalar>::quiet_NaN();
    values[1] = -std::numeric_limits<Scalar>::infinity();
    writeCHeader(folder / "m.h", model, goldenSample(model));
    const auto source = folder.write("main.c", "#include \"m.h\"\nint main(void) { return 0; }\n");
    EXPECT_EQ(shell("cc -std=c99 -Wall -Werror -fsyntax-only " + quoted(source)).status, 0);
    const auto read = readCHeader(folder / "m.h", model.spec).parameters.back().value;
    EXPECT_TRUE(std::isnan(read.values()[0]));
    EXPECT_EQ(read.values()[1], values[1]);
}
