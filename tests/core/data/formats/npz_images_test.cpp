// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/formats/npz_images.h"
#include "tests/support/npz_file.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

NpzMember array(
    const std::string &name, const std::string &type, const std::string &shape, const Bytes &data)
{
    return { name + ".npy", npyFile(type, shape, data) };
}

/// Labels 0, 1, 0, … as bytes.
NpzMember labels(const std::string &name, std::size_t count)
{
    Bytes values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<std::uint8_t>(i % 2);
    return array(name, "|u1", "(" + std::to_string(count) + ",)", values);
}

std::unique_ptr<Dataset> opened(const std::vector<NpzMember> &members, bool packed = false)
{
    const TempFolder folder;
    return openDataset(folder.write("d.npz", npzFile(members, packed)).string(), noProgress);
}

std::string npzFailure(const std::filesystem::path &path)
{
    try {
        openDataset(path.string(), noProgress);
    } catch (const Error &error) {
        return error.what();
    }
    return "opened";
}

std::string failureOfArrays(const std::vector<NpzMember> &members, bool packed = false)
{
    const TempFolder folder;
    return npzFailure(folder.write("d.npz", npzFile(members, packed)));
}

/// The pixels of a first image of 2×2 whose values are given.
template<typename T>
std::vector<std::uint8_t> firstPixels(const std::string &type, const std::vector<T> &values)
{
    return opened({ array("x", type, "(1, 2, 2)", valuesOf(values)), labels("y", 1) })
        ->image(0)
        .pixels;
}

const Bytes kFour { 10, 20, 30, 200 };

} // namespace

TEST(NpzImages, ACountThatPacksAwayIsRefusedBeforeAnythingIsUnpacked)
{
    constexpr std::size_t kMany = 500'000;
    const NpzMember tiny = array("x", "|u1", "(500000, 1, 1)", Bytes(kMany));
    EXPECT_THAT(failureOfArrays({ tiny, labels("y", kMany) }, true),
        HasSubstr("500,000 images of 1 value are more than a file of"));
    EXPECT_THAT(
        failureOfArrays({ array("x", "|u1", "(1, 2, 2)", kFour), labels("y", kMany) }, true),
        HasSubstr("'x' has 1 images, but 'y' has 500000 labels"));
    const NpzMember blank = array("x", "|u1", "(10, 1000, 1000)", Bytes(10'000'000));
    EXPECT_THAT(failureOfArrays({ blank, labels("y", 10) }, true),
        HasSubstr("10 images of 1,000,000 values are more than"));
}

TEST(NpzImages, ReadsMedMnistsArraysWithTheirSplits)
{
    const TempFolder folder;
    const Bytes twice { 10, 20, 30, 200, 1, 2, 3, 4 };
    folder.write("bloodmnist.npz",
        npzFile({ array("train_images", "|u1", "(2, 2, 2)", twice),
                    array("train_labels", "|u1", "(2, 1)", { 5, 10 }),
                    array("val_images", "|u1", "(1, 2, 2)", { 9, 9, 9, 9 }),
                    array("val_labels", "|u1", "(1, 1)", { 5 }),
                    array("test_images", "|u1", "(1, 2, 2)", { 8, 8, 8, 8 }),
                    array("test_labels", "|u1", "(1, 1)", { 7 }) },
            true));
    for (const auto &path : { folder.path(), folder / "bloodmnist.npz" }) {
        const auto dataset = openDataset(path.string(), noProgress);
        EXPECT_EQ(dataset->format(), "npz");
        EXPECT_THAT(dataset->classes(), ElementsAre("5", "7", "10"));
        ASSERT_EQ(dataset->samples().size(), 4U);
        EXPECT_EQ(dataset->samples()[1].name, "train_images #1");
        EXPECT_EQ(dataset->samples()[1].label, 2);
        EXPECT_EQ(dataset->samples()[1].split, Split::Train);
        EXPECT_EQ(dataset->samples()[2].split, Split::Validation);
        EXPECT_EQ(dataset->samples()[3].split, Split::Test);
        EXPECT_EQ(dataset->image(1), (Image { 1, 2, 2, { 1, 2, 3, 4 } }));
        EXPECT_EQ(dataset->image(3).pixels[0], 8);
        EXPECT_EQ(dataset->imageShape(), (Shape { 1, 2, 2 }));
        EXPECT_NE(dataset->stamp(0), dataset->stamp(1));
        EXPECT_THAT(dataset->problems(), IsEmpty());
    }
}

