// SPDX-License-Identifier: GPL-3.0-or-later
// ShownRunNote: says so while what is shown is of another dataset than the one that is open. GUI
// thread only.
#pragma once
#include "app/services/services.h"
#include <QLabel>

namespace convscope {

class ShownRunNote : public QLabel {
    Q_OBJECT
public:
    ShownRunNote(Services &services, QWidget *parent);

private:
    void update();

    Services &m_services;
};

} // namespace convscope
