// SPDX-License-Identifier: GPL-3.0-or-later
// PredictPanel: drop an image, see what the network takes it for, why, and what would change that.
// GUI thread only.
#pragma once
#include "core/inspect/network/feature_maps.h"
#include <QImage>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace convscope {

class CaptionedPair;
class ChangeSection;
class DropArea;
class MessageBar;
class ProbabilityBars;
class WhySection;

class PredictPanel : public QWidget {
    Q_OBJECT
public:
    explicit PredictPanel(QWidget *parent = nullptr);

    /// `network`: which one it is, and what is known of it; how sure it is says little without.
    void setPrediction(std::shared_ptr<const FeatureMaps> maps, const QString &name,
        const QImage &original, const QString &network);
    /// There is no answer, as the sentence says: it stays until there is one.
    void setError(const QString &sentence);
    void clearAnswer(); ///< there is no image that is classified
    void setReady(bool hasModel); ///< without a model, says how to get one
    void addToAnswer(QWidget *part); ///< right above it; takes ownership
    void addBelow(QWidget *part); ///< below all else; takes ownership
    /// An image is pinned in the feature maps, which can be classified here.
    void setHasPinned(bool hasPinned);
    DropArea &dropArea() { return *m_drop; }
    WhySection &why() { return *m_why; }
    ChangeSection &change() { return *m_change; }

Q_SIGNALS:
    void pinnedChosen();

private:
    void buildPage();
    void showAnswer(
        const QString &answer, double probability, const QString &name, const QString &network);

    QVBoxLayout *m_layout = nullptr; // of the page
    QLabel *m_hint;
    MessageBar *m_message;
    DropArea *m_drop;
    QLabel *m_answer;
    CaptionedPair *m_images; // the image, and what the network sees
    ProbabilityBars *m_bars;
    QPushButton *m_pinned;
    WhySection *m_why;
    ChangeSection *m_change;
    QWidget *m_folds; // around the last two
};

} // namespace convscope
