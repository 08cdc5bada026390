// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/fields/field_note.h"
#include "ui/kit/theme.h"
#include <QCoreApplication>
#include <QLabel>
#include <QPainter>

namespace convscope {

namespace {

constexpr int kDecimals = 12; // for numbers that are not whole

struct NumberFieldsStrings {
    Q_DECLARE_TR_FUNCTIONS(NumberField)
};

/// `value` with so many decimals.
double rounded(double value, int decimals)
{
    return QString::number(value, 'f', decimals).toDouble();
}

TypedField *typedField(QWidget *box)
{
    return dynamic_cast<TypedField *>(box);
}

} // namespace

std::optional<double> TypedField::read(
    const QString &text, const Limits &limits, const QLocale &locale)
{
    if (!errorOf(text, limits, locale).isEmpty())
        return {};
    return limits.decimals > 0 ? typedNumber(text, locale) : typedWholeNumber(text, locale);
}

QString TypedField::errorOf(const QString &text, const Limits &limits, const QLocale &locale)
{
    const bool isWhole = limits.decimals == 0;
    const auto value = isWhole ? typedWholeNumber(text, locale) : typedNumber(text, locale);
    const auto shown = [&](double number) {
        return numberToType(number, locale);
    };
    if (!value && !isWhole && typedWholeNumber(text, locale))
        return NumberFieldsStrings::tr(
            "“%1” can mean two numbers. Write it without a mark between the thousands, or "
            "with a zero more.")
            .arg(text);
    if (!value)
        return (isWhole ? NumberFieldsStrings::tr("“%1” is not a whole number, such as %2.")
                        : NumberFieldsStrings::tr("“%1” is not a number, such as %2."))
            .arg(text, shown(isWhole ? 20 : 0.001));
    if (*value > limits.most)
        return NumberFieldsStrings::tr("%1 is too large; at most %2 is possible.")
            .arg(shown(*value), shown(limits.most));
    if (*value < limits.least)
        return NumberFieldsStrings::tr("%1 is too small; at least %2 is possible.")
            .arg(shown(*value), shown(limits.least));
    constexpr double kSame = 1e-6; // as a share of the number
    if (std::abs(rounded(*value, limits.decimals) - *value) > kSame * std::abs(*value))
        return NumberFieldsStrings::tr("%1 has more decimals than can be kept, which are %2.")
            .arg(shown(*value), locale.toString(limits.decimals));
    return {};
}

void TypedField::mark(QWidget &field, const QString &sentence)
{
    if (sentence.isEmpty() && !m_isMarked)
        return;
    m_isMarked = !sentence.isEmpty();
    if (!m_note)
        m_note = new FieldNote(field);
    m_note->say(sentence);
    field.setAccessibleDescription(sentence);
    field.update();
}

void TypedField::drawMark(QWidget &field) const
{
    if (!m_isMarked)
        return;
    constexpr int kWidth = 2;
    QPainter painter(&field);
    painter.setPen(QPen(errorColour(), kWidth));
    painter.drawRect(field.rect().adjusted(1, 1, -1, -1));
}

QAbstractSpinBox *takeTyped(const QWidget &root)
{
    QAbstractSpinBox *first = nullptr;
    for (QAbstractSpinBox *box : root.findChildren<QAbstractSpinBox *>()) {
        TypedField *field = typedField(box);
        if (field && box->isEnabled() && !box->isHidden() && !field->takeTyped() && !first)
            first = box;
    }
    return first;
}

bool hasError(const QWidget &root)
{
    return std::ranges::any_of(root.findChildren<QAbstractSpinBox *>(), [](QAbstractSpinBox *box) {
        const TypedField *field = typedField(box);
        return field && !field->error().isEmpty();
    });
}

QString nameOf(const QWidget &field)
{
    if (!field.accessibleName().isEmpty())
        return field.accessibleName();
    for (const QLabel *label : field.window()->findChildren<QLabel *>())
        if (label->buddy() == &field)
            return label->text().remove(QLatin1Char('&'));
    return field.objectName();
}

RealField::RealField(QWidget *parent)
    : NumberField(parent)
{
    setDecimals(kDecimals);
}

void RealField::stepBy(int steps)
{
    if (m_firstStep > 0 && steps > 0 && error().isEmpty() && valueFromText(text()) == 0)
        setValue(m_firstStep);
    else
        NumberField::stepBy(steps);
}

} // namespace convscope
