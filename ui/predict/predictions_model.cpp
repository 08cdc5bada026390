// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/predictions_model.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QFileInfo>
#include <QLocale>

namespace convscope {

void PredictionsModel::restart(std::vector<std::string> classes)
{
    beginResetModel();
    m_classes = std::move(classes);
    m_rows.clear();
    m_errors = 0;
    endResetModel();
}

void PredictionsModel::append(const std::vector<PredictedImage> &images)
{
    if (images.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(images.size()) - 1);
    for (const PredictedImage &image : images) {
        Row row { image.prediction, QIcon(QPixmap::fromImage(image.thumbnail)) };
        if (image.prediction.isError()) {
            ++m_errors;
        } else {
            row.first = image.prediction.classAt(0);
            if (m_classes.size() > 1)
                row.second = image.prediction.classAt(1);
        }
        m_rows.push_back(std::move(row));
    }
    endInsertRows();
}

std::vector<ImagePrediction> PredictionsModel::predictions() const
{
    std::vector<ImagePrediction> result;
    for (const Row &row : m_rows)
        result.push_back(row.prediction);
    return result;
}

int PredictionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PredictionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstClass + int(m_classes.size());
}

QString PredictionsModel::className(std::size_t index) const
{
    return QString::fromStdString(m_classes[index]);
}

std::optional<double> PredictionsModel::probability(const Row &row, int column) const
{
    const ImagePrediction &prediction = row.prediction;
    const auto of = [&](std::size_t index) {
        return double(prediction.probabilities[index]);
    };
    if (prediction.isError() || (column == SecondProbability && m_classes.size() < 2))
        return std::nullopt;
    if (column == Probability)
        return of(row.first);
    if (column == SecondProbability)
        return of(row.second);
    return column >= FirstClass ? std::optional(of(std::size_t(column - FirstClass)))
                                : std::nullopt;
}

QVariant PredictionsModel::text(const Row &row, int column) const
{
    const ImagePrediction &prediction = row.prediction;
    if (column == Name)
        return QFileInfo(QString::fromStdString(prediction.path)).fileName();
    if (prediction.isError())
        return column == Class ? tr("⚠ %1").arg(QString::fromStdString(prediction.error))
                               : QVariant();
    if (column == Class)
        return className(row.first);
    if (column == Second)
        return m_classes.size() > 1 ? className(row.second) : QVariant();
    const auto share = probability(row, column);
    return share ? probabilityText(*share) : QVariant();
}

/// Images that could not be read stand at one end, whatever is sorted by.
QVariant PredictionsModel::sortKey(const Row &row, int column) const
{
    if (const auto share = probability(row, column))
        return *share;
    if (row.prediction.isError() && column != Name)
        return column == Class || column == Second ? QVariant(QString()) : QVariant(-1.0);
    return text(row, column);
}

QVariant PredictionsModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows[std::size_t(index.row())];
    const bool isError = row.prediction.isError();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::DecorationRole:
        return index.column() == Name ? QVariant(row.icon) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == Name || isError)
            return QString::fromStdString(row.prediction.path)
                + (isError ? QLatin1Char('\n') + QString::fromStdString(row.prediction.error)
                           : QString());
        return index.column() == Class || index.column() == Second
            ? QVariant(text(row, index.column())) // whole, where the column is narrow
            : QVariant();
    case Qt::ForegroundRole:
        return isError && index.column() == Class ? QVariant(errorColour()) : QVariant();
    case Qt::TextAlignmentRole:
        return probability(row, index.column()) ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter))
                                                : QVariant();
    case SortRole:
        return sortKey(row, index.column());
    case PathRole:
        return QString::fromStdString(row.prediction.path);
    default:
        return {};
    }
}

QVariant PredictionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const bool isTip = role == Qt::ToolTipRole;
    switch (section) {
    case Name:
        return isTip ? tr("The image's file") : tr("Image");
    case Class:
        return isTip ? tr("What the network takes it for; or why it cannot be read") : tr("Class");
    case Probability:
        return isTip ? tr("How sure the network is of that class") : tr("Sure");
    case Second:
        return isTip ? tr("The next most probable class") : tr("Or");
    case SecondProbability:
        return isTip ? tr("The probability of that class") : tr("Sure of that");
    default:
        break;
    }
    const QString name = className(std::size_t(section - FirstClass));
    return isTip ? tr("The probability of the class “%1”").arg(name) : name;
}

} // namespace convscope
