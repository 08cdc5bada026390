// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temp_folder.h"
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace convscope::test {

namespace fs = std::filesystem;

TempFolder::TempFolder()
{
    std::string name = (fs::temp_directory_path() / "convscope-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("cannot make " + name);
    m_path = name;
    fs::permissions(m_path, fs::perms(0755)); // tests may give up root's rights
}

TempFolder::~TempFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

fs::path TempFolder::write(const fs::path &name, std::span<const std::uint8_t> bytes) const
{
    return write(
        name, std::string_view(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
}

fs::path TempFolder::write(const fs::path &name, std::string_view text) const
{
    fs::path path = m_path / name;
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.flush())
        throw std::runtime_error("cannot write " + path.string());
    return path;
}

} // namespace convscope::test
