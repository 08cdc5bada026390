// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exclusion_options.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include <set>

namespace convscope::cli {

void describeExcluded(CLI::App &command, Exclusions &excluded)
{
    const auto repeatable = [](CLI::Option *option) {
        option->expected(1)->take_all()->allow_extra_args(false);
        option->transform([](const std::string &name) { return utf8Text(name); }); // or its bytes
    };
    repeatable(command.add_option("--exclude-file,--leave-out-file", excluded.files,
        "An image to exclude, named as 'scan' names it; can be given again and again"));
    repeatable(command.add_option("--exclude-class,--leave-out-class", excluded.classes,
        "A class to exclude; can be given again and again"));
}

void describeLayout(CLI::App &command, std::string &layout)
{
    command.add_option("--layout", layout,
        "How to read a folder that can be read in several ways; 'scan' lists the names");
}

std::string describe(const Exclusions &excluded, const Dataset &dataset)
{
    const std::set<std::string_view> classes(excluded.classes.begin(), excluded.classes.end());
    const std::set<std::string_view> files(excluded.files.begin(), excluded.files.end());
    std::set<std::string_view> met; // the classes met so far
    std::size_t ofClasses = 0;
    std::size_t others = 0;
    for (const Sample &sample : dataset.samples()) {
        const std::string &name = dataset.classes()[static_cast<std::size_t>(sample.label)];
        if (classes.contains(name)) {
            met.insert(name);
            ++ofClasses;
        } else if (files.contains(sample.name)) {
            ++others;
        }
    }
    std::string text;
    for (const std::string_view name : met)
        text += (text.empty() ? "" : ", ") + std::string(name);
    if (ofClasses > 0)
        text = counted(ofClasses, "image")
            + (met.size() == 1 ? " of the class " : " of the classes ") + text;
    if (others > 0)
        text += ofClasses > 0 ? " and " + counted(others, "other image") : counted(others, "image");
    return text;
}

} // namespace convscope::cli
