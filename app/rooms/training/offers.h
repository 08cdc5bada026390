// SPDX-License-Identifier: GPL-3.0-or-later
// Offers: what is said, asked and offered about runs: to save one on quitting, to go on with one
// that was interrupted, to begin anew with a lower learning rate. GUI thread only.
#pragma once
#include "app/services/services.h"
#include "core/io/run/run_list.h"

namespace convscope {

class Shell;

class Offers : public QObject {
    Q_OBJECT
public:
    Offers(Services &services, Shell &shell);

Q_SIGNALS:
    void trainRequested(); ///< the person took a lower rate

private:
    void showKept(const KeptRun &kept);
    bool askToQuit();
    void offerLowerRate(const Divergence &divergence);
    void offerInterrupted(const std::vector<RunSummary> &runs);
    void resume(const QString &folder);

    Services &m_services;
    Shell &m_shell;
    QString m_offered; // the run to go on with; empty: none
    bool m_hasLooked = false; // for an interrupted run
};

} // namespace convscope
