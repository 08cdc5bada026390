// SPDX-License-Identifier: GPL-3.0-or-later
// PreparationBox: how images are prepared, and what becomes of real ones. ImagesPanel fills it; GUI
// thread only.
#pragma once
#include "core/data/prepare/image_preview.h"
#include <QGroupBox>

class QLabel;

namespace convscope {

class ImageChooser;
class ImagePairs;
class SettingForm;
class ValueView;

class PreparationBox : public QGroupBox {
    Q_OBJECT
public:
    explicit PreparationBox(QWidget *parent = nullptr);
    SettingForm &fields() { return *m_fields; }
    ImageChooser &chooser() { return *m_chooser; } ///< hidden at first

    /// `preview` is of images of `dataset`, the first of them the chosen one.
    void setPreview(
        const ImagePreview &preview, const Dataset &dataset, std::size_t trainingImages);
    void hidePreview();

Q_SIGNALS:
    void imageChosen(quint64 sample);

private:
    QLabel *makeNote(const char *objectName);
    void setPreviewVisible(bool isVisible);
    void showPairs(const ImagePreview &preview, const Dataset &dataset);

    std::vector<std::size_t> m_samples; // of the pairs
    ImagePairs *m_pairs;
    ValueView *m_values;
    QLabel *m_normalizationNote;
    SettingForm *m_fields;
    ImageChooser *m_chooser;
    QLabel *m_pairsNote;
};

} // namespace convscope
