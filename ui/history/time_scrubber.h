// SPDX-License-Identifier: GPL-3.0-or-later
// TimeScrubber: a slider over the batches of a run, with ticks where snapshots are. GUI thread
// only.
#pragma once
#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

namespace convscope {

/// Where batches lie on a line. Pure geometry, so that it can be tested without a window.
struct ScrubberScale {
    std::int64_t last = 0; ///< batch at the right end; 0 is at the left
    double left = 0, right = 1;
    double xOf(std::int64_t batch) const;
    std::int64_t batchAt(double x) const; ///< within the run, however far outside x is
};

/// The snapshot a few steps on from a batch, within the list; none where it is empty.
std::optional<std::int64_t> neighbour(
    const std::vector<std::int64_t> &snapshots, std::int64_t batch, int steps);

class TimeScrubber : public QWidget {
    Q_OBJECT
public:
    explicit TimeScrubber(QWidget *parent = nullptr);

    void setLast(std::int64_t batch); ///< how far the run is
    void setSnapshots(std::vector<std::int64_t> batches); ///< ascending
    const std::vector<std::int64_t> &snapshots() const { return m_snapshots; }
    void setBest(std::optional<std::int64_t> batch);
    void setCheckpoint(std::optional<std::int64_t> batch); ///< none: the present
    void setPresent(std::optional<std::int64_t> batch); ///< none: the last one
    std::int64_t checkpoint() const { return m_checkpoint.value_or(m_present.value_or(m_last)); }
    std::int64_t last() const { return m_last; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// By the person. `isFinal`: the mouse button was let go, or a key pressed.
    void checkpointChosen(qint64 batch, bool isFinal);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    ScrubberScale scale() const;
    void choose(std::int64_t batch, bool isFinal);
    void describe();

    std::int64_t m_last = 0;
    std::vector<std::int64_t> m_snapshots;
    std::optional<std::int64_t> m_best, m_checkpoint, m_present;
};

} // namespace convscope
