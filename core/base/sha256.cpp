// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"
#include <algorithm>
#include <cassert>
#include <new>
#include <openssl/evp.h>

namespace convscope {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// Looked up once: that takes longer than hashing a small image.
const EVP_MD *algorithm()
{
    static const EVP_MD *const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return found ? found : EVP_sha256();
}

/// The library's functions fail for want of memory alone.
void require(int success)
{
    if (success != 1)
        throw std::bad_alloc();
}

} // namespace

struct Sha256::State {
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    State() { require(context != nullptr); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State &) = delete;
    State &operator=(const State &) = delete;
};

Sha256::Sha256()
    : m_state(std::make_unique<State>())
{
    require(EVP_DigestInit_ex(m_state->context, algorithm(), nullptr));
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256 &&) noexcept = default;
Sha256 &Sha256::operator=(Sha256 &&) noexcept = default;

Sha256 &Sha256::add(std::span<const std::uint8_t> bytes)
{
    require(EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()));
    return *this;
}

Sha256 &Sha256::add(std::string_view text)
{
    require(EVP_DigestUpdate(m_state->context, text.data(), text.size()));
    return *this;
}

Digest Sha256::digest() const
{
    const State copy;
    Digest digest {};
    require(EVP_MD_CTX_copy_ex(copy.context, m_state->context));
    require(EVP_DigestFinal_ex(copy.context, digest.data(), nullptr));
    return digest;
}

Digest sha256(std::span<const std::uint8_t> bytes)
{
    return Sha256().add(bytes).digest();
}

std::string toHex(const Digest &digest)
{
    std::string text;
    for (const std::uint8_t byte : digest)
        text += { kHexDigits[byte >> 4U], kHexDigits[byte & 0xfU] };
    return text;
}

std::optional<Digest> digestFromHex(std::string_view text)
{
    Digest digest {};
    if (text.size() != 2 * digest.size()
        || text.find_first_not_of(kHexDigits) != std::string_view::npos)
        return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(
            kHexDigits.find(text[2 * i]) << 4U | kHexDigits.find(text[2 * i + 1]));
    return digest;
}

} // namespace convscope
