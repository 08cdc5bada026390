// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/window_keys.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/in_sight.h"
#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace convscope {

namespace {

/// In which a space is one. A number has none.
bool isText(const QWidget &part)
{
    if (const auto *line = qobject_cast<const QLineEdit *>(&part))
        return !line->isReadOnly();
    if (const auto *text = qobject_cast<const QTextEdit *>(&part))
        return !text->isReadOnly();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(&part))
        return !text->isReadOnly();
    const auto *choice = qobject_cast<const QComboBox *>(&part);
    return choice && choice->isEditable();
}

bool isPlain(const QKeyEvent &key, std::initializer_list<int> keys)
{
    return std::ranges::count(keys, key.key()) > 0
        && !(key.modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier));
}

void leaveFieldFor(const QWidget &clicked)
{
    QWidget *focused = QApplication::focusWidget();
    auto *field = dynamic_cast<TypedField *>(focused);
    if (field && focused != &clicked && !focused->isAncestorOf(&clicked))
        field->takeTyped();
}

bool isByKey(const QFocusEvent &event)
{
    return event.reason() == Qt::TabFocusReason || event.reason() == Qt::BacktabFocusReason
        || event.reason() == Qt::ShortcutFocusReason;
}

} // namespace

WindowKeys::WindowKeys(QWidget &window, std::function<bool()> hasRun)
    : QObject(&window)
    , m_window(window)
    , m_hasRun(std::move(hasRun))
{
    qApp->installEventFilter(this);
}

bool WindowKeys::isOfWindow(const QWidget &part) const
{
    return m_window.isAncestorOf(&part) && !QApplication::activePopupWidget()
        && !QApplication::activeModalWidget();
}

bool WindowKeys::eventFilter(QObject *watched, QEvent *event)
{
    auto *part = qobject_cast<QWidget *>(watched);
    if (!part)
        return false;
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (!isPlain(*static_cast<QKeyEvent *>(event), { Qt::Key_Space }) || !m_hasRun()
            || !isOfWindow(*part) || isText(*part))
            return false;
        event->ignore(); // so that the shortcut has it
        return true;
    case QEvent::KeyPress: {
        auto *button = qobject_cast<QAbstractButton *>(part);
        if (!button || button->window() != &m_window
            || !isPlain(*static_cast<QKeyEvent *>(event), { Qt::Key_Return, Qt::Key_Enter }))
            return false;
        button->click();
        return true;
    }
    case QEvent::MouseButtonPress:
        leaveFieldFor(*part);
        return false;
    case QEvent::FocusIn:
        if (isByKey(*static_cast<QFocusEvent *>(event)))
            scrollIntoSight(*part);
        return false;
    default:
        return false;
    }
}

} // namespace convscope
