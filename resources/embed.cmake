# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT, a C++ file with the bytes of FILES (separated by commas) and sampleBytes() over them.
# Plain text rather than an assembler's include, so that every compiler and linker can take it.
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(cases "")
set(index 0)
foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" hex HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "const std::uint8_t kFile${index}[] = {\n${bytes}\n};\n")
    string(APPEND cases "    if (name == \"${name}\")\n        return kFile${index};\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Made by resources/embed.cmake at build time.
#include \"core/data/formats/samples.h\"

namespace convscope {

namespace {

${arrays}
} // namespace

std::span<const std::uint8_t> sampleBytes(std::string_view name)
{
${cases}    return {};
}

} // namespace convscope
")
