// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/exclusion_steps.h"
#include "ui/data/data_report.h"
#include <QUndoCommand>

namespace convscope {

class ExclusionSteps::Step : public QUndoCommand {
public:
    Step(ExclusionSteps &steps, Exclusions after, const QString &text)
        : QUndoCommand(text)
        , m_steps(steps)
        , m_before(steps.current())
        , m_after(std::move(after))
    {
    }
    void undo() override { m_steps.use(m_before); }
    void redo() override { m_steps.use(m_after); }

private:
    ExclusionSteps &m_steps;
    Exclusions m_before, m_after;
};

ExclusionSteps::ExclusionSteps(QObject *parent)
    : QObject(parent)
{
}

void ExclusionSteps::restart(Exclusions excluded)
{
    m_current = std::move(excluded);
    m_stack.clear();
}

void ExclusionSteps::exclude(const Exclusions &more, const QString &text)
{
    push(joined(m_current, more), text);
}

void ExclusionSteps::takeBack(const Exclusions &some, const QString &text)
{
    push(difference(m_current, some), text);
}

void ExclusionSteps::push(Exclusions after, const QString &text)
{
    if (after != m_current)
        m_stack.push(new Step(*this, std::move(after), text));
}

void ExclusionSteps::use(const Exclusions &excluded)
{
    m_current = excluded;
    Q_EMIT changed();
}

} // namespace convscope
