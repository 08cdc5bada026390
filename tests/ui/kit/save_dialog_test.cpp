// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing is replaced under a name that the question was not about.
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/save_dialog.h"
#include <QAbstractButton>
#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QTest>
#include <QTimer>
#include <utility>

namespace convscope::test::save_dialog_test {

namespace {

/// Writes a name into the dialog that opens and accepts it; says no to whatever is asked then.
class Person {
public:
    explicit Person(const QString &name)
        : m_name(name)
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { act(); });
        m_timer.start(0);
    }
    QString question; ///< empty: none was asked

private:
    void act()
    {
        QWidget *modal = QApplication::activeModalWidget();
        if (auto *box = qobject_cast<QMessageBox *>(modal)) {
            question = box->text();
            box->button(QMessageBox::No)->click();
        } else if (auto *dialog = qobject_cast<QFileDialog *>(modal)) {
            if (!question.isEmpty())
                dialog->reject(); // it is still open, for the answer was no
            if (std::exchange(m_hasTyped, true))
                return;
            dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(m_name);
            // Later: a timer does not go off again while its own slot waits for an answer.
            QMetaObject::invokeMethod(dialog, "accept", Qt::QueuedConnection);
        }
    }

    QTimer m_timer;
    QString m_name;
    bool m_hasTyped = false;
};

} // namespace

class SaveDialogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }

    void theEndingIsThereBeforeTheQuestionAboutReplacing()
    {
        const TempFolder folder;
        folder.write("table.csv", "kept");
        Person person(QStringLiteral("table"));
        const QString chosen = askForFile(nullptr, QStringLiteral("Save"),
            path(folder, "suggestion.csv"), QStringLiteral("Tables (*.csv)"));
        QVERIFY2(
            person.question.contains(QStringLiteral("table.csv")), qPrintable(person.question));
        QCOMPARE(chosen, QString());
    }

    void aNewNameGetsTheEndingOfTheSuggestion()
    {
        const TempFolder folder;
        Person person(QStringLiteral("table"));
        QCOMPARE(askForFile(nullptr, QStringLiteral("Save"), path(folder, "suggestion.csv"),
                     QStringLiteral("Tables (*.csv)")),
            path(folder, "table.csv"));
        QCOMPARE(person.question, QString());
    }

    void aNewFolderGetsNone()
    {
        const TempFolder folder;
        Person person(QStringLiteral("maps"));
        QCOMPARE(askForNewFolder(nullptr, QStringLiteral("Save"), path(folder, "suggestion")),
            path(folder, "maps"));
    }

private:
    static QString path(const TempFolder &folder, const char *name)
    {
        return QString::fromStdString((folder / name).string());
    }
};

CONVSCOPE_QT_TEST(SaveDialogTest)

} // namespace convscope::test::save_dialog_test

#include "save_dialog_test.moc"
