// SPDX-License-Identifier: GPL-3.0-or-later
// MessageBar: one sentence in place, above what it is about, with a button to put it away.
#pragma once
#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;

namespace convscope {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent = nullptr);
    void showError(const QString &sentence);
    void showNote(const QString &sentence);
    /// With a button that does what it says and puts the message away.
    void offer(const QString &sentence, const QString &action, const std::function<void()> &act,
        bool isError = false);
    void clear(); ///< hides it
    QString text() const;

Q_SIGNALS:
    void dismissed(); ///< by its close button

private:
    void show(const QString &sentence, const QString &sign, const QColor &edge);
    QLabel *m_sign;
    QLabel *m_label;
    QPushButton *m_action;
};

} // namespace convscope
