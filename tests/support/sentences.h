// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the numbers of a sentence make what it says: "0.5 · (e^−2 − 1) = −0.43" is calculated
// again.
#pragma once
#include "core/layer/formula.h"
#include <cmath>
#include <optional>

namespace convscope::test {

/// One side of an equation. Words stand beside numbers and are passed over ("slope 0.01"), but what
/// has words instead of numbers ("x − mean") is no arithmetic.
class Arithmetic {
public:
    explicit Arithmetic(std::string text)
        : m_text(std::move(text))
    {
    }
    std::optional<double> value()
    {
        const double result = sum();
        skip();
        return m_failed || m_at < m_text.size() ? std::nullopt : std::optional(result);
    }

private:
    bool take(std::string_view token)
    {
        skip();
        if (m_text.compare(m_at, token.size(), token) != 0)
            return false;
        m_at += token.size();
        return true;
    }
    void skip()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ')
            ++m_at;
    }
    double sum()
    {
        double result = product();
        while (!m_failed) {
            if (take("+"))
                result += product();
            else if (take("−"))
                result -= product();
            else
                break;
        }
        return result;
    }
    double product()
    {
        double result = factor();
        while (!m_failed) {
            if (take("·"))
                result *= factor();
            else if (take("/"))
                result /= factor();
            else
                break;
        }
        return result;
    }
    double bracket()
    {
        const double result = sum();
        m_failed = m_failed || !take(")");
        return result;
    }
    double factor()
    {
        if (take("−"))
            return -factor();
        if (take("("))
            return bracket();
        if (take("√("))
            return std::sqrt(bracket());
        if (take("e^"))
            return std::exp(factor());
        for (const auto &[name, function] : kFunctions)
            if (take(name))
                return function(bracket());
        if (take("max("))
            return ofTwo([](double a, double b) { return std::max(a, b); });
        if (take("min("))
            return ofTwo([](double a, double b) { return std::min(a, b); });
        return number();
    }
    template<typename F>
    double ofTwo(F function)
    {
        const double one = sum();
        m_failed = m_failed || !take(",");
        return function(one, bracket());
    }
    double number()
    {
        skip();
        std::size_t used = 0;
        double result = 0;
        try {
            result = std::stod(m_text.substr(m_at), &used);
        } catch (const std::exception &) {
            m_failed = true;
        }
        m_at += used;
        return result;
    }

    static constexpr std::pair<std::string_view, double (*)(double)> kFunctions[] {
        { "tanh(",
            [](double x) {
                return std::tanh(x);
            } },
        { "erf(",
            [](double x) {
                return std::erf(x);
            } },
        { "ln(",
            [](double x) {
                return std::log(x);
            } },
    };

    std::string m_text;
    std::size_t m_at = 0;
    bool m_failed = false;
};

/// The sides of the sentence's equation, with its numbers in full.
inline std::vector<std::string> sidesOf(const Sentence &sentence)
{
    std::string text = sentence.text;
    std::size_t from = 0;
    for (const double number : sentence.numbers) {
        from = text.find('{', from);
        if (from == std::string::npos)
            return {}; // more numbers than places
        std::array<char, 40> shown {};
        std::snprintf(shown.data(), shown.size(), "(%.17g)", number);
        text.replace(from, text.find('}', from) - from + 1, shown.data());
    }
    if (text.find('{') != std::string::npos)
        return {}; // more places than numbers
    text.erase(0, text.rfind(':') + 1); // "is negative:"; npos + 1: nothing
    std::vector<std::string> sides;
    for (std::size_t at = 0; at != std::string::npos;) {
        const std::size_t next = text.find(" = ", at);
        sides.push_back(text.substr(at, next == std::string::npos ? next : next - at));
        at = next == std::string::npos ? next : next + 3;
    }
    return sides;
}

/// Without words that only name the number behind them: "Σ of (25) products (0.5)" is 0.5.
inline std::string withoutNames(const std::string &side)
{
    static const std::vector<std::string> kNames { "slope", "gradient", "bias", "scale", "weight",
        "probability", "alpha" };
    std::string text = side;
    if (const std::size_t products = text.find("products"); products != std::string::npos)
        text.erase(0, products + 8);
    for (const std::string &name : kNames)
        for (std::size_t at = 0; (at = text.find(name + " (", at)) != std::string::npos;)
            text.erase(at, name.size());
    return text;
}

/// What is wrong with the sentence as arithmetic of `result`; empty: nothing.
inline std::string wrongIn(const Sentence &sentence, double result)
{
    const std::vector<std::string> sides = sidesOf(sentence);
    if (sides.empty())
        return "numbers and places differ: " + sentence.text;
    if (sides.size() == 1)
        return {};
    for (const std::string &side : sides) {
        const auto value = Arithmetic(withoutNames(side)).value();
        if (&side == &sides.back() && !value)
            return "does not end with a number: " + sentence.text;
        if (value && !(std::abs(*value - result) <= 1e-9 * std::max(1.0, std::abs(result))))
            return side + " is " + std::to_string(*value) + ", not " + std::to_string(result);
    }
    return {};
}

} // namespace convscope::test
