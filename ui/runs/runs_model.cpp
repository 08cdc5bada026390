// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_model.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/location_name.h"
#include "ui/kit/theme.h"
#include <QDir>
#include <QIcon>
#include <QLocale>
#include <QPolygonF>
#include <algorithm>
#include <array>

namespace convscope {

namespace {

QString fromPath(const std::filesystem::path &path)
{
    return QString::fromStdString(path.string());
}

QString endText(const std::string &stoppedBy)
{
    if (stoppedBy.empty())
        return RunsModel::tr("broken off");
    if (stoppedBy == toString(StopReason::Epochs))
        return RunsModel::tr("all epochs done");
    if (stoppedBy == toString(StopReason::MaxBatches))
        return RunsModel::tr("all batches done");
    if (stoppedBy == toString(StopReason::Patience))
        return RunsModel::tr("no better any more");
    if (stoppedBy == toString(StopReason::Person))
        return RunsModel::tr("stopped");
    return RunsModel::tr("numbers out of hand");
}

/// Describes a sparkline in words.
QString curveText(const RunSummary &run)
{
    if (run.loss.empty())
        return RunsModel::tr("no batches yet");
    const auto lowest = std::ranges::min_element(run.loss, {}, &CurvePoint::y);
    const QLocale locale;
    return RunsModel::tr("Loss from %1 to %2, lowest %3 at batch %4")
        .arg(locale.toString(run.loss.front().y, 'g', 4),
            locale.toString(run.loss.back().y, 'g', 4), locale.toString(lowest->y, 'g', 4),
            locale.toString(qlonglong(lowest->x)));
}

bool isNumber(int column)
{
    return column >= RunsModel::BestLoss && column <= RunsModel::Duration;
}

std::optional<double> bestLoss(const RunSummary &run)
{
    return run.best ? run.best->valLoss : std::nullopt;
}

std::optional<double> bestAccuracy(const RunSummary &run)
{
    return run.best ? run.best->valAccuracy : std::nullopt;
}

std::optional<double> testAccuracy(const RunSummary &run)
{
    return run.test ? std::optional(run.test->accuracy) : std::nullopt;
}

QVariant orNothing(const std::optional<double> &value)
{
    return value ? QVariant(*value) : QVariant();
}

} // namespace

void RunsModel::setRuns(std::vector<RunSummary> runs)
{
    const auto placeIn = [](std::vector<RunSummary> &list, const std::filesystem::path &folder) {
        return std::ranges::find(list, folder, &RunSummary::folder);
    };
    bool overlaysDiffer = false;
    for (int row = rowCount() - 1; row >= 0; --row) {
        const auto found = placeIn(runs, run(row).folder);
        if (found == runs.end()) {
            beginRemoveRows({}, row, row);
            forgetOverlaysOf(run(row));
            m_runs.erase(m_runs.begin() + row);
            endRemoveRows();
        } else if (found->stamp != run(row).stamp || found->running != run(row).running) {
            m_runs[std::size_t(row)] = std::move(*found);
            found->folder = run(row).folder; // still known, below
            overlaysDiffer |= isOverlaid(row);
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
    std::erase_if(runs,
        [&](const RunSummary &summary) { return placeIn(m_runs, summary.folder) != m_runs.end(); });
    if (!runs.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + int(runs.size()) - 1);
        std::ranges::move(runs, std::back_inserter(m_runs));
        endInsertRows();
    }
    if (overlaysDiffer)
        Q_EMIT overlaysChanged();
}

bool RunsModel::isOverlaid(int row) const
{
    return std::ranges::find(m_overlaid, run(row).folder, &Overlaid::folder) != m_overlaid.end();
}

void RunsModel::forgetOverlaysOf(const RunSummary &run)
{
    if (std::erase_if(
            m_overlaid, [&](const Overlaid &overlaid) { return overlaid.folder == run.folder; }))
        Q_EMIT overlaysChanged();
}

void RunsModel::setGoingOn(const QString &folder)
{
    if (std::exchange(m_goingOn, folder) == folder || m_runs.empty())
        return;
    Q_EMIT dataChanged(index(0, State), index(rowCount() - 1, State));
}

bool RunsModel::isGoingOn(int row) const
{
    return !m_goingOn.isEmpty() && QDir(m_goingOn) == QDir(folder(row));
}

QString RunsModel::folder(int row) const
{
    return fromPath(run(row).folder);
}

std::vector<ChosenOverlay> RunsModel::overlays() const
{
    std::vector<ChosenOverlay> chosen;
    for (const Overlaid &overlaid : m_overlaid) {
        const auto found = std::ranges::find(m_runs, overlaid.folder, &RunSummary::folder);
        if (found != m_runs.end())
            chosen.push_back({ fromPath(found->folder), QString::fromStdString(found->name()),
                overlayColour(overlaid.colour), found->stamp });
    }
    return chosen;
}

void RunsModel::followTheme()
{
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    if (!m_overlaid.empty())
        Q_EMIT overlaysChanged();
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunsModel::stateText(const RunSummary &run, int row) const
{
    if (!run.error.empty())
        return tr("damaged");
    if (isGoingOn(row) || run.running)
        return tr("in training");
    if (run.stoppedBy == toString(StopReason::Diverged))
        return tr("diverged");
    return run.isUnfinished() ? tr("can be resumed") : tr("finished");
}

QString RunsModel::text(const RunSummary &run, int row, int column) const
{
    const QLocale locale;
    if (column == Name)
        return QString::fromStdString(run.name());
    if (column == State)
        return stateText(run, row);
    if (column == Notes)
        return QString::fromStdString(run.error.empty() ? run.notes.text : run.error).simplified();
    if (!run.error.empty())
        return {};
    switch (column) {
    case BestLoss:
        return lossText(bestLoss(run));
    case Accuracy:
        return shareText(bestAccuracy(run));
    case TestAccuracy:
        return shareText(testAccuracy(run));
    case Epochs:
        return tr("%1 of %2").arg(locale.toString(run.epochs), locale.toString(run.epochsPlanned));
    case Batches:
        return locale.toString(qlonglong(run.batches));
    case Duration:
        return durationText(run.seconds);
    case Network:
        return QString::fromStdString(run.preset);
    case Data:
        return locationName(QString::fromStdString(run.dataset));
    case Started:
        return QString::fromStdString(run.started);
    case Ended:
        return isGoingOn(row) || run.running ? QString() : endText(run.stoppedBy);
    default:
        return {};
    }
}

QVariant RunsModel::sortValue(const RunSummary &run, int row, int column) const
{
    switch (column) {
    case Loss:
        return run.loss.empty() ? QVariant() : run.loss.back().y;
    case BestLoss:
        return orNothing(bestLoss(run));
    case Accuracy:
        return orNothing(bestAccuracy(run));
    case TestAccuracy:
        return orNothing(testAccuracy(run));
    case Epochs:
        return run.epochs;
    case Batches:
        return qlonglong(run.batches);
    case Duration:
        return run.seconds;
    default:
        return text(run, row, column);
    }
}

QString RunsModel::toolTip(const RunSummary &run, int row, int column) const
{
    if (!run.error.empty())
        return QString::fromStdString(run.error);
    const QLocale locale;
    switch (column) {
    case Loss:
        return curveText(run);
    case BestLoss:
    case Accuracy:
        return run.best ? tr("Epoch %1, which has the lowest validation loss")
                              .arg(locale.toString(run.best->epoch))
                        : QString();
    case TestAccuracy:
        return run.test
            ? tr("Loss %1 on %2 test images, which decided nothing")
                  .arg(lossText(run.test->loss), locale.toString(qulonglong(run.test->images)))
            : tr("Not tested yet: open the run and evaluate it on test images");
    case Data:
        return QString::fromStdString(run.dataset);
    case Notes:
        return QString::fromStdString(run.notes.text);
    default:
        return QDir::toNativeSeparators(folder(row));
    }
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row(), column = index.column();
    const RunSummary &summary = run(row);
    const auto overlaid = std::ranges::find(m_overlaid, summary.folder, &Overlaid::folder);
    const bool isName = column == Name;
    switch (role) {
    case Qt::DisplayRole:
        return text(summary, row, column);
    case Qt::EditRole:
        return column == Notes ? QString::fromStdString(summary.notes.text)
                               : text(summary, row, column);
    case Qt::ToolTipRole:
        return toolTip(summary, row, column);
    case Qt::AccessibleTextRole:
        return column == Loss ? curveText(summary) : text(summary, row, column);
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return summary.error.empty() ? QVariant() : errorColour();
    case Qt::CheckStateRole:
        if (!isName || !summary.error.empty())
            return {};
        return int(overlaid == m_overlaid.end() ? Qt::Unchecked : Qt::Checked);
    case Qt::DecorationRole:
        return isName && overlaid != m_overlaid.end() ? QVariant(overlaySwatch(overlaid->colour))
                                                      : QVariant();
    case SortRole:
        return sortValue(summary, row, column);
    case CurveRole: {
        QPolygonF curve;
        for (const CurvePoint &point : summary.loss)
            curve.append({ point.x, point.y });
        return column == Loss ? QVariant(curve) : QVariant();
    }
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const std::array titles { tr("Name"), tr("Loss"), tr("State"), tr("Best loss"), tr("Accuracy"),
        tr("Test"), tr("Epochs"), tr("Batches"), tr("Time"), tr("Network"), tr("Data"),
        tr("Started"), tr("Ended"), tr("Notes") };
    const QMap<int, QString> explanations {
        { Name, tr("Tick a run to see it in the charts, in the colour beside its name") },
        { Loss, tr("The training loss of its batches, from the first to the last") },
        { BestLoss, tr("The lowest validation loss of an epoch") },
        { Accuracy,
            tr("On the validation images, in the epoch with the lowest validation loss, which "
               "need not be the one with the highest accuracy") },
        { TestAccuracy, tr("On the test images, of the model with the lowest validation loss") },
        { Duration, tr("Time spent training and validating, without pauses") },
    };
    if (role == Qt::DisplayRole)
        return titles[std::size_t(section)];
    if (role == Qt::ToolTipRole)
        return explanations.value(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

Qt::ItemFlags RunsModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    if (index.column() == Name || index.column() == Notes)
        flags |= Qt::ItemIsEditable;
    if (index.column() == Name && run(index.row()).error.empty())
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool RunsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const int row = index.row();
    if (role == Qt::CheckStateRole && index.column() == Name)
        return setOverlaid(row, value.toInt() == Qt::Checked);
    if (role != Qt::EditRole)
        return false;
    RunNotes notes = run(row).notes;
    if (index.column() == Name) {
        const std::string name = value.toString().trimmed().toStdString();
        notes.name = name == run(row).folder.filename() ? std::string() : name;
    } else if (index.column() == Notes) {
        notes.text = value.toString().toStdString();
    }
    return setNotes(row, std::move(notes));
}

bool RunsModel::setNotes(int row, RunNotes notes)
{
    if (notes == run(row).notes)
        return true;
    RunSummary &changed = m_runs[std::size_t(row)];
    changed.notes = std::move(notes);
    changed.stamp = 0; // until it was read again, in case that it cannot be kept
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT notesEdited(folder(row), run(row).notes);
    if (isOverlaid(row))
        Q_EMIT overlaysChanged(); // its name
    return true;
}

bool RunsModel::setOverlaid(int row, bool on)
{
    const std::filesystem::path &folder = run(row).folder;
    if (!run(row).error.empty())
        return false;
    std::erase_if(m_overlaid, [&](const Overlaid &other) { return other.folder == folder; });
    if (on) {
        int colour = 0; // the first that nobody has
        while (std::ranges::find(m_overlaid, colour, &Overlaid::colour) != m_overlaid.end())
            ++colour;
        m_overlaid.push_back({ folder, colour });
    }
    Q_EMIT dataChanged(index(row, Name), index(row, Name));
    Q_EMIT overlaysChanged();
    return true;
}

} // namespace convscope
