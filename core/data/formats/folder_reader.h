// SPDX-License-Identifier: GPL-3.0-or-later
// FolderReader: finds the images of one reading of a folder, and what is wrong with the rest. Lists
// and looks at first bytes; decodes nothing. One thread.
#pragma once
#include "core/data/dataset/folder_walk.h"
#include "core/data/layout/reading.h"
#include "core/data/layout/table_labels.h"

namespace convscope {

struct FoundSamples {
    std::vector<std::string> classes;
    std::vector<Sample> samples;
    std::vector<std::uint64_t> stamps; ///< one a sample; see StampedFolder
    std::vector<Problem> problems;
    std::vector<UnlabelledPart> unlabelled;
    std::vector<std::string> notes;
};

class FolderReader {
public:
    /// @throws Error when the folder cannot be read.
    FolderReader(std::filesystem::path root, const Reading &reading, const Progress &progress,
        const std::filesystem::path &cache);

    /// @throws Error when a table names no image at all; Cancelled.
    FoundSamples read();
    /// There is neither a sample nor an image without a label.
    [[noreturn]] void failEmpty(const std::vector<Problem> &problems) const;

private:
    struct Found { // one image
        std::string path, label, group; // bytes
        std::optional<Split> split;
        std::uint64_t stamp = 0;
    };

    void claimFolders();
    void addOutside();
    void addClasses();
    void addTables();
    void addTablesOf(const std::string &folder, const std::vector<const TablePart *> &parts);
    void applyLists();
    void addNamed(const NamedPart &part);
    void addUnlabelled();
    void addUnnamed(const std::string &folder, const std::string &tables,
        const std::vector<std::string> &paths, const std::set<std::string> &unnamed);
    std::map<std::string, std::string> reasons() const;
    std::vector<FoundImage> imagesIn(const std::string &folder);
    std::string classMeant(const std::string &label) const;
    void finish();
    [[noreturn]] void failTable(const std::string &table, std::size_t rows);

    std::filesystem::path m_root;
    const Reading &m_reading;
    const Progress &m_progress;
    FolderWalk m_walk;
    std::vector<Found> m_images;
    std::vector<Problem> m_rowProblems;
    FoundSamples m_found;
};

} // namespace convscope
