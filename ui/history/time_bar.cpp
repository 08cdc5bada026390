// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/time_bar.h"
#include "ui/history/animation_button.h"
#include "ui/history/time_scrubber.h"
#include "ui/kit/figure_text.h"
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

namespace {
// Characters, unlike the style's images, are seen in dark and light.
const QString kPlay = QStringLiteral("▶"), kPause = QStringLiteral("❚❚");
} // namespace

TimeBar::TimeBar(QWidget *parent)
    : QWidget(parent)
    , m_scrubber(new TimeScrubber(this))
    , m_play(new QToolButton(this))
    , m_clicks(new QToolButton(this))
    , m_animation(new AnimationButton(this))
    , m_speed(new QComboBox(this))
    , m_state(new QLabel(this))
    , m_now(new QPushButton(tr("Back to now"), this))
{
    setObjectName(QStringLiteral("timeBar"));
    buildPlaying();
    m_state->setObjectName(QStringLiteral("timeState"));
    m_now->setObjectName(QStringLiteral("backToNowButton"));
    m_now->setToolTip(
        tr("Show again what was looked at before going back: the newest weights of a run "
           "that goes on, else its best epoch"));
    m_clicks->setObjectName(QStringLiteral("clicksGoBackButton"));
    m_clicks->setText(tr("Curve goes back"));
    m_clicks->setCheckable(true);
    m_clicks->setToolTip(
        tr("A click on a curve takes kernels, feature maps and predictions back to "
           "that batch, instead of opening its images"));
    // Neither the text nor the button may move the scrubber while somebody drags it.
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QSizePolicy keepsRoom = m_now->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    m_now->setSizePolicy(keepsRoom);
    auto *above = new QHBoxLayout;
    above->addWidget(m_play);
    above->addWidget(m_speed);
    above->addWidget(m_scrubber, 1);
    above->addWidget(m_animation);
    auto *below = new QHBoxLayout;
    below->addWidget(m_state, 1);
    below->addWidget(m_now);
    below->addWidget(m_clicks);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 4);
    layout->setSpacing(2);
    layout->addLayout(above);
    layout->addLayout(below);
    connect(m_scrubber, &TimeScrubber::checkpointChosen, this, [this](qint64 batch, bool isFinal) {
        play(false);
        Q_EMIT checkpointRequested(batch, isFinal);
    });
    connect(m_now, &QPushButton::clicked, this, [this] {
        play(false);
        Q_EMIT nowRequested();
    });
    showState();
}

void TimeBar::buildPlaying()
{
    m_play->setObjectName(QStringLiteral("playButton"));
    m_play->setText(kPlay);
    m_play->setCheckable(true);
    m_play->setAccessibleName(tr("Play the run"));
    m_play->setToolTip(tr("Go through the run from snapshot to snapshot"));
    m_speed->setObjectName(QStringLiteral("playSpeedCombo"));
    m_speed->setAccessibleName(tr("Snapshots a second"));
    m_speed->setToolTip(tr("How many snapshots a second are played, and exported"));
    for (const int speed : { 2, 4, 8, 16 })
        //: a number of images a second
        m_speed->addItem(tr("%1/s").arg(speed), 1.0 / speed);
    m_speed->setCurrentIndex(1);
    connect(m_play, &QToolButton::toggled, this, &TimeBar::play);
    connect(m_speed, &QComboBox::currentIndexChanged, this,
        [this] { m_playTimer.setInterval(int(secondsAImage() * 1000)); });
    connect(&m_playTimer, &QTimer::timeout, this, &TimeBar::playNext);
    m_playTimer.setInterval(int(secondsAImage() * 1000));
}

double TimeBar::secondsAImage() const
{
    return m_speed->currentData().toDouble();
}

bool TimeBar::clicksGoBack() const
{
    return m_clicks->isChecked();
}

void TimeBar::setLast(qint64 batch, std::optional<qint64> best)
{
    m_scrubber->setLast(batch);
    m_scrubber->setBest(best);
    showState();
}

void TimeBar::setSnapshots(const std::vector<std::int64_t> &batches, const QString &error)
{
    m_scrubber->setSnapshots(batches);
    m_error = error;
    if (batches.empty())
        play(false);
    showState();
}

void TimeBar::setCheckpoint(const std::optional<Checkpoint> &checkpoint)
{
    m_checkpoint = checkpoint;
    m_scrubber->setCheckpoint(checkpoint ? std::optional(checkpoint->requested) : std::nullopt);
    if (!checkpoint)
        play(false);
    showState();
}

void TimeBar::setPresent(const std::optional<Present> &present)
{
    m_present = present;
    m_scrubber->setPresent(present ? std::optional(present->batch) : std::nullopt);
    showState();
}

void TimeBar::play(bool on)
{
    const bool canPlay = on && m_scrubber->snapshots().size() > 1;
    m_play->setChecked(canPlay);
    m_play->setText(canPlay ? kPause : kPlay);
    if (!canPlay) {
        m_playTimer.stop();
    } else if (!m_playTimer.isActive()) {
        // From the beginning, unless one looks at something on the way.
        if (!m_checkpoint || m_checkpoint->requested >= m_scrubber->snapshots().back())
            Q_EMIT checkpointRequested(m_scrubber->snapshots().front(), false);
        m_playTimer.start();
    }
}

void TimeBar::playNext()
{
    const auto &snapshots = m_scrubber->snapshots();
    const std::int64_t here = m_scrubber->checkpoint();
    const auto next = neighbour(snapshots, here, 1);
    if (!next || *next <= here) {
        play(false);
        return;
    }
    Q_EMIT checkpointRequested(*next, false);
}

void TimeBar::showState()
{
    const QLocale locale;
    const bool hasHistory = !m_scrubber->snapshots().empty();
    const QString last = locale.toString(qlonglong(m_scrubber->last()));
    for (QWidget *control : { static_cast<QWidget *>(m_scrubber), static_cast<QWidget *>(m_play),
             static_cast<QWidget *>(m_speed) })
        control->setEnabled(hasHistory);
    m_animation->setHistory(hasHistory);
    m_clicks->setEnabled(hasHistory);
    m_now->setVisible(m_checkpoint.has_value());
    QFont font = this->font();
    font.setBold(m_checkpoint.has_value());
    m_state->setFont(font);
    if (!m_checkpoint) {
        //: %1 which network of the run is looked at, %2 a batch
        m_state->setText(!hasHistory ? tr("no past yet")
                : m_present          ? tr("now: %1 of %2").arg(m_present->text, last)
                                     : tr("now: batch %1").arg(last));
        m_state->setToolTip(m_error);
        return;
    }
    const QString shown = locale.toString(qlonglong(m_checkpoint->shown));
    QString text = tr("showing batch %1 of %2").arg(shown, last);
    if (m_checkpoint->isOnTheWay)
        //: %1 a batch, %2 the share of the way
        text += tr(" · going to %1 (%2)")
                    .arg(locale.toString(qlonglong(m_checkpoint->requested)),
                        shareTextTo(m_checkpoint->share, 0));
    m_state->setText(text);
    m_state->setToolTip(tr("Kernels, feature maps and predictions are those of the network after "
                           "this batch. Training goes on meanwhile."));
}

void TimeBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_scrubber->update();
}

} // namespace convscope
