// SPDX-License-Identifier: GPL-3.0-or-later
// DemonstrationBar: what concerns the whole demonstration of filters: its image, its seed, its
// figures, and the way back. The editor holds it, and draws filters by its seed; rooms listen to
// it. GUI thread only.
#pragma once
#include <QWidget>
#include <cstdint>

namespace convscope {

class WholeField;

class DemonstrationBar : public QWidget {
    Q_OBJECT
public:
    explicit DemonstrationBar(QWidget *parent = nullptr);
    std::uint64_t seed() const;
    void setSeed(std::uint64_t seed); ///< tells nobody

Q_SIGNALS:
    void seedChosen();
    void imageRequested(); ///< another one in place of the cat
    void catRequested(); ///< back
    void figuresRequested(); ///< to be saved
    void leaveRequested(); ///< back to the person's own network

private:
    WholeField *m_seed;
};

} // namespace convscope
