// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/rmsprop.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

TEST(RmsProp, ItsAlphaIsAsItIsSet)
{
    for (const double alpha : { 0.99, 0.5, 0.0 }) {
        Parameter parameter { "p", Tensor({ 1 }), Tensor({ 1 }) };
        parameter.value.values()[0] = 1;
        parameter.gradient.values()[0] = 2;
        const OptimizerOptions options {
            .kind = "rmsprop", .rate = 0.01, .alpha = alpha, .epsilon = 1e-8
        };
        const auto optimizer = optimizerInfo("rmsprop").create(options, { { "p", &parameter } });
        ThreadPool pool(1);
        double square = 0, expected = 1;
        for (int step = 0; step < 3; ++step) {
            optimizer->step(pool);
            square = alpha * square + (1 - alpha) * 4;
            expected -= 0.01 * 2 / (std::sqrt(square) + 1e-8);
            EXPECT_NEAR(double(parameter.value.values()[0]), expected, 1e-6) << alpha;
        }
    }
}
