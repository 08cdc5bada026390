// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/new_action.h"
#include "ui/kit/fields/number_fields.h"
#include <QIcon>
#include <QWidget>

namespace convscope {

QAction *newAction(QWidget &window, const ActionLook &look, const QKeySequence &key)
{
    auto *action = new QAction(look.text, &window);
    action->setObjectName(QString::fromLatin1(look.name));
    action->setShortcut(key);
    QString tip = look.toolTip;
    if (!key.isEmpty())
        tip += QStringLiteral(" (%1)").arg(key.toString(QKeySequence::NativeText));
    action->setToolTip(tip);
    action->setStatusTip(QString());
    if (look.icon)
        action->setIcon(QIcon(QStringLiteral(":/icons/%1.svg").arg(QLatin1String(look.icon))));
    window.addAction(action);
    QObject::connect(action, &QAction::triggered, &window, [&window] { takeTyped(window); });
    return action;
}

} // namespace convscope
