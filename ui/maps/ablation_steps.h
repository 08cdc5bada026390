// SPDX-License-Identifier: GPL-3.0-or-later
// AblationSteps: which maps of the network are switched off or scaled, and every step that led
// there, each of which can be undone. GUI thread only.
#pragma once
#include "core/inspect/network/instrumented_model.h"
#include <QString>
#include <QUndoStack>

namespace convscope {

/// A part of the list of what is edited, as a person reads it.
struct AblationEntry {
    QString text; ///< "L1-Map3ReLU off"
    std::vector<ChannelScale> factors; ///< those it stands for; undone together
};

class AblationSteps : public QObject {
    Q_OBJECT
public:
    explicit AblationSteps(QObject *parent = nullptr);

    /// Sets the layers of another network: the ablation of the one before is gone, and so are its
    /// steps. Nothing happens where the layers are the same. Returns whether there was something to
    /// drop.
    bool setLayers(const std::vector<LayerSummary> &layers);
    /// Everything is as it was trained, and there is nothing to undo. Returns as setLayers() does.
    bool clear();

    const std::vector<ChannelScale> &factors() const { return m_factors; } ///< none of them 1
    float factorOf(const QString &layer, int map) const;
    /// Whether the network has such a map; the input and the probabilities are none.
    bool canEdit(const QString &layer, int map) const;
    /// As the maps are titled: "L1-Map3ReLU", "dense1-Value3".
    QString title(const QString &layer, int map) const;
    std::vector<AblationEntry> entries() const;

    void setFactor(const QString &layer, int map, float factor);
    /// The same while a slider moves: all of it is one step, until endScaling().
    void scale(const QString &layer, int map, float factor);
    void endScaling() { ++m_gesture; }
    void switchOffOthers(const QString &layer, int map);
    void restore(const std::vector<ChannelScale> &maps); ///< as trained
    void restoreAll();
    QUndoStack &stack() { return m_stack; }

Q_SIGNALS:
    void changed(); ///< see factors()

private:
    class Step;
    const LayerSummary *find(const QString &layer) const;
    std::vector<ChannelScale> with(const std::string &layer, int map, float factor) const;
    void push(std::vector<ChannelScale> after, const QString &text, int gesture = -1);
    void use(const std::vector<ChannelScale> &factors);
    AblationEntry entry(const ChannelScale &factor) const;

    std::vector<LayerSummary> m_layers;
    std::vector<ChannelScale> m_factors; // by layer and map
    int m_gesture = 0;
    QUndoStack m_stack;
};

/// "off" or "× 0.50".
QString factorText(float factor);

} // namespace convscope
