// SPDX-License-Identifier: GPL-3.0-or-later
// StatusLine: where the run stands, or what is being read or saved. GUI thread only.
#pragma once
#include "app/services/services.h"

class QLabel;
class QMainWindow;
class QProgressBar;

namespace convscope {

class StatusLine : public QObject {
    Q_OBJECT
public:
    StatusLine(Services &services, QMainWindow &window);

private:
    void update();

    Services &m_services;
    QLabel *m_text;
    QProgressBar *m_progress;
};

} // namespace convscope
