// SPDX-License-Identifier: GPL-3.0-or-later
// PredictionsModel: classified images as a table, a row an image. GUI thread only.
#pragma once
#include "core/inspect/network/image_predictions.h"
#include <QAbstractTableModel>
#include <QIcon>
#include <QImage>
#include <optional>

namespace convscope {

/// A classified image, with a small image of it to be recognized by; null where there is none.
struct PredictedImage {
    ImagePrediction prediction;
    QImage thumbnail;
};

class PredictionsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// From FirstClass on one column a class.
    enum Column { Name, Class, Probability, Second, SecondProbability, FirstClass };
    enum Role {
        SortRole = Qt::UserRole, ///< a number or a text to sort by
        PathRole ///< the image's, in every column
    };
    using QAbstractTableModel::QAbstractTableModel;

    /// Empty, for a network that tells these classes apart.
    void restart(std::vector<std::string> classes);
    void append(const std::vector<PredictedImage> &images);
    const std::vector<std::string> &classes() const { return m_classes; }
    std::vector<ImagePrediction> predictions() const; ///< in the order they came
    int errors() const { return m_errors; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        ImagePrediction prediction;
        QIcon icon; // unlike an image, it is shown as large as the view wants
        std::size_t first = 0, second = 0; // classes; only where there is no error
    };
    QVariant text(const Row &row, int column) const;
    QVariant sortKey(const Row &row, int column) const;
    std::optional<double> probability(const Row &row, int column) const;
    QString className(std::size_t index) const;

    std::vector<std::string> m_classes;
    std::vector<Row> m_rows;
    int m_errors = 0;
};

} // namespace convscope
