// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/left_out_steps.h"
#include "ui/data/data_report.h"
#include <QUndoCommand>

namespace convscope {

class LeftOutSteps::Step : public QUndoCommand {
public:
    Step(LeftOutSteps &steps, LeftOut after, const QString &text)
        : QUndoCommand(text)
        , m_steps(steps)
        , m_before(steps.current())
        , m_after(std::move(after))
    {
    }
    void undo() override { m_steps.use(m_before); }
    void redo() override { m_steps.use(m_after); }

private:
    LeftOutSteps &m_steps;
    LeftOut m_before, m_after;
};

LeftOutSteps::LeftOutSteps(QObject *parent)
    : QObject(parent)
{
}

void LeftOutSteps::restart(LeftOut leftOut)
{
    m_current = std::move(leftOut);
    m_stack.clear();
}

void LeftOutSteps::leaveOut(const LeftOut &more, const QString &text)
{
    push(joined(m_current, more), text);
}

void LeftOutSteps::takeBack(const LeftOut &some, const QString &text)
{
    push(difference(m_current, some), text);
}

void LeftOutSteps::push(LeftOut after, const QString &text)
{
    if (after != m_current)
        m_stack.push(new Step(*this, std::move(after), text));
}

void LeftOutSteps::use(const LeftOut &leftOut)
{
    m_current = leftOut;
    Q_EMIT changed();
}

} // namespace convscope
