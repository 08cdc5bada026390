// SPDX-License-Identifier: GPL-3.0-or-later
// ChangeSection: draws on the image being classified, and turns, moves, blurs, darkens it; shows
// how the answer follows. GUI thread only.
#pragma once
#include "core/inspect/explain/answer_curve.h"
#include "core/inspect/network/feature_maps.h"
#include "core/inspect/network/image_edit.h"
#include <QStringList>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

class QPushButton;

namespace convscope {

class AdjustmentSliders;
class AnswerChart;
class ImageCanvas;
class ImageView;
class PenFields;
class ProbabilityBars;

class ChangeSection : public QWidget {
    Q_OBJECT
public:
    explicit ChangeSection(QWidget *parent = nullptr);

    /// Another image is classified: nothing is changed about it. Asks for its base.
    void startOver();
    /// Sets the image that is drawn on; strokes on an image of another size are gone.
    void setBase(const std::shared_ptr<const Image> &base);
    /// Sets what the network makes of the image as it is changed by now. Where its images have
    /// another size than what is drawn on, drawing begins anew.
    void setAnswer(const FeatureMaps &maps, const QImage &networkInput, const QStringList &classes);
    void expectCurve(); ///< the one that is shown is of something else
    void setCurve(const std::shared_ptr<const AnswerCurve> &curve);
    const ImageEdit &edit() const { return m_edit; }

Q_SIGNALS:
    void editChanged(const convscope::ImageEdit &edit);
    /// The image as it is, or as the network gets it, without changes.
    void baseRequested(bool onNetworkInput);
    /// Which setting's curve is looked at; none while nobody can see it.
    void curveRequested(std::optional<std::size_t> kind);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildAnswer();
    QWidget *buildSteps();
    void connectFields();
    /// Remembers the edit as it was; a slider that is drawn along is one step.
    void remember(std::optional<std::size_t> slider);
    void undo();
    void reset();
    void showEdit();
    void apply(); ///< shows the edit and tells it

    ImageView *m_seen;
    ProbabilityBars *m_bars;
    ImageCanvas *m_canvas;
    PenFields *m_pen;
    QPushButton *m_undo, *m_reset;
    AdjustmentSliders *m_sliders;
    AnswerChart *m_chart;

    ImageEdit m_edit;
    std::vector<ImageEdit> m_history;
    std::optional<std::size_t> m_lastSlider; // what the newest step of the history is about
    QStringList m_classes;
};

} // namespace convscope
