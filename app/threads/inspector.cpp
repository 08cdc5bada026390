// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/inspector.h"
#include "core/base/error_text.h"
#include "core/base/thread_clock.h"
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

Inspector::Inspector(QObject *parent)
    : QObject(parent)
{
    m_pollTimer.setInterval(15ms);
    connect(&m_pollTimer, &QTimer::timeout, this, &Inspector::poll);
}

void Inspector::inspect(InspectionRequest what)
{
    m_requests.post({ ++m_asked, std::move(what) });
    m_pollTimer.start();
}

void Inspector::forget()
{
    ++m_asked;
    m_pollTimer.stop();
}

void Inspector::poll()
{
    const Answer answer = m_answer.take();
    if (answer.number != m_asked)
        return;
    m_pollTimer.stop();
    m_seconds = answer.seconds;
    if (answer.maps)
        Q_EMIT ready(answer.maps);
    else
        Q_EMIT failed(QString::fromStdString(answer.error));
}

void Inspector::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const std::vector<Request> requests = m_requests.waitAndTake(stop);
        if (!requests.empty())
            m_answer.put(answer(requests.back()));
    }
}

Inspector::Answer Inspector::answer(const Request &request)
{
    const double begun = threadSeconds();
    try {
        auto seen = std::make_shared<const FeatureMaps>(maps(request.what));
        return { request.number, std::move(seen), {}, threadSeconds() - begun };
    } catch (const std::exception &error) {
        return { request.number, nullptr, errorText(error), threadSeconds() - begun };
    }
}

FeatureMaps Inspector::maps(const InspectionRequest &what)
{
    if (!m_predictor)
        m_predictor = std::make_unique<Predictor>(what.model);
    else if (&m_predictor->model() != what.model.get())
        m_predictor->setModel(what.model);
    m_predictor->setFactors(what.factors);
    m_predictor->setScore(what.score);
    const bool isPrepared
        = what.values && what.values->size() == what.model->preprocessing.shape().size();
    if (isPrepared)
        return m_predictor->mapsOfValues(*what.values);
    return m_predictor->maps(edited(*what.image, what.edit, what.model->preprocessing));
}

} // namespace convscope
