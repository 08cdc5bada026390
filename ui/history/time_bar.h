// SPDX-License-Identifier: GPL-3.0-or-later
// TimeBar: goes through the past of a run, by hand or as an animation. GUI thread only.
#pragma once
#include "ui/history/checkpoint.h"
#include <QTimer>
#include <QWidget>
#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace convscope {

class AnimationButton;
class TimeScrubber;

class TimeBar : public QWidget {
    Q_OBJECT
public:
    explicit TimeBar(QWidget *parent = nullptr);

    void setLast(qint64 batch, std::optional<qint64> best); ///< how far the run is
    /// `error`: why there will be no more; empty: there will be.
    void setSnapshots(const std::vector<std::int64_t> &batches, const QString &error);
    void setCheckpoint(const std::optional<Checkpoint> &checkpoint);
    /// Sets what is inspected without going back: the batch after which, and in words which network
    /// it is, as checkpointText() has them; none: nothing yet.
    struct Present {
        std::int64_t batch = 0;
        QString text;
    };
    void setPresent(const std::optional<Present> &present);

    bool clicksGoBack() const; ///< a click on a curve goes to that batch, instead of opening it
    double secondsAImage() const;
    AnimationButton &animation() { return *m_animation; }

Q_SIGNALS:
    void checkpointRequested(qint64 batch, bool isFinal);
    void nowRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildPlaying();
    void play(bool on);
    void playNext();
    void showState();

    TimeScrubber *m_scrubber;
    QToolButton *m_play, *m_clicks;
    AnimationButton *m_animation;
    QComboBox *m_speed;
    QLabel *m_state;
    QPushButton *m_now;
    QTimer m_playTimer;
    QString m_error; // why there will be no more snapshots
    std::optional<Checkpoint> m_checkpoint;
    std::optional<Present> m_present;
};

} // namespace convscope
