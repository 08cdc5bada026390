// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations: computes in the background why the image being classified is taken for what it
// is, and how the answer would follow a setting. GUI thread only.
#pragma once
#include "app/services/looking/inspection.h"
#include "app/threads/background_task.h"
#include "core/inspect/explain/answer_curve.h"
#include "core/inspect/explain/saliency.h"

namespace convscope {

class Explanations : public QObject {
    Q_OBJECT
public:
    explicit Explanations(Inspection &inspection, QObject *parent = nullptr);

    /// Answered at once and whenever image, edit, ablation or model change; none: nobody looks.
    void ask(const std::optional<SaliencyQuestion> &question);
    /// How the answer follows this one of adjustmentKinds(); none: nobody looks.
    void askCurve(std::optional<std::size_t> kind);
    /// Another network is coming: nothing that was computed, or is, has to do with it.
    void forget();
    /// Cancels the computation; the question stays, and is answered again after the next change.
    void cancel();

Q_SIGNALS:
    void explained(const std::shared_ptr<const convscope::SaliencyAnswer> &answer);
    void progressed(quint64 done, quint64 total);
    void ended(); ///< nothing of the question is being computed any more
    void failed(const QString &sentence);
    void curveReady(const std::shared_ptr<const convscope::AnswerCurve> &curve);
    /// The last answer is of another image, edit or ablation, and the one for this takes a while.
    void mapOutdated();
    void curveOutdated();

private:
    /// A computation, the subject it was asked for last, and whether that is out of date.
    struct Work {
        BackgroundTask task;
        ClassifiedImage::Dropped subject;
        bool isStale = false; ///< a newer model came while it was computed
        bool isHeld = false; ///< cancelled; a newer model alone does not begin it again
        qint64 milliseconds = 0; ///< the last answer took
        QTimer quiet; ///< runs while newer models keep coming
    };
    void prepare(Work &work, void (Explanations::*start)());
    void follow(Work &work, void (Explanations::*start)());
    bool isOutdated(const Work &work) const;
    static void waitForQuiet(Work &work);
    void begin(Work &work, BackgroundTask::Job job);
    void startMap();
    void startCurve();

    Inspection &m_inspection;
    std::optional<SaliencyQuestion> m_question;
    std::optional<std::size_t> m_kind;
    Work m_map, m_curve;
};

} // namespace convscope
