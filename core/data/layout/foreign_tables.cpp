// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/foreign_tables.h"
#include "core/base/utf8_name.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

struct ForeignKind {
    std::string_view ending, what, advice;
};

constexpr std::string_view kFromMatlab
    = "in MATLAB, write the files' names and their labels with writetable() into a labels.csv with "
      "the columns file and label";
constexpr std::string_view kFromPython
    = "in Python, write each image into a folder named like its class";
constexpr std::string_view kFromParquet
    = "in Python, take pandas.read_parquet() and write the bytes of each image into a file in a "
      "folder named like its label";

constexpr std::array kForeign {
    ForeignKind { ".mat", "a file of MATLAB", kFromMatlab },
    ForeignKind { ".parquet", "a Parquet table", kFromParquet },
    ForeignKind { ".arrow", "an Arrow table", kFromPython },
    ForeignKind { ".tfrecord", "a file of TensorFlow records", kFromPython },
    ForeignKind { ".h5", "an HDF5 file", kFromPython },
    ForeignKind { ".hdf5", "an HDF5 file", kFromPython },
    ForeignKind { ".pkl", "a Python pickle", kFromPython },
    ForeignKind { ".pickle", "a Python pickle", kFromPython },
    ForeignKind { ".mdb", "an LMDB database", kFromPython },
};

} // namespace

std::string foreignTableAdvice(const std::filesystem::path &file)
{
    const std::string ending = lowerCase(file.extension().string());
    const auto *const found = std::ranges::find(kForeign, ending, &ForeignKind::ending);
    if (found == kForeign.end())
        return {};
    return utf8Name(file.filename().string()) + " is " + std::string(found->what)
        + ", which is not read here; " + std::string(found->advice) + ".";
}

} // namespace convscope
