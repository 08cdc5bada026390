// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/undo_steps.h"
#include "app/shell/pages.h"
#include <QUndoStack>

namespace convscope {

UndoSteps::UndoSteps(Pages &pages)
    : QUndoGroup(&pages)
    , m_pages(pages)
{
    connect(&pages, &Pages::turned, this, &UndoSteps::turn);
}

void UndoSteps::add(QUndoStack &stack, std::string_view page)
{
    addStack(&stack);
    if (page.empty())
        setActiveStack(m_common = &stack);
    else
        m_own.push_back({ &stack, page });
    connect(&stack, &QUndoStack::indexChanged, this, [this, &stack] {
        if (stack.count() > 0)
            setActiveStack(&stack);
        else if (&stack != m_common)
            setActiveStack(m_common);
    });
}

void UndoSteps::turn()
{
    setActiveStack(m_common);
    for (const Own &own : m_own)
        if (own.stack->count() > 0 && m_pages.isUp(own.page))
            setActiveStack(own.stack);
}

} // namespace convscope
