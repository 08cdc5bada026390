// SPDX-License-Identifier: GPL-3.0-or-later
// PredictPanel: drop a picture, see what the network takes it for. GUI thread only.
#pragma once
#include "core/inspect/feature_maps.h"
#include <QImage>
#include <QWidget>

class QLabel;

namespace convscope {

class DropArea;
class MessageBar;
class PictureView;
class ProbabilityBars;

class PredictPanel : public QWidget {
    Q_OBJECT
public:
    explicit PredictPanel(QWidget *parent = nullptr);

    void setPrediction(
        std::shared_ptr<const FeatureMaps> maps, const QString &name, const QImage &original);
    void setFault(const QString &sentence); ///< shown in place; the last prediction stays
    void setReady(bool hasModel); ///< without a model, says how to get one

Q_SIGNALS:
    void fileChosen(const QString &path);
    void imageChosen(const QImage &image);

private:
    QLabel *m_hint;
    MessageBar *m_message;
    DropArea *m_drop;
    QLabel *m_answer;
    PictureView *m_original;
    PictureView *m_input;
    QWidget *m_pictures;
    ProbabilityBars *m_bars;
};

} // namespace convscope
