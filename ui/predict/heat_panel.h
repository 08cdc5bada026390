// SPDX-License-Identifier: GPL-3.0-or-later
// HeatPanel: an explanation over its image, how much it covers, and the same in a window of its
// own. GUI thread only.
#pragma once
#include "core/inspect/explain/saliency.h"
#include <QImage>
#include <QWidget>
#include <functional>
#include <memory>

class QDialog;
class QLabel;
class QSlider;

namespace convscope {

class HeatView;

class HeatPanel : public QWidget {
    Q_OBJECT
public:
    explicit HeatPanel(QWidget *parent = nullptr);

    void setImage(const QImage &image);
    /// Null: only the image.
    void setAnswer(const std::shared_ptr<const SaliencyAnswer> &answer, const QString &className);
    /// That stands below the map in its own window; here it is the caller's.
    void setText(const QString &text);
    void clear(); ///< and closes the window

private:
    QWidget *buildOpacity();
    void forEachView(const std::function<void(HeatView &)> &use);
    void buildDialog();
    void enlarge();

    HeatView *m_view;
    QSlider *m_opacity;
    QDialog *m_dialog = nullptr; // made when it is first asked for
    HeatView *m_large = nullptr;
    QLabel *m_largeText = nullptr;
    QImage m_image;
    QString m_className, m_text;
};

} // namespace convscope
