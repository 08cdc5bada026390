// SPDX-License-Identifier: GPL-3.0-or-later
// WhySection: asks why an image is taken for what it is, and shows the answer. GUI thread only.
#pragma once
#include "core/inspect/explain/saliency.h"
#include "core/inspect/network/feature_maps.h"
#include <QImage>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>

class QComboBox;
class QDialog;
class QFormLayout;
class QLabel;
class QProgressBar;
class QSlider;
class QToolButton;

namespace convscope {

class HeatView;
class WholeField;

class WhySection : public QWidget {
    Q_OBJECT
public:
    explicit WhySection(QWidget *parent = nullptr);

    /// The prediction shown now: the choices follow the network, the image is laid below the map.
    void setPrediction(const FeatureMaps &maps, const QImage &networkInput);
    void expect(); ///< another image is being classified: the old answer is none of it
    void clear(); ///< nothing is classified any more
    void setAnswer(const std::shared_ptr<const SaliencyAnswer> &answer);
    void setProgress(quint64 done, quint64 total);
    void endProgress();
    void setError(const QString &sentence);
    SaliencyQuestion question() const; ///< as the fields have it

Q_SIGNALS:
    /// None while nobody can see the answer.
    void asked(const std::optional<convscope::SaliencyQuestion> &question);
    void cancelRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildFields(QFormLayout &form);
    void buildOcclusion(QFormLayout &form);
    QWidget *buildProgress();
    QWidget *buildOpacity();
    void showFields();
    void ask();
    void enlarge();
    void showText(const QString &text);
    void forEachView(const std::function<void(HeatView &)> &use);
    QString className(int index) const;

    QFormLayout *m_form;
    QComboBox *m_method, *m_layer, *m_class, *m_fill;
    WholeField *m_size, *m_step;
    HeatView *m_view;
    QSlider *m_opacity;
    QLabel *m_text;
    QProgressBar *m_bar;
    QWidget *m_progress;
    QDialog *m_dialog = nullptr; // made when it is first asked for
    HeatView *m_large = nullptr;
    QLabel *m_largeText = nullptr;
    QImage m_image;
    std::shared_ptr<const SaliencyAnswer> m_answer;
    QStringList m_classes, m_layers;
    bool m_hasImage = false;
};

} // namespace convscope
