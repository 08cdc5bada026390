// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/howto_dialog.h"
#include "ui/kit/named.h"
#include <QClipboard>
#include <QDialogButtonBox>
#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

namespace convscope {

namespace {
constexpr int kColumns = 110, kLines = 34; // of text, about
}

HowtoDialog::HowtoDialog(const QString &file, const QString &text, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("howtoDialog"));
    setWindowTitle(tr("How to use the file"));
    auto *place = new QLabel(QDir::toNativeSeparators(file), this);
    place->setTextFormat(Qt::PlainText);
    place->setWordWrap(true);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *shown = named(new QPlainTextEdit(text, this), QStringLiteral("howtoText"),
        tr("How to use the file"), tr("What was written beside the file, ready to be tried"));
    shown->setReadOnly(true);
    shown->setTabChangesFocus(true);
    shown->setLineWrapMode(QPlainTextEdit::NoWrap);
    shown->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *copy = named(buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole),
        QStringLiteral("howtoCopy"), tr("Copy the text"),
        tr("Copy what is selected, or else all of it"));
    connect(copy, &QPushButton::clicked, shown, [shown] {
        const QString selected = shown->textCursor().selection().toPlainText();
        QGuiApplication::clipboard()->setText(selected.isEmpty() ? shown->toPlainText() : selected);
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(place);
    layout->addWidget(shown, 1);
    layout->addWidget(buttons);
    const QFontMetrics letters(shown->font());
    resize(letters.averageCharWidth() * kColumns, letters.height() * kLines);
}

} // namespace convscope
