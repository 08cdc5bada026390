// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of what is typed into a field for numbers, and of what is not understood.
#include "tests/support/qt_test.h"
#include "tests/support/typing.h"
#include "ui/kit/fields/number_fields.h"

namespace convscope::test::number_fields_test {

class NumberFieldsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void outOfRangeAndTooFineAreRefusedToo()
    {
        QWidget desk;
        RealField field(&desk);
        field.setRange(0, 10);
        field.setDecimals(3);
        desk.show();
        for (const char *text : { "11", "-1", "0.0001", "1.0004" }) {
            type(field, QString::fromLatin1(text));
            QVERIFY2(!field.takeTyped(), text);
            QCOMPARE(field.text(), QString::fromLatin1(text));
            QCOMPARE(field.value(), 0.0);
            QTest::keyClick(&field, Qt::Key_Escape);
            QCOMPARE(field.text(), QStringLiteral("0"));
        }
        type(field, QStringLiteral("1.250"));
        QVERIFY(field.takeTyped());
        QCOMPARE(field.value(), 1.25);
    }

    void hidingAFieldKeepsWhatWasTyped()
    {
        QWidget desk;
        WholeField field(&desk);
        desk.show();
        type(field, QStringLiteral("33"));
        field.hide();
        QCOMPARE(field.value(), 33);
        field.show();
        type(field, QStringLiteral("3x"));
        field.hide();
        field.show();
        QCOMPARE(field.text(), QStringLiteral("3x"));
        QCOMPARE(field.value(), 33);
    }
};

CONVSCOPE_QT_TEST(NumberFieldsTest)

} // namespace convscope::test::number_fields_test

#include "number_fields_test.moc"
