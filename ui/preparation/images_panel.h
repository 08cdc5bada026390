// SPDX-License-Identifier: GPL-3.0-or-later
// ImagesPanel: how images are prepared and augmented, with what becomes of real ones in view.
// GUI thread only.
#pragma once
#include "core/data/prepare/image_preview.h"
#include "core/train/setup/run_config.h"
#include "ui/kit/update_throttle.h"
#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace convscope {

class AugmentForm;
class EpochGrid;
class ImagePairs;
class SettingForm;
class ValueView;

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
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildPreparation();
    QWidget *buildChooser();
    QWidget *buildAugmentation();
    QWidget *buildAugmentFields();
    void resetAugmentation(const AugmentOptions &options);
    void step(int by);
    void updateNotes();
    void askForPreview();
    PreviewRequest request() const;
    void showName();
    void showPairs();
    void showValues();
    void showEpochs();
    std::optional<std::size_t> trainingIndex() const; // the chosen sample's

    RunConfig m_config; // as it was set
    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const TrainingData> m_data;
    std::vector<std::size_t> m_others; // samples shown beside the chosen one
    std::optional<PreviewRequest> m_asked; // the request that the preview answers, or will
    std::shared_ptr<const ImagePreview> m_preview;
    std::size_t m_chosen = 0;
    std::size_t m_place = 0; // in the training split, where ‹ and › go on from
    bool m_suits = true;
    bool m_running = false;

    QLabel *m_note;
    QBoxLayout *m_halves = nullptr;
    SettingForm *m_fields = nullptr;
    QLabel *m_chosenName = nullptr;
    QWidget *m_chooser = nullptr;
    QLabel *m_pairsNote = nullptr;
    ImagePairs *m_pairs = nullptr;
    ValueView *m_values = nullptr;
    QLabel *m_normalizationNote = nullptr;
    QWidget *m_augmentFields = nullptr;
    AugmentForm *m_augment = nullptr;
    QPushButton *m_presetAugment = nullptr;
    EpochGrid *m_epochs = nullptr;
    QLabel *m_epochsNote = nullptr;
    UpdateThrottle m_throttle;
};

} // namespace convscope