TEST(NpzImages, ReadsKerasArraysAndPlainOnes)
{
    const auto keras = opened({ array("x_train", "|u1", "(1, 2, 2)", kFour), labels("y_train", 1),
        array("x_test", "|u1", "(1, 2, 2)", kFour), labels("y_test", 1) });
    EXPECT_EQ(keras->samples()[1].split, Split::Test);
    for (const auto &[x, y] : std::vector<std::pair<std::string, std::string>> {
             { "x", "y" }, { "images", "labels" }, { "data", "target" }, { "X", "Y" } }) {
        const auto plain = opened({ array(x, "|u1", "(1, 2, 2)", kFour), labels(y, 1) });
        EXPECT_EQ(plain->samples()[0].split, std::nullopt);
        EXPECT_EQ(plain->image(0).pixels, kFour);
    }
}

TEST(NpzImages, ChannelsMayBeLastOrFirst)
{
    Bytes last, first;
    for (std::uint8_t value = 0; value < 18; ++value) {
        last.push_back(static_cast<std::uint8_t>(100 + value));
        first.push_back(static_cast<std::uint8_t>(100 + value % 6 * 3 + value / 6));
    }
    const Image image { 3, 2, 3, last };
    EXPECT_EQ(opened({ array("x", "|u1", "(1, 2, 3, 3)", last), labels("y", 1) })->image(0), image);
    EXPECT_EQ(
        opened({ array("x", "|u1", "(1, 3, 2, 3)", first), labels("y", 1) })->image(0).width, 2)
        << "where both could be, the channels are last";
    const Bytes wide(first.begin(), first.end());
    EXPECT_EQ(
        opened({ array("x", "|u1", "(1, 3, 1, 6)", wide), labels("y", 1) })->image(0).pixels, last);
    EXPECT_EQ(opened({ array("x", "|u1", "(1, 1, 2, 2)", kFour), labels("y", 1) })->image(0),
        (Image { 1, 2, 2, kFour }));
    EXPECT_EQ(opened({ array("x", "|u1", "(1, 4)", kFour), labels("y", 1) })->image(0),
        (Image { 1, 2, 2, kFour }))
        << "a flat square";
}

TEST(NpzImages, AnyNumbersBecomeEightBits)
{
    EXPECT_THAT(firstPixels<float>("<f4", { 0, 0.5F, 1, 0.25F }), ElementsAre(0, 128, 255, 64));
    EXPECT_THAT(firstPixels<double>("<f8", { 0, 17.4, 254.6, 255 }), ElementsAre(0, 17, 255, 255));
    EXPECT_THAT(firstPixels<double>("<f8", { 0, 8, 16, 4 }), ElementsAre(0, 128, 255, 64));
    EXPECT_THAT(firstPixels<std::int16_t>("<i2", { 0, 1, 2, 250 }), ElementsAre(0, 1, 2, 250));
    EXPECT_THAT(firstPixels<std::uint16_t>(">u2", { 0, 0x0100, 0x0200, 0xfa00 }),
        ElementsAre(0, 1, 2, 250));
    EXPECT_THAT(firstPixels<std::uint8_t>("|b1", { 0, 1, 1, 0 }), ElementsAre(0, 255, 255, 0));
}

TEST(NpzImages, TheScaleIsOneForAllSplits)
{
    const auto dataset = opened({ array("x_train", "|u1", "(1, 2, 2)", { 1, 0, 0, 1 }),
        labels("y_train", 1), array("x_test", "|u1", "(1, 2, 2)", kFour), labels("y_test", 1) });
    EXPECT_THAT(dataset->image(0).pixels, ElementsAre(1, 0, 0, 1));
}

TEST(NpzImages, LabelsMayBeOfAnyWholeNumbers)
{
    const auto classes = [](const std::string &type, const Bytes &values) {
        return opened(
            { array("x", "|u1", "(2, 2, 2)", Bytes(8, 200)), array("y", type, "(2,)", values) })
            ->classes();
    };
    EXPECT_THAT(classes("<i8", valuesOf<std::int64_t>({ 10, 9 })), ElementsAre("9", "10"));
    EXPECT_THAT(classes("<i4", valuesOf<std::int32_t>({ -1, 3 })), ElementsAre("-1", "3"));
    EXPECT_THAT(classes(">i2", { 0, 1, 0, 2 }), ElementsAre("1", "2"));
    EXPECT_THAT(classes("<f4", valuesOf<float>({ 1, 2 })), ElementsAre("1", "2"));
}

