// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/staged_folder.h"
#include "core/base/error.h"
#include <atomic>
#include <unistd.h>

namespace convscope {

namespace fs = std::filesystem;

namespace {

std::string temporaryName(const fs::path &target)
{
    static std::atomic<unsigned> counter { 0 };
    return "." + target.filename().string() + "." + std::to_string(::getpid()) + "-"
        + std::to_string(counter++) + ".part";
}

} // namespace

StagedFolder::StagedFolder(const fs::path &target)
    : m_path(target.parent_path() / temporaryName(target))
{
    std::error_code code;
    fs::remove_all(m_path, code); // of a program that was killed
    if (!fs::create_directory(m_path, code) || code)
        throw Error(target.string() + ": cannot create it: " + code.message());
}

StagedFolder::~StagedFolder()
{
    std::error_code code;
    fs::remove_all(m_path, code);
}

fs::path plainPath(const fs::path &path)
{
    const fs::path plain = fs::absolute(path).lexically_normal();
    return plain.has_filename() ? plain : plain.parent_path();
}

} // namespace convscope
