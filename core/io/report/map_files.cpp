// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/map_files.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/base/files/staged_files.h"
#include "core/data/decode/image_draw.h"
#include "core/inspect/maps/map_sheet.h"
#include "core/io/tensors/npz.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope {

namespace fs = std::filesystem;

namespace {

NamedTensor asArray(const LayerMaps &layer)
{
    const Shape &shape = layer.shape;
    std::vector<std::size_t> dims { std::size_t(shape.c), std::size_t(shape.h),
        std::size_t(shape.w) };
    if (const LayerKind *kind = findKind(layer.kind); kind && givesRow(*kind))
        dims.resize(1);
    Tensor tensor(dims);
    std::ranges::copy(layer.values, tensor.values().begin());
    return { layer.name, std::move(tensor) };
}

} // namespace

std::vector<LayerMaps> chosenMaps(const FeatureMaps &maps, const std::vector<std::string> &names)
{
    std::vector<LayerMaps> chosen { maps.input };
    for (const LayerMaps &layer : maps.layers)
        if (names.empty() || std::ranges::count(names, layer.name) > 0)
            chosen.push_back(layer);
    return chosen;
}

void writeMapArrays(const fs::path &file, const std::vector<LayerMaps> &layers)
{
    requireEnding(file, { ".npz" });
    std::vector<NamedTensor> arrays;
    arrays.reserve(layers.size());
    for (const LayerMaps &layer : layers)
        arrays.push_back(asArray(layer));
    writeNpz(file, arrays);
}

void writeMapSheet(const fs::path &file, const LayerMaps &layer)
{
    requireEnding(file, { ".png" });
    AtomicFile out(file);
    out.write(encodePng(mapSheet(layer)));
    out.commit();
}

std::vector<fs::path> writeMapSheets(const fs::path &folder, const std::vector<LayerMaps> &layers)
{
    requireFolderName(folder);
    std::vector<fs::path> files;
    writeFolder(folder, [&](const fs::path &staged) {
        for (const LayerMaps &layer : layers) {
            files.push_back(folder / (layer.name + ".png"));
            writeMapSheet(staged / files.back().filename(), layer);
        }
    });
    return files;
}

} // namespace convscope
