// SPDX-License-Identifier: GPL-3.0-or-later
// AugmentationBox: how training images are changed, and how epochs show one of them. ImagesPanel
// fills it; GUI thread only.
#pragma once
#include "core/data/prepare/image_preview.h"
#include "core/train/setup/run_config.h"
#include <QGroupBox>

class QLabel;
class QPushButton;

namespace convscope {

class AugmentForm;
class EpochGrid;

class AugmentationBox : public QGroupBox {
    Q_OBJECT
public:
    explicit AugmentationBox(QWidget *parent = nullptr);
    void setConfig(const RunConfig &config);
    AugmentOptions options() const; ///< what the fields say
    void setEditable(bool isEditable);
    void setPreview(const ImagePreview &preview);
    void hidePreview();

Q_SIGNALS:
    void changed();

private:
    QWidget *buildFields();
    void reset(const AugmentOptions &options);

    RunConfig m_config; // as it was set
    QWidget *m_fields = nullptr;
    AugmentForm *m_form = nullptr;
    QPushButton *m_asPreset = nullptr;
    QLabel *m_epochsNote;
    EpochGrid *m_epochs;
};

} // namespace convscope
