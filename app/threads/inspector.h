// SPDX-License-Identifier: GPL-3.0-or-later
// Inspector: looks into a model with one image, on a thread of its own; the newest request wins.
// GUI thread only.
#pragma once
#include "app/threads/mailbox.h"
#include "core/inspect/network/feature_maps.h"
#include "core/inspect/network/image_edit.h"
#include <QObject>
#include <QTimer>
#include <string>
#include <thread>

namespace convscope {

class Inspector : public QObject {
    Q_OBJECT
public:
    explicit Inspector(QObject *parent = nullptr);

    struct InspectionRequest {
        std::shared_ptr<const TrainedModel> model;
        std::shared_ptr<const Image> image;
        ImageEdit edit {}; ///< edits the image first, not `values`
        /// The image as the network gets it, where it is not prepared in the usual way; not used
        /// with a model that takes other images. Null: prepare the image.
        std::shared_ptr<const std::vector<float>> values;
        std::vector<ChannelScale> factors; ///< ablation
        int score = -1; ///< the class the gradients are of; -1: no gradients
    };
    /// Replaces a request that nobody has begun to serve.
    void inspect(InspectionRequest what);
    /// The answer to the last request is not told any more.
    void forget();
    bool isBusy() const { return m_pollTimer.isActive(); }
    /// Processor time that the answer told last took.
    double seconds() const { return m_seconds; }

Q_SIGNALS:
    /// Only answers to the newest request are told.
    void ready(const std::shared_ptr<const convscope::FeatureMaps> &maps);
    void failed(const QString &message);

private:
    struct Request {
        std::uint64_t number = 0;
        InspectionRequest what;
    };
    struct Answer {
        std::uint64_t number = 0;
        std::shared_ptr<const FeatureMaps> maps; // null: see error
        std::string error;
        double seconds = 0;
    };
    void run(const std::stop_token &stop);
    Answer answer(const Request &request);
    FeatureMaps maps(const InspectionRequest &what);
    void poll();

    Mailbox<Request> m_requests;
    Latest<Answer> m_answer;
    std::uint64_t m_asked = 0;
    double m_seconds = 0;
    QTimer m_pollTimer; // ticks only while an answer is awaited
    std::unique_ptr<Predictor> m_predictor; // worker thread only
    std::jthread m_thread { [this](const std::stop_token &stop) {
        run(stop);
    } }; // last
};

} // namespace convscope
