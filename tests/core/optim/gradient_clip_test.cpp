// SPDX-License-Identifier: GPL-3.0-or-later
// Clipping the gradient by its norm over all parameters.
#include "core/base/rng.h"
#include "core/optim/gradient_clip.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

std::vector<Parameter> someParameters()
{
    std::vector<Parameter> parameters;
    Rng rng(11);
    for (const std::size_t size : { 7U, 50000U, 16384U, 1U }) {
        parameters.push_back({ "p", Tensor({ size }), Tensor({ size }) });
        for (Scalar &g : parameters.back().gradient.values())
            g = Scalar(rng.normal());
    }
    return parameters;
}

std::vector<Model::ParameterRef> refsTo(std::vector<Parameter> &parameters)
{
    std::vector<Model::ParameterRef> refs;
    for (Parameter &parameter : parameters)
        refs.push_back({ parameter.name, &parameter });
    return refs;
}

double plainNorm(const std::vector<Parameter> &parameters)
{
    double sum = 0;
    for (const Parameter &parameter : parameters)
        for (const Scalar g : parameter.gradient.values())
            sum += double(g) * double(g);
    return std::sqrt(sum);
}

} // namespace

TEST(GradientClip, ShortensTheGradientToTheNormAndKeepsItsDirection)
{
    std::vector<Parameter> parameters = someParameters();
    const std::vector<Parameter> before = parameters;
    const double norm = plainNorm(parameters);
    ThreadPool pool(2);
    GradientClip clip(refsTo(parameters));
    EXPECT_NEAR(clip.apply(2, pool), norm, 1e-9 * norm);
    EXPECT_NEAR(plainNorm(parameters), 2, 1e-5);
    for (std::size_t k = 0; k < parameters.size(); ++k)
        for (std::size_t i = 0; i < parameters[k].gradient.size(); ++i)
            ASSERT_FLOAT_EQ(float(parameters[k].gradient.values()[i]),
                float(double(before[k].gradient.values()[i]) * 2 / norm));
}

TEST(GradientClip, LeavesAGradientThatIsShortEnoughToTheBit)
{
    std::vector<Parameter> parameters = someParameters();
    const std::vector<Parameter> before = parameters;
    ThreadPool pool(2);
    GradientClip(refsTo(parameters)).apply(1000, pool);
    for (std::size_t k = 0; k < parameters.size(); ++k)
        EXPECT_EQ(parameters[k].gradient, before[k].gradient);
}

TEST(GradientClip, GivesTheSameBitsWithAnyNumberOfThreads)
{
    std::vector<Parameter> expected = someParameters();
    ThreadPool single(1);
    const double norm = GradientClip(refsTo(expected)).apply(1, single);
    for (const int threads : { 2, 3, 7 }) {
        std::vector<Parameter> parameters = someParameters();
        ThreadPool pool(threads);
        EXPECT_EQ(GradientClip(refsTo(parameters)).apply(1, pool), norm);
        for (std::size_t k = 0; k < parameters.size(); ++k)
            EXPECT_EQ(parameters[k].gradient, expected[k].gradient) << threads << " threads";
    }
}
