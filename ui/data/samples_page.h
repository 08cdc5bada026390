// SPDX-License-Identifier: GPL-3.0-or-later
// SamplesPage: the classes with their counts, and below them all images of the chosen class.
// GUI thread only.
#pragma once
#include "ui/data/data_view.h"
#include <QWidget>

class QComboBox;
class QLabel;
class QScrollArea;
class QSplitter;
class QToolButton;

namespace convscope {

class ImageGrid;

class SamplesPage : public QWidget {
    Q_OBJECT
public:
    explicit SamplesPage(QWidget *parent = nullptr);
    void setView(std::shared_ptr<const DataView> view); ///< another one, or changed
    const std::vector<std::size_t> &shown() const { return m_shown; }

Q_SIGNALS:
    void sampleChosen(quint64 sample);
    void excludeRequested(const convscope::Exclusions &what);
    void takeBackRequested(const convscope::Exclusions &what);

private:
    void buildClasses();
    void buildFilter();
    void buildGrid();
    void fillGrid();
    void fitClassArea();
    void offerExcluding();
    bool isChosenClassOut() const;
    void setSplits();
    void showClassMenu(const QPoint &position);
    void showGridMenu(const QPoint &position);
    Exclusions chosenClass() const;
    Exclusions chosenImages() const;
    void exclude(const Exclusions &what);

    std::shared_ptr<const DataView> m_view;
    std::vector<std::size_t> m_shown; // sample of each image of the grid
    QScrollArea *m_classArea = nullptr;
    ClassChart *m_classes = nullptr;
    QWidget *m_filterRow = nullptr;
    QLabel *m_title = nullptr;
    QComboBox *m_split = nullptr;
    QToolButton *m_all = nullptr;
    QToolButton *m_exclude = nullptr;
    ImageGrid *m_grid = nullptr;
};

} // namespace convscope
