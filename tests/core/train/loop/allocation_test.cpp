// SPDX-License-Identifier: GPL-3.0-or-later
// No memory is taken in a training step after the first: every operator new of this program counts.
#include "core/nn/model.h"
#include "tests/support/digits_run.h"
#include "tests/support/optimizer_kinds.h"
#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

namespace {

std::atomic<std::int64_t> allocations { 0 }; // by any thread

void *counted(std::size_t size, std::size_t alignment)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    const std::size_t rounded
        = (std::max<std::size_t>(size, 1) + alignment - 1) / alignment * alignment;
    return std::aligned_alloc(alignment, rounded);
}

void *countedOrThrow(std::size_t size, std::size_t alignment)
{
    if (void *memory = counted(size, alignment))
        return memory;
    throw std::bad_alloc();
}

constexpr std::size_t kUsual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

} // namespace

void *operator new(std::size_t size)
{
    return countedOrThrow(size, kUsual);
}
void *operator new[](std::size_t size)
{
    return countedOrThrow(size, kUsual);
}
void *operator new(std::size_t size, std::align_val_t alignment)
{
    return countedOrThrow(size, std::size_t(alignment));
}
void *operator new[](std::size_t size, std::align_val_t alignment)
{
    return countedOrThrow(size, std::size_t(alignment));
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    return counted(size, kUsual);
}
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept
{
    return counted(size, kUsual);
}
void *operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t &) noexcept
{
    return counted(size, std::size_t(alignment));
}
void *operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t &) noexcept
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
void operator delete(void *memory, const std::nothrow_t &) noexcept
{
    std::free(memory);
}
void operator delete[](void *memory, const std::nothrow_t &) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::align_val_t, const std::nothrow_t &) noexcept
{
    std::free(memory);
}
void operator delete[](void *memory, std::align_val_t, const std::nothrow_t &) noexcept
{
    std::free(memory);
}

using namespace convscope;

TEST(CountingAllocator, SeesTheUsualAndTheAlignedForm)
{
    const std::int64_t before = allocations;
    std::vector<int> values(100); // the usual form
    Buffer aligned(100); // the aligned form
    const auto single = std::make_unique<double>(1.0);
    EXPECT_EQ(allocations - before, 3);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(aligned.data()) % 64, 0U);
}

class Allocations : public testing::TestWithParam<std::string> { };

TEST_P(Allocations, NoneInAStepOfTheTrainerAfterTheFirst)
{
    test::DigitsRun run = test::digitsRun(GetParam(), 50);
    run.config.epochs = 3;
    run.config.maxBatches = 40;
    run.config.clipNorm = 1;
    run.config.labelSmoothing = 0.1;
    run.config.classWeights = ClassWeights::Balanced;
    run.config.threads = 2;
    run.config.augment
        = augmentOptionsFromList("flip,shift,rotate,scale,crop,brightness,contrast,noise,cutout");
    Trainer trainer(run.config, run.data);
    trainer.step();
    int steps = 0;
    while (!trainer.finished()) {
        const std::int64_t before = allocations;
        const StepReport report = trainer.step();
        const std::int64_t taken = allocations - before;
        if (report.epoch) // keeps a copy of the best weights, and draws the next epoch's order
            continue;
        EXPECT_EQ(taken, 0) << "batch " << trainer.batchesDone();
        ++steps;
    }
    EXPECT_GT(steps, 1);
}
INSTANTIATE_TEST_SUITE_P(Presets, Allocations, testing::ValuesIn(test::presetNames()),
    [](const auto &instance) { return test::withoutDashes(instance.param); });

class OptimizerAllocations : public testing::TestWithParam<std::string> { };

TEST_P(OptimizerAllocations, NoneInAStepAfterTheFirst)
{
    const ModelSpec spec = findPreset("digits")->config.model;
    Model model(spec);
    OptimizerOptions options;
    options.kind = GetParam();
    const auto optimizer = optimizerInfo(options.kind).create(options, model.parameters());
    ThreadPool pool(3);
    constexpr int kLargest = 20;
    std::vector<int> labels(kLargest);
    const auto step = [&](int batch) {
        std::fill_n(model.input(batch), std::size_t(batch) * spec.input.size(), Scalar(0.5));
        model.train(std::span(labels).first(std::size_t(batch)), pool);
        optimizer->step(pool);
    };
    step(kLargest);
    const std::int64_t before = allocations;
    for (const int batch : { kLargest, 1, 7, kLargest })
        step(batch);
    EXPECT_EQ(allocations - before, 0);
}

INSTANTIATE_TEST_SUITE_P(Optimizers, OptimizerAllocations,
    testing::ValuesIn(test::optimizerKinds()),
    [](const auto &instance) { return test::withoutDashes(instance.param); });
