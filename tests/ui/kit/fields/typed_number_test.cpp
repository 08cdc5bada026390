// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as they are typed in several languages.
#include "tests/support/qt_test.h"
#include "ui/kit/fields/typed_number.h"
#include <QTest>

namespace convscope::test::typed_number_test {

class TypedNumberTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bothDecimalMarksAreUnderstood_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("number");
        for (const char *language :
            { "de_DE", "fr_FR", "en_US", "ar_EG", "hi_IN", "de_CH", "sv_SE", "fa_IR", "mr_IN" }) {
            const auto add = [language](const char *text, double number) {
                QTest::addRow("%s %s", language, text)
                    << QString::fromLatin1(language) << QString::fromUtf8(text) << number;
            };
            add("0.0015", 0.0015);
            add("0,0015", 0.0015);
            add(".002", 0.002);
            add(",002", 0.002);
            add("0.001", 0.001);
            add("0,001", 0.001);
            add("1e-3", 0.001);
            add("1,5E-4", 1.5e-4);
            add("1.5", 1.5);
            add(" 2,25 ", 2.25);
            add("1.234.567,5", 1234567.5);
            add("1,234,567.5", 1234567.5);
            add("1 234,5", 1234.5);
            add("\xe2\x88\x92"
                "0.5",
                -0.5);
            add("12,34,567.5", 1234567.5);
            add("\xd9\xa0\xd9\xab\xd9\xa0\xd9\xa1", 0.01); // Arabic digits and mark
            add("\xe0\xa5\xa7.\xe0\xa5\xab", 1.5); // Devanagari
        }
    }
    void bothDecimalMarksAreUnderstood()
    {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(double, number);
        const auto value = typedNumber(text, QLocale(language));
        QVERIFY(value);
        QCOMPARE(*value, number);
    }

    void whatIsNoNumberOrTwoIsNotUnderstood()
    {
        for (const char *text : { "", " ", "-", "1..5", "0.0,1", "1.5.2", "abc", "1e", "e3",
                 "1,23,4", "0x10", "inf", "nan", "1e999", "1-5", "--1", "1e5.5", "0.001.500" })
            QVERIFY2(
                !typedNumber(QString::fromLatin1(text), QLocale(QStringLiteral("de_DE"))), text);
        QVERIFY(!typedNumber(QStringLiteral("1.000"), QLocale(QStringLiteral("de_DE"))));
        QVERIFY(!typedNumber(QStringLiteral("1,000"), QLocale(QStringLiteral("en_US"))));
        QCOMPARE(*typedNumber(QStringLiteral("1,000"), QLocale(QStringLiteral("de_DE"))), 1.0);
        QCOMPARE(
            *typedWholeNumber(QStringLiteral("1.000"), QLocale(QStringLiteral("de_DE"))), 1000.0);
        QVERIFY(!typedWholeNumber(QStringLiteral("1.5"), QLocale(QStringLiteral("en_US"))));
        QVERIFY(!typedWholeNumber(QStringLiteral("1,000"), QLocale(QStringLiteral("de_DE"))));
    }

    void whatIsShownCanBeTypedAgain()
    {
        for (const QLocale &locale : QLocale::matchingLocales(
                 QLocale::AnyLanguage, QLocale::AnyScript, QLocale::AnyTerritory))
            for (const double value :
                { 0.0, 0.001, 1e-7, 1.5e-9, 100'000.0, 1234567.25, 1e15, -0.125 }) {
                const QString text = numberToType(value, locale);
                const auto back = typedNumber(text, locale);
                QVERIFY2(back && *back == value, qPrintable(locale.name() + u' ' + text));
            }
    }
};

CONVSCOPE_QT_TEST(TypedNumberTest)

} // namespace convscope::test::typed_number_test

#include "typed_number_test.moc"
