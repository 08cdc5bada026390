// SPDX-License-Identifier: GPL-3.0-or-later
// TopActivationsPage: the training images with a map's strongest answers. The room of ablation
// searches for what it asks for; GUI thread only.
#pragma once
#include "ui/ablation/found_activations.h"
#include <QWidget>
#include <optional>

class QComboBox;

namespace convscope {

class ImageStrip;

class TopActivationsPage : public QWidget {
    Q_OBJECT
public:
    explicit TopActivationsPage(QWidget *parent = nullptr);
    void search(const QString &title, const TopActivationsRequest &request);
    void setProgress(quint64 done, quint64 total);
    void endProgress();
    void setFound(std::shared_ptr<const FoundActivations> found);
    void clear(); ///< what was found in another network

Q_SIGNALS:
    void requested(const convscope::TopActivationsRequest &request);
    void cancelled();
    void sampleChosen(quint64 sample);

private:
    void followMeasure();

    std::shared_ptr<const FoundActivations> m_found;
    QString m_title;
    std::optional<TopActivationsRequest> m_request;
    ImageStrip *m_strip;
    QComboBox *m_by;
};

} // namespace convscope
