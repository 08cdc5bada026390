// SPDX-License-Identifier: GPL-3.0-or-later
// HostileFolder: class folders with every kind of file that real ones were seen to hold, good and
// bad, and what is to become of each.
#pragma once
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <map>
#include <set>

namespace convscope::test {

class HostileFolder {
public:
    HostileFolder();
    HostileFolder(const HostileFolder &) = delete;
    HostileFolder &operator=(const HostileFolder &) = delete;
    ~HostileFolder();

    /// After the folder was opened: one file vanishes, one becomes text, one another image.
    void disturb();

    std::string path() const { return m_folder.string(); }
    /// Files to be used, by their names in the folder.
    const std::set<std::string> &good() const { return m_good; }
    /// Why each of the others is not: the beginnings of the reasons.
    const std::map<std::string, std::string> &bad() const { return m_bad; }
    /// Of these, what is seen without decoding.
    const std::set<std::string> &seenOnOpening() const { return m_early; }
    std::size_t kinds() const { return m_good.size() + m_bad.size(); }

    static constexpr const char *kSecret = "cats/secret.png"; ///< root may read it
    static constexpr const char *kVanishing = "cats/vanishing.png";
    static constexpr const char *kTurning = "cats/turning into text.png";

private:
    void addGood(const std::string &name, const Bytes &bytes);
    void addBad(const std::string &name, const Bytes &bytes, const std::string &reason);
    void addEarly(const std::string &name, const std::string &reason);
    void addEarly(const std::string &name, std::string_view text, const std::string &reason);

    void addFormats();
    void addDepthsAndColours();
    void addOddNames();
    void addTruncated();
    void addBombs();
    void addDamaged();
    void addOtherFiles();
    void addLinksAndPipes();

    TempFolder m_folder;
    std::set<std::string> m_good, m_early;
    std::map<std::string, std::string> m_bad;
    int m_socket = -1;
};

} // namespace convscope::test
