// SPDX-License-Identifier: GPL-3.0-or-later
// ImagesPanel: how images are prepared and augmented, with what becomes of real ones in view.
// GUI thread only.
#pragma once
#include "ui/kit/update_throttle.h"
#include "ui/preparation/preview_choice.h"
#include <QWidget>

class QBoxLayout;
class QLabel;

namespace convscope {

class AugmentationBox;
class PreparationBox;

class ImagesPanel : public QWidget {
    Q_OBJECT
public:
    explicit ImagesPanel(QWidget *parent = nullptr);

    void setConfig(const RunConfig &config);
    /// `config` with what the fields say.
    RunConfig applied(RunConfig config) const;
    /// While a run is going on nothing can be changed, only looked at.
    void setRunning(bool running);
    void setData(
        std::shared_ptr<const Dataset> dataset, std::shared_ptr<const TrainingData> loaded);
    /// Whether the data were prepared as the config wants them.
    void setSuits(bool suits);
    /// Shows that sample of the dataset first.
    void choose(std::size_t sample);
    void setPreview(const std::shared_ptr<const ImagePreview> &preview);

Q_SIGNALS:
    void changed();
    /// Nobody has to hurry: asked once for many changes, and only while somebody can see the panel.
    void previewRequested(const convscope::PreviewRequest &request);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateNote();
    void askForPreview();

    RunConfig m_config; // as it was set
    PreviewChoice m_choice;
    std::optional<PreviewRequest> m_asked; // what the preview is of, or will be
    bool m_suits = true;
    bool m_running = false;

    QLabel *m_note;
    QBoxLayout *m_halves = nullptr;
    PreparationBox *m_preparation = nullptr;
    AugmentationBox *m_augmentation = nullptr;
    UpdateThrottle m_throttle;
};

} // namespace convscope
