// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/import_table.h"
#include "ui/kit/theme.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

QString shapeOrNone(const std::string &name, const std::vector<std::size_t> &dims)
{
    return name.empty() ? QString() : QString::fromStdString(shapeText(dims));
}

QString nameOrNone(const std::string &name)
{
    return name.empty() ? QStringLiteral("–") : QString::fromStdString(name);
}

QString text(const WeightRow &row, int column)
{
    const WeightMatch &match = row.match;
    switch (column) {
    case ImportTable::Source:
        return nameOrNone(match.source);
    case ImportTable::SourceShape:
        return shapeOrNone(match.source, match.sourceDims);
    case ImportTable::Parameter:
        return nameOrNone(match.parameter);
    case ImportTable::ParameterShape:
        return shapeOrNone(match.parameter, match.dims);
    default:
        return row.error.empty()
            ? QStringLiteral("✓ ") + QString::fromStdString(toString(match.arrangement))
            : QStringLiteral("✗ ") + importSentence(row.error);
    }
}

} // namespace

QString importSentence(const std::string &sentence)
{
    return QString::fromStdString(sentence)
        .replace(QStringLiteral("--keras"), ImportTable::tr("the option “Keras order”"))
        .replace(QStringLiteral("--mlx"), ImportTable::tr("the option “MLX order”"))
        .replace(QStringLiteral("--normalize none"),
            ImportTable::tr("the pixel values “from 0 to 255”"));
}

void ImportTable::setRows(std::vector<WeightRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ImportTable::errors() const
{
    return int(
        std::ranges::count_if(m_rows, [](const WeightRow &row) { return !row.error.empty(); }));
}

int ImportTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ImportTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ImportTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const WeightRow &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole: // the column may be narrow
        return text(row, What).mid(2);
    case Qt::ForegroundRole:
        return row.error.empty() ? QVariant() : QVariant(errorColour());
    default:
        return {};
    }
}

QVariant ImportTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const std::array<QString, ColumnCount> titles { tr("In the file"), tr("Its shape"),
        tr("Parameter"), tr("Its shape"), tr("What is done") };
    const std::array<QString, ColumnCount> tips { tr("The tensor (array of weights) in the file"),
        tr("How many values the tensor has along each of its axes"),
        tr("The network's parameter that takes the tensor: its layer and what it is there"),
        tr("The shape the network needs"),
        tr("Whether the values are taken as they are or put in another order, or why they do not "
           "fit") };
    if (role == Qt::DisplayRole)
        return titles[std::size_t(section)];
    return role == Qt::ToolTipRole ? tips[std::size_t(section)] : QVariant();
}

} // namespace convscope
