// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/predict_panel.h"
#include "ui/widgets/drop_area.h"
#include "ui/widgets/map_image.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/picture_view.h"
#include "ui/widgets/probability_bars.h"
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

PredictPanel::PredictPanel(QWidget *parent)
    : QWidget(parent)
    , m_hint(new QLabel(tr("There is no network yet. Open a dataset and train: then every picture "
                           "dropped here is classified."),
          this))
    , m_message(new MessageBar(this))
    , m_drop(new DropArea(this))
    , m_answer(new QLabel(this))
    , m_original(new PictureView)
    , m_input(new PictureView)
    , m_pictures(new QWidget(this))
    , m_bars(new ProbabilityBars(this))
{
    setObjectName(QStringLiteral("predictPanel"));
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_answer->setObjectName(QStringLiteral("predictionText"));
    m_answer->setWordWrap(true);
    m_answer->hide();
    m_original->setAccessibleName(tr("The picture"));
    m_input->setObjectName(QStringLiteral("networkInputView"));
    m_input->setAccessibleName(tr("What the network sees"));
    m_input->setToolTip(
        tr("The picture after preprocessing, treated exactly as the training pictures were"));
    auto *pictures = new QGridLayout(m_pictures);
    pictures->setContentsMargins(0, 0, 0, 0);
    pictures->addWidget(m_original, 0, 0);
    pictures->addWidget(m_input, 0, 1);
    const auto caption = [&](const QString &text, int column) {
        auto *label = new QLabel(text, m_pictures);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
        pictures->addWidget(label, 1, column);
    };
    caption(tr("the picture"), 0);
    caption(tr("what the network sees"), 1);
    m_pictures->hide();
    auto *layout = new QVBoxLayout(this);
    for (QWidget *widget : std::initializer_list<QWidget *> {
             m_hint, m_drop, m_message, m_pictures, m_answer, m_bars })
        layout->addWidget(widget);
    layout->addStretch();
    connect(m_drop, &DropArea::fileDropped, this, &PredictPanel::fileChosen);
    connect(m_drop, &DropArea::imageDropped, this, &PredictPanel::imageChosen);
    connect(m_drop, &DropArea::unusable, this, &PredictPanel::setFault);
}

void PredictPanel::setPrediction(
    std::shared_ptr<const FeatureMaps> maps, const QString &name, const QImage &original)
{
    m_message->clear();
    QStringList classes;
    for (const std::string &text : maps->classes)
        classes << QString::fromStdString(text);
    const auto top = std::ranges::max_element(maps->probabilities);
    const QString answer = classes.value(top - maps->probabilities.begin());
    m_answer->setText(tr("<span style='font-size:large'><b>%1</b></span><br>%2 sure · %3")
                          .arg(answer.toHtmlEscaped(),
                              QLocale().toString(double(*top) * 100, 'f', 1) + QStringLiteral(" %"),
                              name.toHtmlEscaped()));
    m_answer->show();
    m_original->setPicture(original);
    m_input->setPicture(inputImage(maps->input));
    m_pictures->show();
    m_bars->setProbabilities(maps->probabilities, classes);
}

void PredictPanel::setFault(const QString &sentence)
{
    m_message->showError(sentence);
}

void PredictPanel::setReady(bool hasModel)
{
    m_hint->setVisible(!hasModel);
    m_drop->setEnabled(hasModel);
    if (hasModel)
        return;
    m_answer->hide();
    m_pictures->hide();
    m_bars->clear();
}

} // namespace convscope
