// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/warning_bar.h"
#include "ui/kit/theme.h"
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

using Kind = DataWarning::Kind;

WarningBar::WarningBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_remedy(new QPushButton(this))
    , m_why(new QToolButton(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_place(new QLabel(this))
{
    setObjectName(QStringLiteral("dataWarnings"));
    m_text->setObjectName(QStringLiteral("dataWarningText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remedy->setObjectName(QStringLiteral("dataWarningRemedy"));
    m_why->setObjectName(QStringLiteral("dataWarningWhy"));
    m_why->setText(tr("Explain"));
    m_why->setToolTip(tr("Why this matters, and what to do about it"));
    m_why->setCheckable(true);
    connect(m_why, &QToolButton::toggled, this, &WarningBar::refresh);
    for (QToolButton *button : { m_previous, m_next, m_why })
        button->setAutoRaise(true);
    m_previous->setArrowType(Qt::LeftArrow);
    m_previous->setToolTip(tr("The warning before"));
    m_previous->setAccessibleName(m_previous->toolTip());
    m_next->setArrowType(Qt::RightArrow);
    m_next->setToolTip(tr("The next warning"));
    m_next->setAccessibleName(m_next->toolTip());
    connect(m_remedy, &QPushButton::clicked, this, &WarningBar::useRemedy);
    connect(m_previous, &QToolButton::clicked, this, [this] { showNeighbour(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { showNeighbour(1); });
    auto *row = new QHBoxLayout;
    row->addWidget(m_previous);
    row->addWidget(m_place);
    row->addWidget(m_next);
    row->addStretch();
    row->addWidget(m_why);
    row->addWidget(m_remedy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 4, 4);
    layout->setSpacing(2);
    layout->addWidget(m_text);
    layout->addLayout(row);
    paintEdge();
    hide();
}

void WarningBar::paintEdge()
{
    const QString sheet
        = QStringLiteral("#dataWarnings { border: 1px solid %1; border-left: 4px solid %1; "
                         "background: palette(base); }")
              .arg(seriesColours().validation.name());
    if (sheet != styleSheet()) // a style sheet changes the palette, which leads back here
        setStyleSheet(sheet);
}

void WarningBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintEdge();
}

void WarningBar::setWarnings(std::vector<DataWarning> warnings)
{
    if (warnings != m_warnings)
        m_shown = 0;
    m_warnings = std::move(warnings);
    refresh();
}

void WarningBar::setWeighted(bool weighted)
{
    m_isWeighted = weighted;
    refresh();
}

void WarningBar::showNeighbour(int step)
{
    m_shown = std::clamp(m_shown + step, 0, std::max(0, int(m_warnings.size()) - 1));
    refresh();
}

QString WarningBar::remedyText() const
{
    switch (m_warnings[std::size_t(m_shown)].kind) {
    case Kind::Imbalance:
        return m_isWeighted ? tr("Class weights are on") : tr("Use class weights");
    case Kind::CopiedClass:
    case Kind::Conflicts:
    case Kind::Leaks:
    case Kind::Duplicates:
        return tr("Show them");
    case Kind::Unusable:
        return tr("Show the files");
    case Kind::OneClass:
    case Kind::EmptyClass:
    case Kind::Subjects:
    case Kind::Shortcut:
        break;
    }
    return {};
}

void WarningBar::useRemedy()
{
    switch (m_warnings[std::size_t(m_shown)].kind) {
    case Kind::Imbalance:
        Q_EMIT classWeightsRequested();
        break;
    case Kind::Unusable:
        Q_EMIT problemsRequested();
        break;
    default:
        Q_EMIT groupsRequested();
    }
}

void WarningBar::refresh()
{
    setVisible(!m_warnings.empty());
    if (m_warnings.empty())
        return;
    const DataWarning &warning = m_warnings[std::size_t(m_shown)];
    const QString whole = QString::fromStdString(textOf(warning));
    m_text->setText(QStringLiteral("⚠ ")
        + (m_why->isChecked() ? whole : QString::fromStdString(warning.what) + QLatin1Char('.')));
    m_text->setToolTip(QStringLiteral("<p>%1</p>").arg(whole.toHtmlEscaped()));
    setAccessibleName(whole);
    const int count = int(m_warnings.size());
    //: which warning of how many
    m_place->setText(tr("%1 of %2").arg(locale().toString(m_shown + 1), locale().toString(count)));
    for (QWidget *part : std::initializer_list<QWidget *> { m_previous, m_next, m_place })
        part->setVisible(count > 1);
    m_previous->setEnabled(m_shown > 0);
    m_next->setEnabled(m_shown + 1 < count);
    const QString remedy = remedyText();
    m_remedy->setVisible(!remedy.isEmpty());
    m_remedy->setText(remedy);
    m_remedy->setEnabled(warning.kind != Kind::Imbalance || !m_isWeighted);
    m_remedy->setToolTip(warning.kind == Kind::Imbalance
            ? tr("Images of rare classes count more in the loss, so that all classes count alike")
            : QString());
}

} // namespace convscope
