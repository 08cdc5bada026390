// SPDX-License-Identifier: GPL-3.0-or-later
// ExclusionSteps: what is excluded from the open dataset, and every step that led there, each of
// which can be taken back. GUI thread only.
#pragma once
#include "core/data/prepare/exclusions.h"
#include <QUndoStack>

namespace convscope {

class ExclusionSteps : public QObject {
    Q_OBJECT
public:
    explicit ExclusionSteps(QObject *parent = nullptr);

    /// Another dataset, or another choice for it; there is nothing to undo any more.
    void restart(Exclusions excluded);
    const Exclusions &current() const { return m_current; }

    /// One step; `text` says in the Edit menu what it does. No step where nothing changes.
    void exclude(const Exclusions &more, const QString &text);
    void takeBack(const Exclusions &some, const QString &text);
    QUndoStack &stack() { return m_stack; }

Q_SIGNALS:
    void changed(); ///< by a step, or by undoing or redoing one; not by restart()

private:
    class Step;
    void push(Exclusions after, const QString &text);
    void use(const Exclusions &excluded);

    Exclusions m_current;
    QUndoStack m_stack;
};

} // namespace convscope
