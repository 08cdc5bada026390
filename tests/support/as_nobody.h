// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <cstdlib>
#include <unistd.h>

namespace convscope::test {

/// Root may read everything; as nobody the tests see what other people see.
class AsNobody {
public:
    AsNobody()
    {
        if (::geteuid() == 0)
            m_changed = ::seteuid(65'534) == 0;
    }
    ~AsNobody()
    {
        if (m_changed && ::seteuid(0) != 0)
            std::abort();
    }
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;

private:
    bool m_changed = false;
};

} // namespace convscope::test
