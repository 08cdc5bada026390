// SPDX-License-Identifier: GPL-3.0-or-later
// Sha256: tells on every computer, and for ever, whether bytes are those that once were there.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace convscope {

using Digest = std::array<std::uint8_t, 32>;

/// The SHA-256 of bytes that come in pieces. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 &&) noexcept;
    Sha256 &operator=(Sha256 &&) noexcept;

    Sha256 &add(std::span<const std::uint8_t> bytes);
    Sha256 &add(std::string_view text);
    /// The digest of all that was added so far; more can be added.
    Digest digest() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

Digest sha256(std::span<const std::uint8_t> bytes);

/// 64 lower-case hexadecimal digits, as sha256sum prints them.
std::string toHex(const Digest &digest);
/// Nothing where `text` is not 64 such digits.
std::optional<Digest> digestFromHex(std::string_view text);

} // namespace convscope
