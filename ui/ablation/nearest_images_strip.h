// SPDX-License-Identifier: GPL-3.0-or-later
// NearestImagesStrip: the training images that a network takes for nearest to the dropped one.
// GUI thread only.
#pragma once
#include "ui/ablation/found_nearest_images.h"
#include <QWidget>
#include <memory>

namespace convscope {

class Fold;
class ImageStrip;

/// Hidden until there is an image. Looks only while the person has it open.
class NearestImagesStrip : public QWidget {
    Q_OBJECT
public:
    explicit NearestImagesStrip(QWidget *parent = nullptr);

    void setPossible(bool possible); ///< there is a network, and a dataset to look in
    void setImage(std::vector<float> input); ///< the dropped one, as the network gets it
    void setProgress(quint64 done, quint64 total);
    void setFound(std::shared_ptr<const FoundNearestImages> found);
    void showError(const QString &sentence);
    void stop(); ///< the person cancelled: nothing is looked for until it is opened again
    void clear(); ///< another network
    void expectOtherModel(); ///< looks for the images again with the next answer

Q_SIGNALS:
    void requested(const std::vector<float> &input);
    void cancelRequested();
    void sampleChosen(quint64 sample);

private:
    void look();
    void update();

    bool m_possible = false;
    bool m_stale = true; // m_found, if anything, is of another image or model
    std::vector<float> m_input; // empty: no image yet
    std::shared_ptr<const FoundNearestImages> m_found;
    ImageStrip *m_strip;
    Fold *m_fold;
};

} // namespace convscope
