// SPDX-License-Identifier: GPL-3.0-or-later
// HowtoDialog: the text that was written beside an export, to read and to copy. GUI thread only.
#pragma once
#include <QDialog>

namespace convscope {

class HowtoDialog : public QDialog {
    Q_OBJECT
public:
    HowtoDialog(const QString &file, const QString &text, QWidget *parent = nullptr);
};

} // namespace convscope
