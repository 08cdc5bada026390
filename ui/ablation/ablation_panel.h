// SPDX-License-Identifier: GPL-3.0-or-later
// AblationPanel: what was found out about single maps: what each is worth, and which images
// excite one. GUI thread only.
#pragma once
#include <QWidget>

class QTabWidget;

namespace convscope {

class AblationScoresPage;
class MessageBar;
class TopActivationsPage;
struct TopActivationsRequest;

class AblationPanel : public QWidget {
    Q_OBJECT
public:
    explicit AblationPanel(QWidget *parent = nullptr);

    AblationScoresPage &scores() { return *m_scores; }
    TopActivationsPage &topActivations() { return *m_topActivations; }
    MessageBar &message() { return *m_message; }

    void showScores(); ///< brings its page to the front
    void showTopActivations(
        const QString &title, const TopActivationsRequest &request); ///< the search begins
    void clear(); ///< what was found out about another network

Q_SIGNALS:
    void closed();

private:
    MessageBar *m_message;
    QTabWidget *m_tabs;
    AblationScoresPage *m_scores;
    TopActivationsPage *m_topActivations;
};

} // namespace convscope
