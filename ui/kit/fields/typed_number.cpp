// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/fields/typed_number.h"
#include <QRegularExpression>
#include <QStringList>
#include <cmath>

namespace convscope {

namespace {

constexpr QChar kPoint = u'.', kComma = u',', kSpace = u' ', kExponent = u'e';
constexpr QChar kArabicDecimal = u'\x066b', kArabicThousands = u'\x066c', kMinus = u'\x2212';

QChar plain(char32_t code)
{
    if (QChar::digitValue(code) >= 0)
        return QChar(u'0' + QChar::digitValue(code));
    const QChar letter
        = code < 0x10000 ? QChar(char16_t(code)) : QChar(QChar::ReplacementCharacter);
    if (letter.isSpace() || letter == u'\'' || letter == u'\x2019' || letter == kArabicThousands)
        return kSpace; // whatever stands between thousands and nowhere else
    return letter == kMinus ? QChar(u'-') : letter;
}

/// With ASCII digits and signs, a space between thousands, and an "e" before the exponent.
QString plainText(QString text, const QLocale &locale)
{
    const auto isUnseen = [](QChar letter) { // the marks for the direction of writing
        return letter.category() == QChar::Other_Format;
    };
    text.removeIf(isUnseen);
    QString exponent = locale.exponential();
    exponent.removeIf(isUnseen);
    for (const QString &sign :
        { exponent, QStringLiteral("×10^"), QStringLiteral("·10^"), QStringLiteral("E") })
        if (!sign.isEmpty())
            text.replace(sign, kExponent, Qt::CaseInsensitive);
    QString letters;
    for (const uint code : text.toUcs4()) // some languages' digits take two units
        letters += plain(code);
    return letters.trimmed();
}

bool areDigits(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
}

/// One to three digits, then threes, or twos before the last three as in India; none begins with 0.
bool isGrouped(const QString &digits, QChar mark)
{
    static const QRegularExpression thousands(QStringLiteral("^[1-9]\\d{0,2}(x\\d{3})+$"));
    static const QRegularExpression lakhs(QStringLiteral("^[1-9]\\d?(x\\d{2})*x\\d{3}$"));
    QString marked = digits;
    marked.replace(mark, u'x');
    return thousands.match(marked).hasMatch() || lakhs.match(marked).hasMatch();
}

enum class Requested { Any, Whole };

/// The mark in front of the decimals; a null character where there is none, nothing where that
/// cannot be told.
std::optional<QChar> decimalMark(const QString &digits, const QLocale &locale, Requested requested)
{
    if (digits.contains(kArabicDecimal))
        return kArabicDecimal;
    const auto points = digits.count(kPoint), commas = digits.count(kComma);
    if (points > 0 && commas > 0)
        return digits.lastIndexOf(kPoint) > digits.lastIndexOf(kComma) ? kPoint : kComma;
    if (points + commas != 1)
        return QChar(); // twice the same: it stands between thousands
    const QChar mark = points > 0 ? kPoint : kComma;
    if (locale.groupSeparator() != QString(mark) || !isGrouped(digits, mark))
        return mark;
    return requested == Requested::Whole ? std::optional(QChar()) : std::nullopt;
}

/// "1 234 567" or "1234567" without its marks; nothing where they stand elsewhere.
std::optional<QString> withoutGroups(QString digits)
{
    if (areDigits(digits))
        return digits;
    for (const QChar mark : { kPoint, kComma, kSpace })
        if (isGrouped(digits, mark))
            return digits.remove(mark);
    return {};
}

std::optional<double> parsed(const QString &text, const QLocale &locale, Requested requested)
{
    static const QRegularExpression parts(
        QStringLiteral("^([+-]?)([^e+-]+)(?:e([+-]?\\d{1,3}))?$"));
    const auto match = parts.match(plainText(text, locale));
    const QString digits = match.captured(2);
    const auto mark = decimalMark(digits, locale, requested);
    if (!match.hasMatch() || !mark)
        return {};
    const auto at = mark->isNull() ? digits.size() : digits.lastIndexOf(*mark);
    const auto whole = withoutGroups(digits.left(at));
    const QString decimals = digits.mid(at + 1);
    if (!whole || !areDigits(decimals) || (whole->isEmpty() && decimals.isEmpty())
        || (requested == Requested::Whole && !mark->isNull()))
        return {};
    const auto orZero = [](const QString &part) {
        return part.isEmpty() ? QStringLiteral("0") : part;
    };
    bool isNumber = false;
    const double value
        = QStringLiteral("%1%2.%3e%4")
              .arg(match.captured(1), orZero(*whole), orZero(decimals), orZero(match.captured(3)))
              .toDouble(&isNumber); // which knows no language
    const bool isOne = isNumber && std::isfinite(value)
        && (requested == Requested::Any || value == std::floor(value));
    return isOne ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<double> typedNumber(const QString &text, const QLocale &locale)
{
    return parsed(text, locale, Requested::Any);
}

std::optional<double> typedWholeNumber(const QString &text, const QLocale &locale)
{
    return parsed(text, locale, Requested::Whole);
}

QString numberToType(double value, const QLocale &locale)
{
    constexpr double kMin = 1e-5, kMax = 1e15; // without an exponent
    const double size = std::abs(value);
    const bool isPlain = size == 0 || (size >= kMin && size < kMax);
    QLocale plain = locale;
    plain.setNumberOptions(locale.numberOptions() | QLocale::OmitGroupSeparator);
    return plain.toString(value, isPlain ? 'f' : 'g', QLocale::FloatingPointShortest);
}

} // namespace convscope
