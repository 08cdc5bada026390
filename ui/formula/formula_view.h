// SPDX-License-Identifier: GPL-3.0-or-later
// FormulaView: how one value of a network came about: its receptive field on every layer before,
// the numbers, and what they come to; steps and plays through the map. GUI thread only.
#pragma once
#include "core/inspect/explain/explain_value.h"
#include "ui/maps/map_place.h"
#include <QTimer>
#include <QWidget>
#include <optional>

class QLabel;
class QSlider;
class QToolButton;

namespace convscope {

class FieldStrip;
class FormulaCanvas;

class FormulaView : public QWidget {
    Q_OBJECT
public:
    explicit FormulaView(QWidget *parent = nullptr);

    /// `maps` are what `model` gave.
    void explain(std::shared_ptr<const TrainedModel> model, std::shared_ptr<const FeatureMaps> maps,
        const MapPlace &place);
    /// Newer maps: the same place, newer numbers. Null: none any more.
    void setMaps(std::shared_ptr<const FeatureMaps> maps);
    /// Another place in the same maps.
    void setPlace(const MapPlace &place);
    /// The person looks elsewhere: playing ends.
    void leave();

    const std::optional<MapPlace> &place() const { return m_place; }
    bool isPlaying() const { return m_timer.isActive(); }
    /// The place so many steps on: to the right, then down, and from the end to the beginning.
    std::optional<MapPlace> next(int steps) const;

Q_SIGNALS:
    void placeChosen(const convscope::MapPlace &place); ///< the person, or playing, goes there
    void marksChanged(const std::vector<convscope::MapMark> &marks); ///< the receptive field
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildHeader();
    QToolButton *button(const QString &name, const QString &text, const QString &help);
    void play(bool on);
    void refresh();
    void showError(const QString &sentence);
    const convscope::Shape *shape() const; // the shape of the place's layer; null: there is none
    void go(int columns, int rows);
    void tellMarks(const Influence &influence);

    std::shared_ptr<const TrainedModel> m_model;
    std::shared_ptr<const FeatureMaps> m_maps;
    std::optional<MapPlace> m_place;
    std::unique_ptr<ValueExplainer> m_explainer; // explains by m_model's spec
    QLabel *m_title = nullptr;
    QLabel *m_error = nullptr;
    QToolButton *m_play = nullptr;
    QSlider *m_speed = nullptr;
    FieldStrip *m_strip;
    FormulaCanvas *m_canvas;
    QTimer m_timer;
};

} // namespace convscope
