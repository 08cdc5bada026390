// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_comparison.h"
#include "ui/kit/fields/typed_number.h"
#include "ui/kit/figure_text.h"
#include <QFont>
#include <QLocale>
#include <algorithm>

namespace convscope {

namespace {

using Figures = std::vector<std::optional<double>>;

template<typename Take>
Figures figuresOf(const std::vector<RunSummary> &runs, Take take)
{
    Figures figures;
    for (const RunSummary &run : runs)
        figures.push_back(take(run));
    return figures;
}

QString countText(const std::optional<double> &value)
{
    return value ? QLocale().toString(qlonglong(*value)) : QString();
}

QString timeText(const std::optional<double> &value)
{
    return value ? durationText(*value) : QString();
}

/// As it is in files, but for the decimal mark.
QString settingText(const std::string &value)
{
    const QString text = QString::fromStdString(value);
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    const bool hasMark = isNumber && text.contains(QLatin1Char('.'));
    return hasMark ? numberToType(number, QLocale()) : text;
}

} // namespace

/// The best is marked only where there are others, and none is as good.
void RunComparison::addFigure(const QString &name, const Figures &values,
    QString (*text)(const std::optional<double> &), Better better)
{
    const auto known
        = std::ranges::count_if(values, [](const auto &value) { return value.has_value(); });
    if (known == 0)
        return;
    Row row { name, {}, -1 };
    std::optional<double> best;
    for (std::size_t i = 0; i < values.size(); ++i) {
        row.values.append(text(values[i]));
        if (!values[i] || known < 2 || better == Better::Neither)
            continue;
        if (best && *values[i] == *best)
            row.best = -1;
        if (!best || (better == Better::Less ? *values[i] < *best : *values[i] > *best)) {
            best = values[i];
            row.best = int(i);
        }
    }
    m_rows.push_back(std::move(row));
}

void RunComparison::addResults(const std::vector<RunSummary> &runs)
{
    using Figure = std::optional<double>;
    const auto ofBest = [&](std::optional<double> EpochReport::*figure) {
        return figuresOf(runs, [figure](const RunSummary &run) {
            return run.best ? (*run.best).*figure : std::nullopt;
        });
    };
    const auto ofTest = [&](double Score::*figure) {
        return figuresOf(runs, [figure](const RunSummary &run) {
            return run.test ? Figure((*run.test).*figure) : std::nullopt;
        });
    };
    addFigure(tr("Lowest validation loss"), ofBest(&EpochReport::valLoss), lossText, Better::Less);
    addFigure(tr("Validation accuracy in that epoch"), ofBest(&EpochReport::valAccuracy), shareText,
        Better::More);
    addFigure(tr("Test loss"), ofTest(&Score::loss), lossText, Better::Less);
    addFigure(tr("Test accuracy"), ofTest(&Score::accuracy), shareText, Better::More);
    addFigure(tr("Epoch of the lowest validation loss"),
        figuresOf(runs,
            [](const RunSummary &run) {
                return run.best ? Figure(run.best->epoch) : std::nullopt;
            }),
        countText, Better::Neither);
    addFigure(tr("Batches"),
        figuresOf(runs, [](const RunSummary &run) { return Figure(double(run.batches)); }),
        countText, Better::Neither);
    addFigure(tr("Time of training and validation"),
        figuresOf(runs, [](const RunSummary &run) { return Figure(run.seconds); }), timeText,
        Better::Neither);
}

void RunComparison::setRuns(const std::vector<RunSummary> &runs)
{
    beginResetModel();
    m_rows.clear();
    m_names.clear();
    std::vector<std::vector<SettingText>> settings;
    for (const RunSummary &run : runs) {
        m_names.append(QString::fromStdString(run.name()));
        settings.push_back(run.settings);
    }
    addResults(runs);
    m_results = int(m_rows.size());
    for (const SettingRow &setting : alignedSettings(settings)) {
        if (!setting.differs())
            continue;
        Row row { QString::fromStdString(setting.name), {}, -1 };
        for (const std::string &value : setting.values)
            row.values.append(value.empty() ? tr("–") : settingText(value));
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

int RunComparison::differences() const
{
    return int(m_rows.size()) - m_results;
}

int RunComparison::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int RunComparison::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_names.size());
}

QVariant RunComparison::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const bool isBest = row.best == index.column();
    switch (role) {
    case Qt::DisplayRole:
        return row.values[index.column()];
    case Qt::ToolTipRole:
        return row.values[index.column()];
    case Qt::AccessibleTextRole:
        return isBest ? tr("%1, the best").arg(row.values[index.column()])
                      : row.values[index.column()];
    case Qt::FontRole: {
        QFont font;
        font.setBold(isBest);
        return isBest ? QVariant(font) : QVariant();
    }
    default:
        return {};
    }
}

QVariant RunComparison::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (orientation == Qt::Horizontal)
        return m_names.value(section);
    return section >= 0 && section < rowCount() ? m_rows[std::size_t(section)].name : QString();
}

} // namespace convscope
