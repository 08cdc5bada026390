// SPDX-License-Identifier: GPL-3.0-or-later
// LayerStrip: the network from left to right, one button a layer. GUI thread only.
#pragma once
#include "core/nn/model_spec.h"
#include <QScrollArea>

class QButtonGroup;
class QHBoxLayout;

namespace convscope {

/// Begins with "input" and ends with "softmax". Left and Right choose the neighbour.
class LayerStrip : public QScrollArea {
    Q_OBJECT
public:
    explicit LayerStrip(QWidget *parent = nullptr);
    void setLayers(const std::vector<LayerSummary> &layers);
    QString chosen() const; ///< empty when there is no model
    void choose(const QString &name);
    QSize sizeHint() const override;

Q_SIGNALS:
    void layerChosen(const QString &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addLayer(const QString &name, const QString &kind, const convscope::Shape &shape,
        std::size_t parameters);
    QWidget *m_row;
    QHBoxLayout *m_layout;
    QButtonGroup *m_buttons;
    QStringList m_names;
};

} // namespace convscope
