// SPDX-License-Identifier: GPL-3.0-or-later
// WhySection: asks why an image is taken for what it is, and shows the answer. GUI thread only.
#pragma once
#include "core/inspect/explain/saliency.h"
#include "core/inspect/network/feature_maps.h"
#include <QImage>
#include <QWidget>
#include <memory>
#include <optional>

class QLabel;
class QProgressBar;

namespace convscope {

class HeatPanel;
class WhyFields;

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
    QWidget *buildProgress();
    void ask();
    void showText(const QString &text);
    void showNone(const QString &text); ///< instead of an answer

    WhyFields *m_fields;
    HeatPanel *m_heat;
    QLabel *m_text;
    QProgressBar *m_bar;
    QWidget *m_progress;
    bool m_hasImage = false, m_hasAnswer = false;
};

} // namespace convscope
