// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome/welcome_panel.h"
#include "ui/kit/location_name.h"
#include "ui/kit/theme.h"
#include <QCommandLinkButton>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <functional>

namespace convscope {

namespace {

constexpr int kMaxListed = 5;

void clearLayout(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

/// One flat button an entry, elided in the middle: the ends of a path say most.
void fillList(QVBoxLayout &list, const QStringList &entries,
    const std::function<QString(QString)> &title, const std::function<void(QString)> &chosen)
{
    clearLayout(list);
    for (const QString &entry : entries.mid(0, kMaxListed)) {
        auto *button = new QPushButton(list.parentWidget());
        button->setFlat(true);
        button->setCursor(Qt::PointingHandCursor);
        button->setStyleSheet(QStringLiteral("text-align: left; padding: 4px;"));
        button->setText(button->fontMetrics().elidedText(title(entry), Qt::ElideMiddle, 360));
        button->setToolTip(QDir::toNativeSeparators(entry));
        QObject::connect(button, &QPushButton::clicked, button, [chosen, entry] { chosen(entry); });
        list.addWidget(button);
    }
}

QCommandLinkButton *choice(
    const QString &title, const QString &text, const char *icon, QWidget *parent)
{
    auto *button = new QCommandLinkButton(title, text, parent);
    button->setIcon(QIcon(QString::fromLatin1(icon)));
    button->setIconSize(QSize(32, 32));
    button->setAccessibleDescription(text);
    return button;
}

} // namespace

WelcomePanel::WelcomePanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("welcomePanel"));
    auto *title = new QLabel(tr("ConvScope"), this);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 2.4);
    large.setBold(true);
    title->setFont(large);
    auto *claim = new QLabel(
        tr("Train a small network on your own pictures, on this computer, and watch it learn."),
        this);
    claim->setWordWrap(true);
    auto *open = choice(tr("Open a dataset folder…"),
        tr("One folder of pictures for each class, or the files of MNIST or CIFAR"),
        ":/icons/open.svg", this);
    auto *digits = choice(tr("Try it with 1,797 handwritten digits"),
        tr("Built in; learnt in a few seconds"), ":/icons/train.svg", this);
    auto *chelsea = choice(tr("See a convolution at work"),
        tr("Chelsea the cat under filters whose every number you can change"), ":/icons/maps.svg",
        this);
    auto *get = choice(tr("Get a dataset…"),
        tr("MNIST, Fashion-MNIST or CIFAR-10, fetched from the internet"), ":/icons/download.svg",
        this);
    open->setObjectName(QStringLiteral("welcomeOpen"));
    get->setObjectName(QStringLiteral("welcomeGet"));
    digits->setObjectName(QStringLiteral("welcomeDigits"));
    chelsea->setObjectName(QStringLiteral("welcomeChelsea"));
    connect(open, &QAbstractButton::clicked, this, &WelcomePanel::openRequested);
    connect(get, &QAbstractButton::clicked, this, &WelcomePanel::getRequested);
    connect(digits, &QAbstractButton::clicked, this, &WelcomePanel::digitsRequested);
    connect(chelsea, &QAbstractButton::clicked, this, &WelcomePanel::chelseaRequested);

    auto *column = new QWidget(this);
    column->setMaximumWidth(680);
    auto *layout = new QVBoxLayout(column);
    for (QWidget *part : std::initializer_list<QWidget *> { title, claim })
        layout->addWidget(part);
    layout->addSpacing(fontMetrics().height());
    for (QCommandLinkButton *button : { open, get, digits, chelsea }) {
        auto *card = new QFrame(column);
        card->setFrameShape(QFrame::StyledPanel);
        card->setAutoFillBackground(true);
        card->setBackgroundRole(QPalette::Base);
        auto *inside = new QVBoxLayout(card);
        inside->addWidget(button);
        layout->addWidget(card);
    }
    layout->addSpacing(fontMetrics().height());
    auto *recent = new QHBoxLayout;
    m_datasetColumn = recentColumn(tr("Recent datasets"), m_datasets);
    m_runColumn = recentColumn(tr("Recent runs"), m_runs);
    recent->addWidget(m_datasetColumn, 1);
    recent->addWidget(m_runColumn, 1);
    layout->addLayout(recent);

    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(column, 4);
    middle->addStretch(1);
    auto *page = new QVBoxLayout(this);
    page->addStretch(2);
    page->addLayout(middle);
    page->addStretch(3);
}

QWidget *WelcomePanel::recentColumn(const QString &title, QVBoxLayout *&list)
{
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *heading = new QLabel(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()), column);
    layout->addWidget(heading);
    auto *entries = new QWidget(column);
    list = new QVBoxLayout(entries);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(0);
    layout->addWidget(entries);
    layout->addStretch();
    column->hide();
    return column;
}

void WelcomePanel::setRecent(const QStringList &datasets, const QStringList &runs)
{
    fillList(
        *m_datasets, datasets,
        [](const QString &entry) {
            return entry.startsWith(QLatin1Char('/')) ? QDir::toNativeSeparators(entry)
                                                      : locationName(entry);
        },
        [this](const QString &entry) { Q_EMIT datasetChosen(entry); });
    fillList(
        *m_runs, runs, [](const QString &entry) { return QDir(entry).dirName(); },
        [this](const QString &entry) { Q_EMIT runChosen(entry); });
    m_datasetColumn->setVisible(!datasets.isEmpty());
    m_runColumn->setVisible(!runs.isEmpty());
}

} // namespace convscope
