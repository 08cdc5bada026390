// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/shown_run_note.h"
#include "ui/kit/location_name.h"

namespace convscope {

ShownRunNote::ShownRunNote(Services &services, QWidget *parent)
    : QLabel(parent)
    , m_services(services)
{
    setObjectName(QStringLiteral("shownRunNote"));
    setWordWrap(true);
    setMargin(4);
    connect(&services.training.run(), &RunModel::started, this, &ShownRunNote::update);
    connect(&services.dataset, &DatasetService::changed, this, &ShownRunNote::update);
    update();
}

void ShownRunNote::update()
{
    const RunModel::Source &shown = m_services.training.run().source();
    const QString open = m_services.dataset.loaded().location;
    const bool isOther = !shown.dataset.empty() && m_services.dataset.hasData()
        && shown.dataset != open.toStdString();
    setVisible(isOther);
    //: %1 the name of a run, %2 and %3 the names of datasets
    setText(tr("Curves, feature maps and answers are of run %1, trained on %2. Open is %3: train "
               "to see it here.")
                .arg(QString::fromStdString(shown.folder.filename().string()),
                    locationName(QString::fromStdString(shown.dataset)), locationName(open)));
}

} // namespace convscope
