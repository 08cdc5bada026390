// SPDX-License-Identifier: GPL-3.0-or-later
// UndoSteps: whose steps the Edit menu undoes. GUI thread only.
#pragma once
#include <QUndoGroup>
#include <string_view>
#include <vector>

namespace convscope {

class Pages;

/// The steps that were made last are undone first, and on a page its own.
class UndoSteps : public QUndoGroup {
    Q_OBJECT
public:
    explicit UndoSteps(Pages &pages);
    /// `page`: that they belong to; empty: to no single one.
    void add(QUndoStack &stack, std::string_view page);

private:
    void turn();

    Pages &m_pages;
    QUndoStack *m_common = nullptr; // the stack of no single page
    struct Own {
        QUndoStack *stack;
        std::string_view page;
    };
    std::vector<Own> m_own;
};

} // namespace convscope
