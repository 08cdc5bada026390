// SPDX-License-Identifier: GPL-3.0-or-later
// EmptyState: what stands where nothing is yet, and what to do about it.
#pragma once
#include <QWidget>

namespace convscope {

class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString &title, const QString &text, QWidget *parent = nullptr);
};

} // namespace convscope
