// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/filters/chelsea_demo.h"
#include "app/services/looking/inspection.h"
#include "ui/filters/demonstration_bar.h"
#include "ui/filters/filter_editor.h"
#include "ui/kit/message_bar.h"
#include <QDir>

namespace convscope {

ChelseaDemo::ChelseaDemo(Inspection &inspection, FilterEditor &editor)
    : QObject(&editor)
    , m_inspection(inspection)
    , m_editor(editor)
{
    PinnedImage &pinned = inspection.pinned();
    const DemonstrationBar *bar = &editor.bar();
    connect(&pinned, &PinnedImage::demoChanged, this, &ChelseaDemo::show);
    connect(&editor, &FilterEditor::filtersChanged, &pinned, &PinnedImage::setDemoFilters);
    connect(&editor, &FilterEditor::imageDropped, &pinned, &PinnedImage::pinFile);
    connect(bar, &DemonstrationBar::catRequested, &pinned, &PinnedImage::showChelsea);
    connect(bar, &DemonstrationBar::leaveRequested, &pinned, &PinnedImage::endChelsea);
    connect(&m_saving, &BackgroundTask::failed, &editor.message(), &MessageBar::showError);
    show();
}

void ChelseaDemo::show()
{
    if (m_inspection.pinned().showsChelsea())
        m_editor.restart(m_inspection.pinned().demo()->parameters, kChelseaSeed);
    m_editor.setVisible(m_inspection.pinned().showsChelsea());
}

void ChelseaDemo::saveFigures(const QString &folder)
{
    const auto values = m_inspection.pinned().image().values;
    if (!m_inspection.pinned().demo() || !values)
        return;
    m_saving.start([this, folder, model = m_inspection.pinned().demo(), values](
                       const Progress &) -> BackgroundTask::Deliver {
        Predictor predictor(model);
        writeChelseaFigures(folder.toStdString(), predictor.mapsOfValues(*values));
        return [this, folder] {
            m_editor.message().showNote(
                tr("Saved L1.png, L2.png and L3.png in %1").arg(QDir::toNativeSeparators(folder)));
        };
    });
}

} // namespace convscope
