// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/predict_panel.h"
#include "ui/images/captioned_pair.h"
#include "ui/images/drop_area.h"
#include "ui/images/image_view.h"
#include "ui/images/map_pixmap.h"
#include "ui/images/prepared_image.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/fold.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/named.h"
#include "ui/predict/change_section.h"
#include "ui/predict/why_section.h"
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

/// Black is black and white is white, so that darkening can be seen.
QImage networkInput(const FeatureMaps &maps)
{
    const Preprocessing *known = maps.model ? &maps.model->preprocessing : nullptr;
    return known && known->shape() == maps.input.shape ? networkImage(maps.input.values, *known)
                                                       : inputImage(maps.input);
}

} // namespace

PredictPanel::PredictPanel(QWidget *parent)
    : QWidget(parent)
    , m_hint(new QLabel(tr("There is no network yet. Train one, or open a run: then every image "
                           "dropped here is classified."),
          this))
    , m_message(new MessageBar(this))
    , m_drop(new DropArea(this))
    , m_answer(new QLabel(this))
    , m_images(new CaptionedPair(tr("the image"), tr("what the network sees"), this))
    , m_bars(new ProbabilityBars(this))
    , m_pinned(new QPushButton(tr("Take the pinned image"), this))
    , m_why(new WhySection)
    , m_change(new ChangeSection)
{
    setObjectName(QStringLiteral("predictPanel"));
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_pinned->setObjectName(QStringLiteral("classifyPinnedButton"));
    m_pinned->setToolTip(tr("Classify the image that the feature maps are of"));
    m_pinned->hide();
    m_answer->setObjectName(QStringLiteral("predictionText"));
    m_answer->setWordWrap(true);
    m_answer->hide();
    m_images->left().setAccessibleName(tr("The image"));
    named(&m_images->right(), QStringLiteral("networkInputView"), tr("What the network sees"),
        tr("The image after preprocessing, treated exactly as the training images were"));
    m_images->hide();
    buildPage();
    connect(m_pinned, &QPushButton::clicked, this, &PredictPanel::pinnedChosen);
}

/// Everything scrolls: with all of it open the panel is taller than most screens.
void PredictPanel::buildPage()
{
    auto *page = new QWidget(this);
    auto *layout = m_layout = new QVBoxLayout(page);
    for (QWidget *widget : std::initializer_list<QWidget *> {
             m_hint, m_drop, m_pinned, m_message, m_images, m_answer, m_bars })
        layout->addWidget(widget);
    m_folds = new QWidget(page);
    auto *folds = new QVBoxLayout(m_folds);
    folds->setContentsMargins(0, 0, 0, 0);
    auto *why
        = new Fold(tr("Why?"), tr("Which places of the image speak for a class"), m_why, true);
    why->setObjectName(QStringLiteral("whyFold"));
    auto *change = new Fold(tr("Change the image"),
        tr("Draw on it, turn, move, blur or darken it, and see the answer follow"), m_change,
        false);
    change->setObjectName(QStringLiteral("changeFold"));
    folds->addWidget(why);
    folds->addWidget(change);
    m_folds->hide();
    layout->addWidget(m_folds);
    layout->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    const QMargins margins = layout->contentsMargins();
    const int widest = std::max(page->minimumSizeHint().width(),
        m_folds->minimumSizeHint().width() + margins.left() + margins.right());
    setMinimumWidth(widest + scroll->verticalScrollBar()->sizeHint().width());
}

void PredictPanel::setHasPinned(bool hasPinned)
{
    m_pinned->setVisible(hasPinned);
}

void PredictPanel::setPrediction(std::shared_ptr<const FeatureMaps> maps, const QString &name,
    const QImage &original, const QString &network)
{
    m_message->clear();
    QStringList classes;
    for (const std::string &text : maps->classes)
        classes << QString::fromStdString(text);
    const auto top = std::ranges::max_element(maps->probabilities);
    showAnswer(classes.value(top - maps->probabilities.begin()), double(*top), name, network);
    m_answer->show();
    m_images->left().setImage(original);
    const QImage seen = networkInput(*maps);
    m_images->right().setImage(seen);
    m_images->show();
    m_bars->setProbabilities(maps->probabilities, classes);
    m_change->setAnswer(*maps, seen, classes);
    m_why->setPrediction(*maps, seen);
    m_folds->show();
    m_drop->setMinimumHeight(fontMetrics().height() * 3); // it is known by now
}

void PredictPanel::addToAnswer(QWidget *part)
{
    m_layout->insertWidget(m_layout->indexOf(m_answer), part);
}

void PredictPanel::addBelow(QWidget *part)
{
    m_layout->insertWidget(m_layout->count() - 1, part); // before the stretch
}

void PredictPanel::showAnswer(
    const QString &answer, double probability, const QString &name, const QString &network)
{
    const auto text = [&](const QString &what) {
        //: %1 a class, %2 a share, %3 the name of an image, %4 a sentence about the network
        return tr("<span style='font-size:large'><b>%1</b></span><br>%2 sure · %3<br>%4")
            .arg(answer.toHtmlEscaped(), probabilityText(probability), what.toHtmlEscaped(),
                network.toHtmlEscaped());
    };
    //: %1 the name of an image that was drawn on or turned, blurred, …
    const QString changed = tr("%1, changed").arg(name);
    ImageEdit unchanged;
    unchanged.onNetworkInput = m_change->edit().onNetworkInput;
    // The room is there from the beginning: nothing below moves with the first stroke.
    m_answer->setMinimumHeight(0);
    m_answer->setText(text(changed));
    m_answer->setMinimumHeight(m_answer->heightForWidth(m_answer->width()));
    m_answer->setText(text(m_change->edit() == unchanged ? name : changed));
}

void PredictPanel::setError(const QString &sentence)
{
    clearAnswer();
    m_message->showError(sentence);
}

void PredictPanel::setReady(bool hasModel)
{
    m_hint->setVisible(!hasModel);
    m_drop->setEnabled(hasModel);
    m_pinned->setEnabled(hasModel);
    if (!hasModel)
        clearAnswer();
}

/// The sections below let go of what they show, as nobody sees it.
void PredictPanel::clearAnswer()
{
    m_answer->clear();
    m_answer->setMinimumHeight(0);
    m_answer->hide();
    m_images->hide();
    m_bars->clear();
    m_folds->hide();
    m_why->clear();
}

} // namespace convscope
