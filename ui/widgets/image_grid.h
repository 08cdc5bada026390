// SPDX-License-Identifier: GPL-3.0-or-later
// ImageGrid: a scrolling grid of small pictures with captions; any number of them. GUI thread only.
#pragma once
#include <QAbstractListModel>
#include <QImage>
#include <QListView>
#include <vector>

namespace convscope {

struct ImageGridItem {
    QImage picture;
    QString caption;
    QString toolTip;
};

class ImageGridModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setItems(std::vector<ImageGridItem> items);
    const ImageGridItem &item(int row) const { return m_items[std::size_t(row)]; }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<ImageGridItem> m_items;
};

class ImageGrid : public QListView {
    Q_OBJECT
public:
    explicit ImageGrid(QWidget *parent = nullptr);
    ImageGridModel &images() { return *m_model; }

Q_SIGNALS:
    void imageActivated(int row); ///< click, double click or Enter

private:
    ImageGridModel *m_model;
};

} // namespace convscope
