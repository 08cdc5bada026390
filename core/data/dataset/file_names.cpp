// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

template<std::size_t N>
bool isOneOfNames(std::string_view text, const std::array<std::string_view, N> &names)
{
    return std::ranges::find(names, text) != names.end();
}

bool isSmall(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isCapital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// Letters beyond ASCII belong to the word that they stand in.
bool isLetter(char c)
{
    return isSmall(c) || isCapital(c) || static_cast<unsigned char>(c) >= 0x80;
}

struct WordPlace {
    std::size_t begin, length;
};

std::vector<WordPlace> wordPlaces(std::string_view name)
{
    std::vector<WordPlace> places;
    for (std::size_t begin = 0; begin < name.size();) {
        std::size_t end = begin;
        while (end < name.size() && isLetter(name[end])
            && (end == begin || !isSmall(name[end - 1]) || !isCapital(name[end])))
            ++end;
        if (end > begin)
            places.push_back({ begin, end - begin });
        begin = std::max(end, begin + 1);
    }
    return places;
}

/// What stands behind a split's word without a gap: "testset", "trainimages".
std::string_view withoutEnding(std::string_view word)
{
    static constexpr std::array<std::string_view, 9> kEndings { "set", "sets", "dataset", "data",
        "images", "imgs", "img", "split", "folder" };
    for (const std::string_view ending : kEndings)
        if (word.size() > ending.size() && word.ends_with(ending))
            return word.substr(0, word.size() - ending.size());
    return word;
}

std::optional<Split> splitOf(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, Split>, 12> kWords { {
        { "train", Split::Train },
        { "training", Split::Train },
        { "trn", Split::Train },
        { "val", Split::Validation },
        { "valid", Split::Validation },
        { "validation", Split::Validation },
        { "dev", Split::Validation },
        { "eval", Split::Validation },
        { "evaluation", Split::Validation },
        { "test", Split::Test },
        { "testing", Split::Test },
        { "tst", Split::Test },
    } };
    for (const std::string_view each : { word, withoutEnding(word) })
        for (const auto &[text, split] : kWords)
            if (each == text)
                return split;
    return std::nullopt;
}

struct SplitPlace {
    Split split;
    WordPlace place;
};

/// The word stands alone: "latest" is not about a test.
std::optional<SplitPlace> findSplitWord(std::string_view name)
{
    const std::string lower = lowerCase(name);
    for (const WordPlace &place : wordPlaces(name))
        if (const auto split = splitOf(std::string_view(lower).substr(place.begin, place.length)))
            return SplitPlace { *split, place };
    return std::nullopt;
}

} // namespace

std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> words;
    for (const WordPlace &place : wordPlaces(name))
        words.push_back(lowerCase(name.substr(place.begin, place.length)));
    return words;
}

std::optional<Split> splitWord(std::string_view name)
{
    const auto found = findSplitWord(name);
    return found ? std::optional(found->split) : std::nullopt;
}

std::string withoutSplitWord(std::string_view name)
{
    std::string lower = lowerCase(name);
    if (const auto found = findSplitWord(name))
        lower.erase(found->place.begin, found->place.length);
    return lower;
}

bool isFoldName(std::string_view name)
{
    const auto words = wordsOf(name);
    return words.size() == 1 && words.front() == "fold"
        && name.find_first_of("0123456789") != std::string_view::npos;
}

bool isUnlabelledName(std::string_view name)
{
    static constexpr std::array<std::string_view, 9> kWords { "pred", "predict", "prediction",
        "predictions", "unlabeled", "unlabelled", "unlabel", "inference", "unsup" };
    return std::ranges::any_of(
        wordsOf(name), [](const std::string &word) { return isOneOfNames(word, kWords); });
}

bool isPlainName(std::string_view name)
{
    static constexpr std::array<std::string_view, 22> kWords { "images", "image", "imgs", "img",
        "pics", "pictures", "picture", "photos", "photo", "jpg", "jpgs", "jpeg", "jpegs", "png",
        "pngs", "data", "dataset", "all", "samples", "frames", "files", "raw" };
    const auto words = wordsOf(name);
    return !words.empty() && std::ranges::all_of(words, [](const std::string &word) {
        return isOneOfNames(word, kWords) || isOneOfNames(withoutEnding(word), kWords);
    });
}

bool isAnnotationName(std::string_view name)
{
    static constexpr std::array<std::string_view, 18> kWords { "annotation", "annotations", "mask",
        "masks", "label", "labels", "trimap", "trimaps", "segmentation", "segmentations", "segmap",
        "segmaps", "bbox", "bboxes", "boxes", "heatmaps", "groundtruth", "xmls" };
    return std::ranges::any_of(
        wordsOf(name), [](const std::string &word) { return isOneOfNames(word, kWords); });
}

bool isLeftover(std::string_view name)
{
    static constexpr std::array<std::string_view, 14> kNames { ".DS_Store", "Thumbs.db",
        "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "Icon\r", "__MACOSX",
        ".ipynb_checkpoints", "@eaDir", "$RECYCLE.BIN", "System Volume Information",
        ".Spotlight-V100", ".Trashes" };
    return name.starts_with("._") || isOneOfNames(name, kNames);
}

bool hasImageEnding(std::string_view name)
{
    static constexpr std::array<std::string_view, 26> kEndings { ".jpg", ".jpeg", ".png", ".bmp",
        ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm", ".jfif", ".jpe", ".pnm", ".dib",
        ".jxl", ".jp2", ".j2k", ".heic", ".heif", ".avif", ".dcm", ".cr2", ".nef", ".arw", ".dng" };
    const std::size_t dot = name.rfind('.');
    return dot != std::string_view::npos && isOneOfNames(lowerCase(name.substr(dot)), kEndings);
}

bool isTextEnding(std::string_view extension)
{
    static constexpr std::array<std::string_view, 45> kEndings { ".txt", ".csv", ".tsv", ".json",
        ".jsonl", ".xml", ".md", ".html", ".htm", ".yaml", ".yml", ".mat", ".parquet", ".pkl",
        ".db", ".ini", ".cfg", ".py", ".ipynb", ".log", ".rst", ".zip", ".gz", ".xlsx", ".url",
        ".lst", ".arrow", ".tfrecord", ".h5", ".hdf5", ".pickle", ".mdb", ".doc", ".docx", ".xls",
        ".pptx", ".tar", ".7z", ".rar", ".xz", ".bz2", ".sh", ".toml", ".names", ".ods" };
    return isOneOfNames(extension, kEndings);
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        if (isCapital(c))
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

bool holdsFolders(const std::filesystem::path &folder)
{
    std::error_code code;
    std::filesystem::directory_iterator entry(folder, code);
    for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code))
        if (std::error_code ignored; entry->is_directory(ignored))
            return true;
    return false;
}

} // namespace convscope
