// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/filters/chelsea_demo.h"
#include "app/services/looking/inspection.h"
#include "ui/filters/filter_editor.h"
#include "ui/kit/message_bar.h"
#include <QDir>

namespace convscope {

ChelseaDemo::ChelseaDemo(Inspection &inspection, FilterEditor &editor)
    : QObject(&editor)
    , m_inspection(inspection)
    , m_editor(editor)
{
    connect(&inspection, &Inspection::demoChanged, this, &ChelseaDemo::show);
    connect(&editor, &FilterEditor::filtersChanged, &inspection, &Inspection::setDemoFilters);
    connect(&editor, &FilterEditor::pictureDropped, &inspection, &Inspection::pinFile);
    connect(&editor, &FilterEditor::catWanted, &inspection, &Inspection::showChelsea);
    connect(&editor, &FilterEditor::leaveWanted, &inspection, &Inspection::endChelsea);
    connect(&m_saving, &BackgroundTask::failed, &editor.message(), &MessageBar::showError);
    show();
}

void ChelseaDemo::show()
{
    if (m_inspection.showsChelsea())
        m_editor.restart(m_inspection.demo()->parameters, kChelseaSeed);
    m_editor.setVisible(m_inspection.showsChelsea());
}

void ChelseaDemo::saveFigures(const QString &folder)
{
    const auto values = m_inspection.pinned().values;
    if (!m_inspection.demo() || !values)
        return;
    m_saving.start([this, folder, model = m_inspection.demo(), values](
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
