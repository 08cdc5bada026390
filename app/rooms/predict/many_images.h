// SPDX-License-Identifier: GPL-3.0-or-later
// ManyImages: classifies many image files in the background and shows them as a table. GUI
// thread only.
#pragma once
#include "app/threads/background_task.h"
#include "app/threads/mailbox.h"
#include "core/train/setup/trained_model.h"
#include "ui/predict/predictions_model.h"
#include <QStringList>

namespace convscope {

class PredictionsPanel;

class ManyImages : public QObject {
    Q_OBJECT
public:
    /// The panel's child.
    explicit ManyImages(PredictionsPanel &panel);

    /// Files, and folders with files. What was being classified before is dropped. `network` says
    /// which one it is, and what is known of it: the table stays when another is opened.
    void classify(std::shared_ptr<const TrainedModel> model, const QStringList &paths,
        const QString &network);
    void save(const QString &file); ///< the table, as CSV

Q_SIGNALS:
    void ended();

private:
    using Arrived = Mailbox<PredictedImage>;
    void show(); ///< shows the predictions that have arrived
    void end(bool wasCancelled);

    PredictionsPanel &m_panel;
    std::shared_ptr<Arrived> m_arrived;
    BackgroundTask m_task;
    BackgroundTask m_saving;
};

} // namespace convscope
