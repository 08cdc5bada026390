// SPDX-License-Identifier: GPL-3.0-or-later
// ImageGrid: a scrolling grid of small images with captions; any number of them. GUI thread only.
#pragma once
#include <QAbstractListModel>
#include <QImage>
#include <QListView>
#include <functional>
#include <vector>

namespace convscope {

struct ImageGridItem {
    QImage image;
    QString caption;
    QString toolTip;
};

class ImageGridModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    using Make = std::function<ImageGridItem(int row)>;

    void setItems(std::vector<ImageGridItem> items);
    /// `count` items, each made when it is looked at: any number costs nothing.
    void setSource(int count, Make make);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    int m_count = 0;
    Make m_make;
};

class ImageGrid : public QListView {
    Q_OBJECT
public:
    explicit ImageGrid(QWidget *parent = nullptr);
    ImageGridModel &images() { return *m_model; }

    /// Images as wide and high as so many lines of text, and so many lines of caption.
    void setCells(int lines, int captionLines);
    /// Several images can be chosen, with Shift and Ctrl; then a click that chooses more of them
    /// activates none.
    void setMultiple(bool multiple);
    std::vector<int> chosenRows() const; ///< ascending

Q_SIGNALS:
    void imageActivated(int row); ///< click, double click or Enter

private:
    ImageGridModel *m_model;
};

} // namespace convscope
