// SPDX-License-Identifier: GPL-3.0-or-later
// FilterEditor: the filters of the demonstration to type into, with a way back for every step, and
// what else there is to do with it. GUI thread only.
#pragma once
#include "ui/filters/filter_steps.h"
#include <QWidget>

class QComboBox;
class QLabel;

namespace convscope {

class DemonstrationBar;
class FilterCellGrid;
class MessageBar;

class FilterEditor : public QWidget {
    Q_OBJECT
public:
    explicit FilterEditor(QWidget *parent = nullptr);

    /// The demonstration's; there is nothing to undo any more. `seed`: what they were drawn by.
    void restart(std::vector<NamedTensor> filters, std::uint64_t seed);
    /// Shows the filters of this layer, say "conv2", where it has any.
    void chooseLayer(const QString &layer);
    FilterSteps &steps() { return m_steps; }
    MessageBar &message() { return *m_message; }
    DemonstrationBar &bar() { return *m_bar; }

Q_SIGNALS:
    void layerChosen(const QString &layer); ///< by the person, say "conv2"
    void filtersChanged(const std::vector<convscope::NamedTensor> &filters);
    void imageDropped(const QString &path); ///< another one in place of the cat

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildChoice();
    QWidget *buildCells();
    QWidget *buildStepButtons();
    FilterPlace place() const;
    void fillPlaces(); ///< the filters and channels of the chosen layer
    void showChange();
    void showCells();
    void changeCell(int index, double value);
    void useKind(int index);
    void drawRandom();
    void useSeed();

    FilterSteps m_steps;
    QComboBox *m_layer = nullptr;
    QComboBox *m_filter = nullptr;
    QComboBox *m_channel = nullptr;
    QComboBox *m_kind = nullptr;
    QLabel *m_heading = nullptr;
    FilterCellGrid *m_cells = nullptr;
    MessageBar *m_message = nullptr;
    DemonstrationBar *m_bar = nullptr;
    std::uint64_t m_draws = 0; // random filters drawn one by one, so that each is another
};

} // namespace convscope
