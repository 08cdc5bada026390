// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizers and gradient clipping take all their memory when they are made.
#include "core/optim/gradient_clip.h"
#include "core/optim/optimizer.h"
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

using namespace convscope;

namespace {
std::atomic<int> allocations { 0 };

void *counted(void *memory)
{
    ++allocations;
    if (!memory)
        throw std::bad_alloc();
    return memory;
}
} // namespace

void *operator new(std::size_t size)
{
    return counted(std::malloc(size ? size : 1));
}
void *operator new(std::size_t size, std::align_val_t alignment)
{
    const auto line = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(line, (size + line - 1) / line * line));
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}

TEST(Optimizers, AllocateNothingInAStep)
{
    Parameter parameter { "p", Tensor({ 50001 }), Tensor({ 50001 }) };
    const std::vector<Model::ParameterRef> refs { { "p", &parameter } };
    GradientClip clip(refs);
    ThreadPool pool(2);
    for (const OptimizerInfo &info : optimizerRegistry()) {
        const int before = allocations;
        const auto optimizer = info.create({ .kind = std::string(info.kind) }, refs);
        EXPECT_GT(allocations, before) << "the counter counts";
        const int made = allocations;
        for (int step = 0; step < 3; ++step) {
            std::ranges::fill(parameter.gradient.values(), Scalar(1));
            clip.apply(1, pool);
            optimizer->setRate(0.1 * step);
            optimizer->step(pool);
        }
        EXPECT_EQ(allocations, made) << info.kind;
    }
}
