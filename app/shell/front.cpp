// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/front.h"
#include "app/shell/shown_run_note.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/in_sight.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QAction>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QMainWindow>
#include <QSplitter>
#include <QVBoxLayout>

namespace convscope {

Front::Front(QMainWindow &window, Services &services, Settings &preferences)
    : m_window(window)
    , m_services(services)
    , m_preferences(preferences)
    , m_message(new MessageBar(&window))
    , m_pages(new Pages(window, preferences))
    , m_steps(new UndoSteps(*m_pages))
{
    m_message->setObjectName(QStringLiteral("mainMessage"));
    furnish();
    QObject::connect(m_pages, &Pages::turned, m_pages, [this] { tellWhoIsShown(); });
    QObject::connect(&services.dataset, &DatasetService::began, m_pages, &Pages::enter);
    QObject::connect(&services.training.run(), &RunModel::started, m_pages, [this] {
        m_message->clear(); // it was about the run before
        m_pages->enter();
    });
}

/// The rooms go before the widgets that they had made, which tell them of their end no more.
Front::~Front()
{
    m_pages->disconnect();
}

void Front::furnish()
{
    auto *centre = new QWidget(&m_window);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(new ShownRunNote(m_services, &m_window));
    layout->addWidget(m_pages, 1);
    m_window.setCentralWidget(centre);
    auto *menus = new Menus(m_window, m_preferences, *m_pages);
    for (RoomInfo &info : rooms())
        m_rooms.push_back({ info, info.create(m_services, *this) });
    for (const auto &[info, room] : m_rooms) {
        place(info, *room);
        menus->add(room->actions());
    }
    menus->build(*m_steps);
}

void Front::place(const RoomInfo &info, Room &room)
{
    switch (info.place) {
    case Place::Welcome:
        m_pages->setWelcome(room.widget());
        break;
    case Place::LeftDock:
        m_pages->addDock(info.id, info.title, room.widget(), Qt::LeftDockWidgetArea);
        break;
    case Place::RightDock:
        m_pages->addDock(info.id, info.title, room.widget(), Qt::RightDockWidgetArea);
        break;
    case Place::Tab:
        m_pages->addTab(info.id, info.title,
            info.id == std::string_view("maps") ? pageOfMaps(room.widget()) : room.widget());
        break;
    case Place::Below:
        m_window.centralWidget()->layout()->addWidget(room.widget());
        break;
    case Place::OnMaps: // see pageOfMaps()
    case Place::Nowhere:
        break;
    }
    if (QUndoStack *steps = room.undo())
        m_steps->add(*steps, info.place == Place::OnMaps ? "maps" : "");
}

/// Bars above, and what belongs to the maps below them or beside them.
QWidget *Front::pageOfMaps(QWidget *maps)
{
    auto *page = new QWidget(&m_window);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *parts = new QSplitter(Qt::Vertical, page);
    parts->setChildrenCollapsible(false);
    for (const auto &[info, room] : m_rooms) {
        const bool isMaps = info.id == std::string_view("maps");
        if (QWidget *bar = isMaps || info.place == Place::OnMaps ? room->bar() : nullptr)
            layout->addWidget(bar);
        if (isMaps)
            parts->addWidget(maps);
        else if (info.place == Place::OnMaps)
            parts->addWidget(room->widget());
    }
    layout->addWidget(parts, 1);
    return page;
}

void Front::tellWhoIsShown()
{
    for (const auto &[info, room] : m_rooms) {
        if (info.place == Place::Tab)
            room->shown(m_pages->isUp(info.id));
        else if (info.place == Place::OnMaps)
            room->shown(m_pages->isUp("maps"));
        else if (info.place == Place::Below)
            room->shown(m_pages->isUp("training") || m_pages->isUp("maps"));
        else if (info.place == Place::Welcome)
            room->shown(!m_pages->isEntered());
    }
}

QWidget &Front::window()
{
    return m_window;
}

void Front::show(const char *room)
{
    if (room == std::string_view("welcome")) {
        m_pages->showWelcome();
        return;
    }
    m_pages->enter();
    m_pages->bringUp(room);
}

void Front::showAlone(const char *room)
{
    const bool isEmpty
        = !m_pages->isEntered() && !m_services.dataset.hasData() && !m_services.models.hasModel();
    if (isEmpty || m_pages->isAlone())
        m_pages->enterAlone();
    else
        m_pages->enter();
    m_pages->bringUp(room);
}

void Front::openDataset(const QString &location)
{
    m_message->clear();
    const QFileInfo file(location);
    // Under this name it is found again, from wherever the program is started next.
    const QString place = file.exists() ? QDir::cleanPath(file.absoluteFilePath()) : location;
    m_services.dataset.open(place, { m_preferences.excluded(place), m_preferences.layout(place) });
    m_pages->bringUp("training");
}

void Front::trigger(const char *name)
{
    for (QAction *action : m_window.actions())
        if (action->objectName() == QLatin1String(name))
            action->trigger();
}

/// No run begins with another number than the one that stands in a field.
bool Front::takeTyped()
{
    for (const auto &[info, room] : m_rooms) {
        const QWidget *fields = room->fields();
        QAbstractSpinBox *field = fields ? convscope::takeTyped(*fields) : nullptr;
        if (!field)
            continue;
        //: %1 a field, %2 what is wrong with what is typed there
        showError(QCoreApplication::translate("MainWindow", "%1: %2 Nothing was started.")
                      .arg(nameOf(*field), dynamic_cast<const TypedField &>(*field).error()));
        bringIntoSight(*field);
        return false;
    }
    return true;
}

void Front::setQuitQuestion(std::function<bool()> question)
{
    m_askQuit = std::move(question);
}

Room *Front::takerOf(const QUrl &url) const
{
    const auto taker = std::ranges::find_if(
        m_rooms, [&](const Placed &placed) { return placed.room->accepts(url); });
    return taker == m_rooms.end() ? nullptr : taker->room.get();
}

} // namespace convscope
