// SPDX-License-Identifier: GPL-3.0-or-later
// Files of weights that are wrong in one way each: all are refused with a sentence that names the
// error, before much work is done. Every operator new of this program counts.
#include "core/base/files/byte_reader.h"
#include "core/io/export/text_weights.h"
#include "core/io/import/weight_sources.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "tests/support/errors.h"
#include "tests/support/hostile_weights.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <new>

namespace {

std::atomic<std::size_t> taken { 0 }; // bytes, by any thread, whether given back or not

void *counted(std::size_t size, std::size_t alignment)
{
    taken.fetch_add(size, std::memory_order_relaxed);
    const std::size_t rounded
        = (std::max<std::size_t>(size, 1) + alignment - 1) / alignment * alignment;
    if (void *memory = std::aligned_alloc(alignment, rounded))
        return memory;
    throw std::bad_alloc();
}

constexpr std::size_t kUsual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

} // namespace

void *operator new(std::size_t size)
{
    return counted(size, kUsual);
}
void *operator new[](std::size_t size)
{
    return counted(size, kUsual);
}
void *operator new(std::size_t size, std::align_val_t alignment)
{
    return counted(size, std::size_t(alignment));
}
void *operator new[](std::size_t size, std::align_val_t alignment)
{
    return counted(size, std::size_t(alignment));
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete[](void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void *memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

namespace convscope::test {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// For all that reading a file takes besides its contents: a small model, read twice.
constexpr std::size_t kWorkAlways = std::size_t(2) << 20U;
/// Parsed JSON is the largest: an element, its place in a growing list, the sum of all sizes.
constexpr std::size_t kWorkPerByte = 64;

/// The slowest so far, for people; nothing depends on it.
struct Slowest {
    std::string name;
    double milliseconds = 0;
    std::size_t count = 0;
    ~Slowest()
    {
        if (count > 0)
            std::cout << count << " hostile files refused; the slowest, " << name << ", took "
                      << milliseconds << " ms\n";
    }
};

class HostileWeights : public testing::Test {
protected:
    /// `path` has the file, whose reading must fail.
    void expectRefused(const std::string &name, const std::filesystem::path &path, std::size_t size,
        const std::string &error, const std::function<void()> &read)
    {
        SCOPED_TRACE(name);
        const std::size_t before = taken;
        const auto start = std::chrono::steady_clock::now();
        const std::string sentence = errorOf(read);
        const std::chrono::duration<double, std::milli> time
            = std::chrono::steady_clock::now() - start;
        EXPECT_LE(taken - before, kWorkAlways + kWorkPerByte * size);
        EXPECT_THAT(sentence, StartsWith(path.string()));
        EXPECT_THAT(sentence, HasSubstr(error));
        ++m_slowest.count;
        if (time.count() > m_slowest.milliseconds) {
            m_slowest.name = name;
            m_slowest.milliseconds = time.count();
        }
    }

    void expectAllRefused(const std::vector<HostileFile> &files, const std::string &ending,
        const std::function<void(const std::filesystem::path &)> &read)
    {
        const TempFolder folder;
        for (const HostileFile &file : files) {
            const auto path = folder.write(file.name + ending, file.bytes);
            expectRefused(
                file.name + ending, path, file.bytes.size(), file.error, [&] { read(path); });
        }
    }

private:
    Slowest m_slowest;
};

ModelSpec smallSpec()
{
    return withNames({ .input = { 1, 3, 3 },
        .layers = { { "conv", {}, { { "filters", 2.0 }, { "kernel", Extent { 2, 2 } } } },
            { "dense", {}, { { "units", 2.0 } } } } });
}

} // namespace

TEST_F(HostileWeights, safetensorsAreRefused)
{
    expectAllRefused(hostileSafetensors(), ".safetensors",
        [](const std::filesystem::path &path) { readSafetensors(path); });
}

TEST_F(HostileWeights, modelsInGoodContainersAreRefused)
{
    expectAllRefused(hostileModels(), ".safetensors",
        [](const std::filesystem::path &path) { readModelFile(path); });
}

TEST_F(HostileWeights, aModelWithAnyByteChangedIsReadOrRefusedButNothingElseHappens)
{
    const TempFolder folder;
    Rng rng(3);
    writeModelFile(folder / "good", *randomModel(smallSpec(), rng));
    const auto good = readFile(folder / "good", 1U << 20U);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto changed = good;
        changed[i] ^= static_cast<std::uint8_t>(1U << rng.below(8));
        const auto path = folder.write("changed", changed);
        refused += errorOf([&] { readModelFile(path); }) != "nothing was wrong" ? 1U : 0U;
    }
    EXPECT_GT(refused, good.size() / 2);
}

TEST_F(HostileWeights, archivesOfArraysAreRefused)
{
    expectAllRefused(
        hostileNpz(), ".npz", [](const std::filesystem::path &path) { readNpz(path); });
}

TEST_F(HostileWeights, picklesAreRefused)
{
    expectAllRefused(hostilePickles(), ".pkl",
        [](const std::filesystem::path &path) { readWeightSource(path, smallSpec()); });
}

TEST_F(HostileWeights, textsAreRefused)
{
    for (const HostileText &text : hostileTexts()) {
        const TempFolder folder;
        folder.write("filter1.txt", "1 2 3 4 5 6 7 8");
        folder.write("bias1.txt", "1 2");
        folder.write("weight2.txt", "1 2 3 4 5 6 7 8\n1 2 3 4 5 6 7 8");
        folder.write("bias2.txt", "1 2");
        readTextWeights(folder.path(), smallSpec()); // else all would be refused for another reason
        folder.write(text.file, text.bytes);
        expectRefused(text.name + ".txt", folder / text.file, text.bytes.size(), text.error,
            [&] { readTextWeights(folder.path(), smallSpec()); });
    }
}

} // namespace convscope::test
