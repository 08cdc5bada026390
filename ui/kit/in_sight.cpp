// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/in_sight.h"
#include <QDockWidget>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>

namespace convscope {

namespace {

void showPage(QStackedWidget &pages, QWidget &page)
{
    if (auto *tabs = qobject_cast<QTabWidget *>(pages.parentWidget()))
        tabs->setCurrentWidget(&page);
    else
        pages.setCurrentWidget(&page);
}

} // namespace

void scrollIntoSight(QWidget &part)
{
    for (QWidget *around = part.parentWidget(); around; around = around->parentWidget())
        if (auto *area = qobject_cast<QScrollArea *>(around))
            area->ensureWidgetVisible(&part);
}

void bringIntoSight(QWidget &part)
{
    for (QWidget *inner = &part; inner->parentWidget(); inner = inner->parentWidget()) {
        if (auto *pages = qobject_cast<QStackedWidget *>(inner->parentWidget()))
            showPage(*pages, *inner);
        if (auto *dock = qobject_cast<QDockWidget *>(inner)) {
            dock->show();
            dock->raise();
        }
    }
    part.setFocus(Qt::OtherFocusReason);
    scrollIntoSight(part);
}

} // namespace convscope
