// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/explanations.h"
#include <QElapsedTimer>
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

namespace {

constexpr int kCurveSteps = 40;
// Slower work does not follow a training that goes on, which it would slow down.
constexpr qint64 kCheap = 30; // milliseconds
constexpr auto kQuiet = 800ms; // without a newer model: the training rests

/// And that in nothing but its weights: the same network, further on.
bool differOnlyInModel(const ClassifiedImage::Dropped &a, const ClassifiedImage::Dropped &b)
{
    return a.image == b.image && a.edit == b.edit && a.factors == b.factors && a.model && b.model
        && a.model->spec == b.model->spec && a.model->classes == b.model->classes;
}

/// The curve is of the whole range of that setting, wherever the setting stands.
ClassifiedImage::Dropped withoutSetting(ClassifiedImage::Dropped subject, std::size_t kind)
{
    subject.edit.adjustment.*adjustmentKinds()[kind].value = 0;
    return subject;
}

InstrumentedModel openNetwork(const ClassifiedImage::Dropped &subject)
{
    InstrumentedModel network(subject.model);
    network.setFactors(subject.factors);
    return network;
}

} // namespace

Explanations::Explanations(Inspection &inspection, QObject *parent)
    : QObject(parent)
    , m_inspection(inspection)
{
    prepare(m_map, &Explanations::startMap);
    prepare(m_curve, &Explanations::startCurve);
    connect(&inspection.classified(), &ClassifiedImage::droppedChanged, this, [this] {
        m_map.subject = m_curve.subject = {}; // the same image once more is an image anew
    });
    connect(&inspection.classified(), &ClassifiedImage::predicted, this, [this] {
        follow(m_map, &Explanations::startMap);
        follow(m_curve, &Explanations::startCurve);
    });
    connect(&m_map.task, &BackgroundTask::progressed, this, &Explanations::progressed);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled })
        connect(&m_map.task, end, this, &Explanations::ended);
    connect(&m_map.task, &BackgroundTask::failed, this, [this](const QString &sentence) {
        Q_EMIT ended();
        Q_EMIT failed(sentence);
    });
}

void Explanations::prepare(Work &work, void (Explanations::*start)())
{
    work.quiet.setSingleShot(true);
    work.quiet.setInterval(kQuiet);
    connect(&work.quiet, &QTimer::timeout, this, start);
    connect(&work.task, &BackgroundTask::delivered, this, [this, &work, start] {
        if (std::exchange(work.isStale, false))
            follow(work, start);
    });
}

/// A newer model never ends what is being computed, or while training nothing would ever be ready.
void Explanations::follow(Work &work, void (Explanations::*start)())
{
    const ClassifiedImage::Dropped now = m_inspection.classified().dropped();
    const bool isOnlyNewer = differOnlyInModel(now, work.subject);
    if (isOnlyNewer && (work.isHeld || now.model == work.subject.model))
        return;
    if (isOnlyNewer && work.task.isBusy())
        work.isStale = true;
    else if (isOnlyNewer && work.milliseconds > kCheap)
        waitForQuiet(work);
    else
        (this->*start)();
}

/// An answer that follows at once need not be taken out of sight before.
bool Explanations::isOutdated(const Work &work) const
{
    if (work.milliseconds <= kCheap)
        return false;
    const ClassifiedImage::Dropped now = m_inspection.classified().dropped();
    if (&work == &m_curve && m_kind)
        return !differOnlyInModel(
            withoutSetting(now, *m_kind), withoutSetting(work.subject, *m_kind));
    return !differOnlyInModel(now, work.subject);
}

/// Slow work waits until the training rests, work that is not quite fast only a while.
void Explanations::waitForQuiet(Work &work)
{
    constexpr qint64 kDear = 500; // milliseconds
    if (work.milliseconds > kDear || !work.quiet.isActive())
        work.quiet.start();
}

void Explanations::begin(Work &work, BackgroundTask::Job job)
{
    work.subject = m_inspection.classified().dropped();
    work.isStale = work.isHeld = false;
    work.quiet.stop();
    if (!work.subject.model || !work.subject.image)
        return;
    work.task.start(
        [&work, job = std::move(job)](const Progress &progress) -> BackgroundTask::Deliver {
            QElapsedTimer clock;
            clock.start();
            auto deliver = job(progress);
            return [&work, deliver = std::move(deliver), milliseconds = clock.elapsed()] {
                work.milliseconds = milliseconds;
                deliver();
            };
        });
}

void Explanations::ask(const std::optional<SaliencyQuestion> &question)
{
    m_question = question;
    if (question)
        startMap();
    else
        m_map.task.cancel();
}

void Explanations::askCurve(std::optional<std::size_t> kind)
{
    m_kind = kind;
    if (kind)
        startCurve();
    else
        m_curve.task.cancel();
}

void Explanations::forget()
{
    for (Work *work : { &m_map, &m_curve }) {
        work->subject = {};
        work->isStale = false;
        work->quiet.stop();
        work->task.cancel();
    }
}

void Explanations::cancel()
{
    m_map.isHeld = true;
    m_map.quiet.stop();
    m_map.task.cancel();
}

void Explanations::startMap()
{
    if (!m_question)
        return;
    if (isOutdated(m_map))
        Q_EMIT mapOutdated();
    begin(m_map,
        [this, subject = m_inspection.classified().dropped(), question = *m_question](
            const Progress &progress) -> BackgroundTask::Deliver {
            InstrumentedModel network = openNetwork(subject);
            answerTo(network, edited(*subject.image, subject.edit, subject.model->preprocessing));
            auto answer
                = std::make_shared<const SaliencyAnswer>(explain(network, question, progress));
            return [this, answer = std::move(answer)] {
                Q_EMIT explained(answer);
            };
        });
}

void Explanations::startCurve()
{
    if (!m_kind)
        return;
    if (isOutdated(m_curve))
        Q_EMIT curveOutdated();
    begin(m_curve,
        [this, subject = m_inspection.classified().dropped(), kind = *m_kind](
            const Progress &progress) -> BackgroundTask::Deliver {
            InstrumentedModel network = openNetwork(subject);
            auto curve = std::make_shared<const AnswerCurve>(
                answerCurve(network, *subject.image, subject.edit, kind, kCurveSteps, progress));
            return [this, curve = std::move(curve)] {
                Q_EMIT curveReady(curve);
            };
        });
}

} // namespace convscope