TEST(NpzImages, AImageWithAValueThatIsNoPixelIsExcluded)
{
    const auto dataset
        = opened({ array("x", "<f4", "(4, 2, 2)",
                       valuesOf<float>({ 0, 0, 0, 1, NAN, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1e30F })),
            labels("y", 4) });
    ASSERT_EQ(dataset->samples().size(), 2U);
    EXPECT_EQ(dataset->samples()[1].name, "x #2");
    EXPECT_THAT(dataset->image(1).pixels, ElementsAre(0, 255, 0, 255));
    ASSERT_EQ(dataset->problems().size(), 2U);
    EXPECT_EQ(dataset->problems()[0].path, "x #1");
    EXPECT_EQ(dataset->problems()[1],
        (Problem { "x #3", "it has a value that is no number from 0 to 255" }));
}

TEST(NpzImages, MoreBadImagesThanGoodOnesAreAnError)
{
    EXPECT_THAT(failureOfArrays({ array("x", "<f4", "(1, 2, 2)", valuesOf<float>({ 0, 0, 0, -1 })),
                    labels("y", 1) }),
        HasSubstr("array 'x': 1 of its 1 images have values that are no numbers from 0 to 255"));
}

TEST(NpzImages, AnArrayWithoutItsPartnerIsAProblem)
{
    const auto dataset = opened({ array("x_train", "|u1", "(1, 2, 2)", kFour), labels("y_train", 1),
        array("x_test", "|u1", "(1, 2, 2)", kFour), labels("val_labels", 1),
        array("mean", "<f4", "(1,)", valuesOf<float>({ 1 })) });
    EXPECT_THAT(dataset->problems(),
        ElementsAre(Problem { "val_labels", "an array of labels without images, left out" },
            Problem { "x_test", "an array of images without labels, left out" }));
}

TEST(NpzImages, WhatDoesNotFitIsRefusedWithItsArray)
{
    const NpzMember x = array("x", "|u1", "(1, 2, 2)", kFour);
    EXPECT_THAT(failureOfArrays({ x, labels("y", 2) }),
        HasSubstr("d.npz: 'x' has 1 images, but 'y' has 2 labels"));
    EXPECT_THAT(failureOfArrays({ x, array("y", "|u1", "(1, 3)", { 1, 0, 1 }) }),
        HasSubstr("d.npz: array 'y': its 3 columns are several labels an image"));
    EXPECT_THAT(
        failureOfArrays({ x, array("y", "|u1", "()", { 1 }) }), HasSubstr("expected N labels"));
    EXPECT_THAT(failureOfArrays({ x, array("y", "<f4", "(1,)", valuesOf<float>({ 0.5F })) }),
        HasSubstr("label 0 is no whole number"));
    EXPECT_THAT(failureOfArrays({ x, array("y", "<f4", "(1,)", valuesOf<float>({ NAN })) }),
        HasSubstr("label 0 is no whole number"));
    EXPECT_THAT(failureOfArrays({ x, array("images", "|u1", "(1, 2, 2)", kFour), labels("y", 1) }),
        HasSubstr("'x' and 'images' have the same meaning"));
    EXPECT_THAT(failureOfArrays({ x }), HasSubstr("its arrays are x; expected images with labels"));
    EXPECT_THAT(failureOfArrays({}), HasSubstr("d.npz"));
    EXPECT_THAT(failureOfArrays({ array("x", "|u1", "(1, 2, 2, 2)", Bytes(8)), labels("y", 1) }),
        HasSubstr("its shape is 1×2×2×2; expected images as N×H×W"));
    EXPECT_THAT(failureOfArrays({ array("x", "|u1", "(0, 2, 2)", {}), labels("y", 0) }),
        HasSubstr("there are no images in it"));
}

TEST(NpzImages, ObjectsAreNeverRead)
{
    EXPECT_THAT(failureOfArrays(
                    { array("x", "|u1", "(1, 2, 2)", kFour), array("y", "|O", "(1,)", { 0x80 }) }),
        HasSubstr("array 'y': its values are of type '|O'; read here are"));
}

