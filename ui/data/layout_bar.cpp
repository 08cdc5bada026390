// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/layout_bar.h"
#include "core/base/utf8_name.h"
#include "ui/kit/theme.h"
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

namespace {

QLabel *makeText(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// Images without labels, and what was taken how, a line each.
QString moreText(const DatasetLayout &layout)
{
    QStringList lines;
    for (const UnlabelledPart &part : layout.unlabelled)
        lines += LayoutBar::tr("Images without labels in %1: %2")
                     .arg(QString::fromStdString(part.name),
                         QLocale().toString(qulonglong(part.images.size())));
    for (const std::string &note : layout.notes)
        lines += QString::fromStdString(note);
    return lines.join(QLatin1Char('\n'));
}

} // namespace

LayoutBar::LayoutBar(QWidget *parent)
    : QFrame(parent)
    , m_title(makeText("layoutTitle", this))
    , m_others(new QToolButton(this))
    , m_list(new QWidget(this))
    , m_rows(new QVBoxLayout(m_list))
    , m_more(makeText("layoutNotes", this))
{
    setObjectName(QStringLiteral("layoutBar"));
    setAccessibleName(tr("How the folder is read"));
    m_others->setObjectName(QStringLiteral("layoutOthers"));
    m_others->setCheckable(true);
    m_others->setAutoRaise(true);
    m_others->setToolTip(tr("List the other ways in which this folder can be read"));
    connect(m_others, &QToolButton::toggled, this, &LayoutBar::showRows);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(4);
    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_others, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 4, 4);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_list);
    layout->addWidget(m_more);
    paintFrame();
    hide();
}

void LayoutBar::clear()
{
    hide();
}

void LayoutBar::setLayout(const DatasetLayout &layout, const std::vector<QImage> &examples)
{
    while (QLayoutItem *row = m_rows->takeAt(0)) {
        delete row->widget();
        delete row;
    }
    m_isClear = layout.isClear;
    const bool hasChoice = layout.readings.size() > 1;
    for (std::size_t i = 0; hasChoice && i < layout.readings.size(); ++i)
        addReading(layout, i, i < examples.size() ? examples[i] : QImage());
    if (hasChoice)
        m_title->setText(m_isClear
                ? tr("Read as: %1")
                      .arg(QString::fromStdString(summaryOf(layout.readings[layout.chosen])))
                : tr("This folder can be read in several ways. Which one is right?"));
    m_title->setVisible(hasChoice);
    m_others->setText(tr("Other ways (%1)").arg(int(layout.readings.size()) - 1));
    m_others->setVisible(hasChoice && m_isClear);
    m_others->setChecked(false);
    m_more->setText(moreText(layout));
    m_more->setVisible(!m_more->text().isEmpty());
    showRows();
    paintFrame();
    setVisible(hasChoice || !m_more->text().isEmpty());
}

void LayoutBar::addReading(const DatasetLayout &layout, std::size_t index, const QImage &example)
{
    const LayoutReading &reading = layout.readings[index];
    auto *row = new QPushButton(m_list);
    const QString name = QString::fromStdString(utf8Name(reading.name));
    row->setObjectName(QStringLiteral("layoutReading-") + name);
    const QString summary = QString::fromStdString(summaryOf(reading));
    row->setText(example.isNull()
            ? summary
            : tr("%1\nthis one is: %2")
                  .arg(summary, QString::fromStdString(utf8Name(reading.exampleClass))));
    row->setIcon(QIcon(QPixmap::fromImage(example)));
    row->setIconSize(QSize(32, 32));
    row->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>")
                        .arg(QString::fromStdString(reading.reason).toHtmlEscaped(),
                            tr("On the command line: --layout %1").arg(name.toHtmlEscaped())));
    row->setAccessibleDescription(QString::fromStdString(reading.reason));
    row->setStyleSheet(QStringLiteral("text-align: left; padding: 4px"));
    const bool isTaken = layout.isClear && index == layout.chosen;
    row->setEnabled(!isTaken);
    connect(row, &QPushButton::clicked, this, [this, name] { Q_EMIT chosen(name); });
    auto *reason = makeText("", m_list);
    reason->setText(QString::fromStdString(reading.reason));
    m_rows->addWidget(row);
    m_rows->addWidget(reason);
}

void LayoutBar::showRows()
{
    m_list->setVisible(m_rows->count() > 0 && (!m_isClear || m_others->isChecked()));
}

void LayoutBar::paintFrame()
{
    const QString edge
        = m_isClear ? QStringLiteral("palette(mid)") : seriesColours().validation.name();
    const QString sheet
        = QStringLiteral("#layoutBar { border: 1px solid %1; background: palette(base); }")
              .arg(edge);
    if (sheet != styleSheet()) // a style sheet changes the palette, which leads back here
        setStyleSheet(sheet);
}

void LayoutBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintFrame();
}

} // namespace convscope
