// SPDX-License-Identifier: GPL-3.0-or-later
// LayerStrip: the network from left to right, one button a layer. GUI thread only.
#pragma once
#include "core/nn/model_spec.h"
#include <QScrollArea>

class QAbstractButton;
class QButtonGroup;
class QHBoxLayout;

namespace convscope {

/// Begins with the input and ends with the softmax. Left and Right choose the neighbour; with
/// Shift, or by a click with Shift, the layers between are asked for too.
class LayerStrip : public QScrollArea {
    Q_OBJECT
public:
    explicit LayerStrip(QWidget *parent = nullptr);
    void setLayers(const std::vector<LayerSummary> &layers);
    QString chosen() const; ///< empty when there is no model
    void choose(const QString &name);
    /// How much of the image each layer sees, in the order of setLayers(); said on the buttons.
    void setFields(const QStringList &fields);
    /// Marks the layers that are shown side by side; none where it is only one.
    void setUnfolded(const QStringList &names);
    const QStringList &unfolded() const { return m_unfolded; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void layerChosen(const QString &name);
    void rangeRequested(const QString &other); ///< from the chosen layer to that one

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        QString name, kind;
        convscope::Shape shape;
        std::size_t parameters = 0;
        QString field; // empty: not known
    };
    void addLayer(const Entry &entry);
    void describe(int index);
    bool chooseByKey(int step, bool extends);
    QWidget *m_row;
    QHBoxLayout *m_layout;
    QButtonGroup *m_buttons;
    std::vector<Entry> m_entries;
    QStringList m_names;
    QStringList m_unfolded;
    QString m_rangeEnd; // where Shift has got to
};

} // namespace convscope
