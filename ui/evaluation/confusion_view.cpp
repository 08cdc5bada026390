// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/confusion_view.h"
#include "ui/evaluation/confusion_model.h"
#include "ui/kit/elided_text.h"
#include "ui/kit/theme.h"
#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace convscope {

namespace {

/// A header of columns whose names can stand upright, read from below.
class TurnableHeader : public QHeaderView {
public:
    explicit TurnableHeader(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionResizeMode(QHeaderView::Fixed);
        setSectionsClickable(false);
        setTextElideMode(Qt::ElideMiddle);
    }

    void setTurned(bool turned)
    {
        m_turned = turned;
        updateGeometries();
        viewport()->update();
    }
    bool isTurned() const { return m_turned; }

    int widestName() const
    {
        int widest = 0;
        for (int i = 0; i < count(); ++i)
            widest = std::max(widest, fontMetrics().horizontalAdvance(nameOf(i)));
        return widest + 2 * padding();
    }

    QSize sizeHint() const override
    {
        const QSize plain = QHeaderView::sizeHint();
        const int most = fontMetrics().averageCharWidth() * 18;
        return m_turned ? QSize(plain.width(), std::min(widestName(), most)) : plain;
    }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        if (!m_turned) {
            QHeaderView::paintSection(painter, rect, section);
            return;
        }
        QStyleOptionHeader option;
        initStyleOption(&option);
        option.rect = rect;
        option.section = section;
        style()->drawControl(QStyle::CE_HeaderSection, &option, painter, this);
        painter->save();
        painter->translate(rect.bottomLeft());
        painter->rotate(-90);
        painter->setPen(palette().color(QPalette::ButtonText));
        const QRect along(padding(), 0, rect.height() - 2 * padding(), rect.width());
        painter->drawText(along, Qt::AlignVCenter | Qt::AlignLeft,
            elidedName(fontMetrics(), nameOf(section), along.width()));
        painter->restore();
    }

private:
    int padding() const { return fontMetrics().height() / 4; }
    QString nameOf(int section) const
    {
        return model() ? model()->headerData(section, Qt::Horizontal).toString() : QString();
    }

    bool m_turned = false;
};

TurnableHeader *headerOf(const QTableView &view)
{
    return static_cast<TurnableHeader *>(view.horizontalHeader());
}

} // namespace

ConfusionView::ConfusionView(ConfusionModel *model, QWidget *parent)
    : QTableView(parent)
    , m_matrix(model)
{
    setModel(model);
    setHorizontalHeader(new TurnableHeader(this));
    horizontalHeader()->setHighlightSections(true);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setSectionsClickable(false);
    verticalHeader()->setTextElideMode(Qt::ElideMiddle);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    connect(model, &QAbstractItemModel::modelReset, this, &ConfusionView::arrange);
    connect(model, &QAbstractItemModel::dataChanged, this, &ConfusionView::arrange);
}

bool ConfusionView::namesAreTurned() const
{
    return headerOf(*this)->isTurned();
}

void ConfusionView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    arrange();
}

void ConfusionView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

/// Cells as wide as the room allows, within what is good to read.
void ConfusionView::arrange()
{
    const int classes = m_matrix->columnCount();
    if (classes == 0)
        return;
    const int line = fontMetrics().height();
    const int widest = fontMetrics().horizontalAdvance(m_matrix->widestText());
    verticalHeader()->setMaximumWidth(
        std::min(width() * 2 / 5, fontMetrics().averageCharWidth() * 20));
    const int name = headerOf(*this)->widestName();
    const int least = std::max(widest + line / 2, line * 5 / 3);
    const int most = std::max({ least, line * 7, name });
    const QSize room = size() - QSize(verticalHeader()->sizeHint().width(), 0)
        - QSize(2 * frameWidth() + 2, 2 * frameWidth() + 2);
    headerOf(*this)->setTurned(name > std::clamp(room.width() / classes, least, most));
    const int below = room.height() - horizontalHeader()->sizeHint().height();
    const int row = std::clamp(below / classes, line * 5 / 4, line * 2);
    const int bar = row * classes > below ? verticalScrollBar()->sizeHint().width() : 0;
    horizontalHeader()->setMinimumSectionSize(line / 2);
    horizontalHeader()->setDefaultSectionSize(
        std::clamp((room.width() - bar) / classes, least, most));
    verticalHeader()->setMinimumSectionSize(line);
    verticalHeader()->setDefaultSectionSize(row);
    updateGeometries();
}

ConfusionLegend::ConfusionLegend(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Colours: the share of a row, blue for right, red for wrong"));
    setToolTip(tr("The colour of a cell is its share of all images of the row's class"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QString ConfusionLegend::caption(bool right) const
{
    return right ? tr("right") : tr("wrong");
}

int ConfusionLegend::rampWidth() const
{
    return fontMetrics().averageCharWidth() * 6;
}

QSize ConfusionLegend::sizeHint() const
{
    const int gap = fontMetrics().averageCharWidth();
    const int numbers = fontMetrics().horizontalAdvance(tr("0 %") + tr("100 %"));
    return { 2 * (numbers + rampWidth() + 4 * gap)
            + fontMetrics().horizontalAdvance(caption(true) + caption(false)),
        fontMetrics().height() + 2 };
}

void ConfusionLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int gap = fontMetrics().averageCharWidth();
    int x = 0;
    const auto write = [&](const QString &text) {
        const int wide = fontMetrics().horizontalAdvance(text);
        painter.setPen(mutedText());
        painter.drawText(QRect(x, 0, wide + 1, height()), Qt::AlignVCenter, text);
        x += wide + gap;
    };
    for (const bool right : { true, false }) {
        write(caption(right));
        write(tr("0 %"));
        for (int i = 0; i < rampWidth(); ++i)
            painter.fillRect(
                x + i, 2, 1, height() - 4, confusionColour(right, double(i) / (rampWidth() - 1)));
        x += rampWidth() + gap;
        write(tr("100 %"));
    }
}

} // namespace convscope