TEST(NpzImages, SizesThatAreNotTrueAreRefusedBeforeMemoryIsTaken)
{
    const NpzMember y = labels("y", 1);
    EXPECT_THAT(failureOfArrays({ array("x", "|u1", "(1, 2, 3)", kFour), y }),
        HasSubstr("array 'x': its shape needs 6 bytes of data, but there are 4"));
    EXPECT_THAT(failureOfArrays({ array("x", "|u1", "(1000000000, 2, 2)", kFour), y }),
        HasSubstr("its shape needs 4000000000 bytes of data, but there are 4"));
    EXPECT_THAT(failureOfArrays({ array("x", "|u1", "(4294967296, 4294967296, 2)", kFour), y }),
        HasSubstr("too large"));
    NpzMember bomb = array("x", "|u1", "(1000000000, 2, 2)", kFour);
    bomb.claimedSize = static_cast<std::uint32_t>(bomb.bytes.size() - 4 + 4'000'000'000);
    EXPECT_THAT(failureOfArrays({ bomb, y }, true), HasSubstr("it claims to unpack to"));
    NpzMember little = array("x", "|u1", "(100, 2, 2)", Bytes(200));
    little.claimedSize = static_cast<std::uint32_t>(little.bytes.size() + 200);
    EXPECT_THAT(failureOfArrays({ little, y }, true), HasSubstr("array 'x': it is"));
}

TEST(NpzImages, DamageIsSeenByTheChecksum)
{
    const TempFolder folder;
    Bytes file = npzFile({ array("x", "|u1", "(1, 2, 2)", { 11, 22, 33, 44 }), labels("y", 1) });
    const Bytes requested { 11, 22, 33, 44 };
    const auto pixels = std::search(file.begin(), file.end(), requested.begin(), requested.end());
    ASSERT_NE(pixels, file.end());
    *pixels = 12;
    EXPECT_THAT(npzFailure(folder.write("d.npz", file)), HasSubstr("array 'x': it is damaged"));
    file.resize(file.size() / 2);
    EXPECT_THAT(npzFailure(folder.write("d.npz", file)), HasSubstr("no .npz archive"));
    EXPECT_THAT(
        npzFailure(folder.write("d.npz", std::string_view())), HasSubstr("no .npz archive"));
}

TEST(NpzImages, AnyOneFlippedByteIsRefusedOrHarmlessButNeverWorse)
{
    const TempFolder folder;
    for (const bool packed : { false, true }) {
        const Bytes file
            = npzFile({ array("train_images", "<f4", "(1, 2, 2)", valuesOf<float>({ 0, 1, 0, 1 })),
                          labels("train_labels", 1) },
                packed);
        for (std::size_t i = 0; i < file.size(); i += 3) {
            Bytes flipped = file;
            flipped[i] ^= static_cast<std::uint8_t>(1U << i % 8);
            const auto path = folder.write("d.npz", flipped);
            EXPECT_THAT(npzFailure(path), testing::AnyOf("opened", HasSubstr("d.npz")));
        }
    }
}

TEST(NpzImages, OfSeveralArchivesTheFileChooses)
{
    const TempFolder folder;
    folder.write("a.npz", npzFile({ labels("y", 1) }));
    folder.write("b.npz", npzFile({ labels("y", 1) }));
    EXPECT_THAT(npzFailure(folder.path()), HasSubstr("several .npz files lie here"));
    folder.write("cats/a.png", std::string_view("x"));
    EXPECT_FALSE(probeNpz(folder.path())) << "archives beside folders of images";
    EXPECT_FALSE(probeNpz(folder / "cats/a.png"));
    EXPECT_FALSE(probeNpz(folder / "nothing.npz"));
}

TEST(NpzImages, CanBeCancelled)
{
    const TempFolder folder;
    const auto path
        = folder.write("d.npz", npzFile({ array("x", "|u1", "(1, 2, 2)", kFour), labels("y", 1) }));
    EXPECT_THROW(openNpz(path, [](std::size_t, std::size_t) { return false; }), Cancelled);
}

TEST(NpzImages, ReadsWhatNumpyWrites)
{
    const TempFolder folder;
    const std::string path = (folder / "d.npz").string();
    const std::string script
        = "import sys\n"
          "try:\n import numpy as np\nexcept ImportError: sys.exit(77)\n"
          "x = np.arange(2 * 5 * 7 * 3, dtype='uint8').reshape(2, 5, 7, 3)\n"
          "np.savez_compressed(sys.argv[1], train_images=x, train_labels=np.array([[3], [1]]))\n";
    const auto result = runProgram(python(), { "-c", script, path });
    if (result.status == 77 || result.status == 127)
        GTEST_SKIP() << "python3-numpy is not installed";
    ASSERT_EQ(result.status, 0) << result.err;
    const auto dataset = openDataset(path, noProgress);
    EXPECT_THAT(dataset->classes(), ElementsAre("1", "3"));
    const Image image = dataset->image(1);
    EXPECT_EQ(image.height, 5);
    EXPECT_EQ(image.width, 7);
    EXPECT_EQ(image.pixels.front(), 105);
    EXPECT_EQ(image.pixels.back(), 209);
}

} // namespace convscope::test
