// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/animation_button.h"
#include <QMenu>

namespace convscope {

AnimationButton::AnimationButton(QWidget *parent)
    : QToolButton(parent)
{
    setObjectName(QStringLiteral("exportAnimationButton"));
    setText(tr("Save animation"));
    setToolTip(tr("Save the way from snapshot to snapshot as an animation"));
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    add(tr("Feature maps as an animation (GIF)…"), "actionMapsGif", false, true);
    add(tr("Feature maps as images (PNG)…"), "actionMapsImages", false, false);
    m_filters = add(tr("Filters as an animation (GIF)…"), "actionFiltersGif", true, true);
    m_filterImages = add(tr("Filters as images (PNG)…"), "actionFiltersImages", true, false);
    follow();
}

QAction *AnimationButton::add(const QString &text, const char *name, bool filters, bool asGif)
{
    QAction *action = menu()->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    connect(action, &QAction::triggered, this,
        [this, filters, asGif] { Q_EMIT exportRequested(filters, asGif); });
    return action;
}

void AnimationButton::setLayer(const QString &name, bool hasFilters)
{
    m_hasLayer = !name.isEmpty();
    m_filters->setEnabled(hasFilters);
    m_filterImages->setEnabled(hasFilters);
    follow();
}

void AnimationButton::setHistory(bool hasHistory)
{
    m_hasHistory = hasHistory;
    follow();
}

void AnimationButton::follow()
{
    setEnabled(m_hasHistory && m_hasLayer);
}

} // namespace convscope
