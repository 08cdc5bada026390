// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/inspector.h"
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

Inspector::Inspector(QObject *parent)
    : QObject(parent)
{
    m_pollTimer.setInterval(15ms);
    connect(&m_pollTimer, &QTimer::timeout, this, &Inspector::poll);
}

void Inspector::look(std::shared_ptr<const TrainedModel> model,
    std::shared_ptr<const Image> picture, std::shared_ptr<const std::vector<float>> values)
{
    m_requests.post({ ++m_asked, std::move(model), std::move(picture), std::move(values) });
    m_pollTimer.start();
}

void Inspector::poll()
{
    const Answer answer = m_answer.take();
    if (answer.number != m_asked)
        return;
    m_pollTimer.stop();
    if (answer.maps)
        Q_EMIT seen(answer.maps);
    else
        Q_EMIT failed(QString::fromStdString(answer.fault));
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
    try {
        if (!m_predictor || &m_predictor->model() != request.model.get())
            m_predictor = std::make_unique<Predictor>(request.model);
        const bool isPrepared = request.values
            && request.values->size() == request.model->preprocessing.shape().size();
        return { request.number,
            std::make_shared<const FeatureMaps>(isPrepared
                    ? m_predictor->mapsOfValues(*request.values)
                    : m_predictor->maps(*request.picture)),
            {} };
    } catch (const std::exception &error) {
        return { request.number, nullptr, error.what() };
    }
}

} // namespace convscope
