// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_panel.h"
#include "ui/ablation/ablation_scores_page.h"
#include "ui/ablation/top_activations_page.h"
#include "ui/kit/message_bar.h"
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

AblationPanel::AblationPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_tabs(new QTabWidget(this))
    , m_scores(new AblationScoresPage(m_tabs))
    , m_topActivations(new TopActivationsPage(m_tabs))
{
    setObjectName(QStringLiteral("surgeryPanel"));
    setAccessibleName(tr("What single maps do"));
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(QStringLiteral("surgeryTabs"));
    m_tabs->addTab(m_scores, tr("What each map is worth (ablation)"));
    m_tabs->addTab(m_topActivations, tr("Strongest answers (top activations)"));
    auto *close = new QToolButton(m_tabs);
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close; what was measured stays"));
    m_tabs->setCornerWidget(close);
    connect(close, &QToolButton::clicked, this, &AblationPanel::closed);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    layout->addWidget(m_tabs, 1);
    // An earlier error is over when it is asked for again.
    connect(m_scores, &AblationScoresPage::requested, m_message, &MessageBar::clear);
}

void AblationPanel::showScores()
{
    m_tabs->setCurrentWidget(m_scores);
}

void AblationPanel::showTopActivations(const QString &title, const TopActivationsRequest &request)
{
    m_message->clear();
    m_tabs->setCurrentWidget(m_topActivations);
    m_topActivations->search(title, request);
}

void AblationPanel::clear()
{
    m_message->clear();
    m_topActivations->clear();
    m_scores->setScores(nullptr, Split::Validation);
}

} // namespace convscope
