// SPDX-License-Identifier: GPL-3.0-or-later
// MessageBar: one sentence in place, above what it is about, with a button to put it away.
#pragma once
#include <QFrame>

class QLabel;

namespace convscope {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent = nullptr);
    void showError(const QString &sentence);
    void showNote(const QString &sentence);
    void clear(); ///< hides it
    QString text() const;

private:
    void show(const QString &sentence, const QString &sign, const QColor &edge);
    QLabel *m_sign;
    QLabel *m_label;
};

} // namespace convscope
