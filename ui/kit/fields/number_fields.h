// SPDX-License-Identifier: GPL-3.0-or-later
// Fields for numbers, and how their values come back. GUI thread only.
#pragma once
#include "ui/kit/fields/typed_number.h"
#include "ui/kit/fields/wheel_guard.h"
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPointer>
#include <QSpinBox>
#include <algorithm>
#include <cmath>

namespace convscope {

class FieldNote;

/// The common part of all number fields. Typed text counts as soon as the field is left, with
/// Enter, and when takeTyped() is called. Text that is not understood never becomes another number:
/// it stays where it is, marked and explained, and the value stays as it was.
class TypedField {
public:
    virtual ~TypedField() = default;
    /// False where that is not possible; the field says why.
    virtual bool takeTyped() = 0;
    /// Why what is typed cannot be taken; empty: it can.
    virtual QString error() const = 0;

protected:
    struct Limits {
        double least, most;
        int decimals; ///< 0: a whole number
    };
    /// The number in `text`; nothing where errorOf() says why.
    static std::optional<double> read(
        const QString &text, const Limits &limits, const QLocale &locale);
    static QString errorOf(const QString &text, const Limits &limits, const QLocale &locale);
    void mark(QWidget &field, const QString &sentence); ///< empty: not at all
    void drawMark(QWidget &field) const;

private:
    QPointer<FieldNote> m_note; // made when it is first needed
    bool m_isMarked = false;
};

/// The first field below `root` whose text cannot be taken; all others have theirs. Null: none.
QAbstractSpinBox *takeTyped(const QWidget &root);
/// Whether a field below `root` shows what cannot be taken.
bool hasError(const QWidget &root);
/// As the person knows it: by its accessible name, or by the label beside it.
QString nameOf(const QWidget &field);

template<class Box>
class NumberField : public Box, public TypedField {
public:
    using Value = std::conditional_t<std::is_same_v<Box, QSpinBox>, int, double>;

    explicit NumberField(QWidget *parent)
        : Box(parent)
    {
        this->setKeyboardTracking(false);
        WheelGuard::protect(*this);
        QObject::connect(
            this->lineEdit(), &QLineEdit::textChanged, this, [this] { mark(*this, {}); });
    }

    bool takeTyped() override
    {
        const QString why = error();
        if (!why.isEmpty())
            mark(*this, why);
        else if (isTyped())
            this->interpretText();
        return why.isEmpty();
    }
    QString error() const override
    {
        const bool isSafe = !isTyped() || isSpecial(this->text());
        return isSafe ? QString() : errorOf(bare(this->text()), limits(), this->locale());
    }
    /// Stands in the place of the largest value: a number that the field has no room for. Empty:
    /// that value itself.
    const QString &beyond() const { return m_beyond; }
    void setBeyond(const QString &text) { m_beyond = text; }

    void fixup(QString &) const override { } // Qt takes marks between thousands out of it
    QValidator::State validate(QString &text, int &) const override
    {
        return isSpecial(text) || understood(text) ? QValidator::Acceptable
                                                   : QValidator::Intermediate;
    }
    Value valueFromText(const QString &text) const override
    {
        return isSpecial(text)
            ? this->minimum()
            : static_cast<Value>(understood(text).value_or(double(this->value())));
    }
    QString textFromValue(Value value) const override
    {
        return value == this->maximum() && !m_beyond.isEmpty()
            ? m_beyond
            : numberToType(double(value), this->locale());
    }

protected:
    void focusOutEvent(QFocusEvent *event) override
    {
        if (takeTyped())
            return Box::focusOutEvent(event);
        this->lineEdit()->event(event); // but the text stays
        QWidget::focusOutEvent(event);
    }
    void hideEvent(QHideEvent *event) override
    {
        if (takeTyped())
            Box::hideEvent(event);
        else
            QWidget::hideEvent(event);
    }
    void showEvent(QShowEvent *event) override
    {
        if (error().isEmpty())
            Box::showEvent(event);
        else
            QWidget::showEvent(event); // Qt would write the value over the text
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (isEnter && !takeTyped())
            return; // neither a dialog's button takes it
        if (event->key() == Qt::Key_Escape && isTyped())
            return this->setValue(this->value()); // as it was
        Box::keyPressEvent(event);
    }
    void paintEvent(QPaintEvent *event) override
    {
        Box::paintEvent(event);
        drawMark(*this);
    }

private:
    bool isTyped() const
    {
        return this->lineEdit()->isModified() && this->text() != m_beyond + this->suffix();
    }
    bool isSpecial(const QString &text) const
    {
        return !text.isEmpty() && text == this->specialValueText();
    }
    Limits limits() const
    {
        int decimals = 0;
        if constexpr (std::is_same_v<Value, double>)
            decimals = this->decimals();
        return { double(this->minimum()), double(this->maximum()), decimals };
    }
    /// Without what stands around the number, which may be typed over.
    QString bare(QString text) const
    {
        if (text.startsWith(this->prefix()))
            text.remove(0, this->prefix().size());
        text = text.trimmed();
        const QString unit = this->suffix().trimmed();
        if (!unit.isEmpty() && text.endsWith(unit))
            text.chop(unit.size());
        return text.trimmed();
    }
    std::optional<double> understood(const QString &text) const
    {
        return read(bare(text), limits(), this->locale());
    }

    QString m_beyond;
};

class WholeField : public NumberField<QSpinBox> {
public:
    using NumberField::NumberField;
};

class RealField : public NumberField<QDoubleSpinBox> {
public:
    explicit RealField(QWidget *parent);
    /// The first step up from 0, where steps follow the size of the value.
    void setFirstStep(double value) { m_firstStep = value; }
    void stepBy(int steps) override;

private:
    double m_firstStep = 0; // 0: as always
};

/// The value as far as a field can show it.
template<class T>
int shownIn(const QSpinBox &box, T value)
{
    const auto most = T(box.maximum());
    return value > most ? box.maximum() : std::max(box.minimum(), int(value));
}

/// Shows `value`; what somebody is typing stays where that is no other value than before.
template<class T>
void showIn(WholeField &field, T value)
{
    const QString beyond
        = value > T(field.maximum()) ? QString::number(qulonglong(value)) : QString();
    if (field.value() == shownIn(field, value) && field.beyond() == beyond)
        return;
    field.setBeyond(beyond);
    field.setValue(shownIn(field, value));
}

/// Takes the field's value, unless that is all it can show of `value`: digits and sizes that do not
/// fit into a field survive.
template<class T>
void take(const QSpinBox &box, T &value)
{
    if (box.value() != shownIn(box, value))
        value = T(box.value());
}

inline bool shows(const QDoubleSpinBox &box, double value)
{
    const double rounding = 0.501 * std::pow(10, -box.decimals());
    return std::abs(box.value() - std::clamp(value, box.minimum(), box.maximum())) < rounding;
}

inline void showIn(RealField &field, double value)
{
    if (!shows(field, value))
        field.setValue(value);
}

inline void take(const QDoubleSpinBox &box, double &value)
{
    if (!shows(box, value))
        value = box.value();
}

} // namespace convscope
