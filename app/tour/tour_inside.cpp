// SPDX-License-Identifier: GPL-3.0-or-later
// The stations of the tour that look inside the network.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "app/tour/tour.h"
#include "ui/filters/filter_cells.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_panel.h"
#include "ui/maps/maps_row.h"
#include "ui/predict/heat_view.h"
#include <QAbstractButton>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QScrollArea>
#include <QTableView>
#include <QTextDocument>

namespace convscope {

using State = TrainingController::State;

namespace {

QString plainText(const QLabel &label)
{
    QTextDocument document;
    document.setHtml(label.text());
    return document.toPlainText();
}

/// So that all of it is in the image.
void scrollTo(QWidget &part)
{
    for (QWidget *above = part.parentWidget(); above; above = above->parentWidget())
        if (auto *area = qobject_cast<QScrollArea *>(above)) {
            area->ensureWidgetVisible(&part);
            return;
        }
}

} // namespace

bool Tour::showsMapsOf(const QString &layer) const
{
    return m_guide.find<LayerStrip>("layerStrip").chosen() == layer
        && m_guide.find<MapGrid>("mapGrid").scene().maps.count() > 0;
}

void Tour::featureMaps()
{
    m_window.showRoom("maps");
    auto &strip = m_guide.find<LayerStrip>("layerStrip");
    auto &grid = m_guide.find<MapGrid>("mapGrid");
    QJsonObject counts;
    for (const char *name : { "pool1", "relu1", "conv1" }) {
        const QString layer = QString::fromLatin1(name);
        strip.choose(layer);
        m_guide.waitUntil("maps of a layer", [&] { return showsMapsOf(layer); });
        counts[layer] = grid.scene().maps.count();
    }
    const QImage before = grid.grab().toImage();
    m_guide.waitUntil(
        "maps that change while it trains", [&] { return grid.grab().toImage() != before; });
    m_guide.require(m_services.training.controller().state() == State::Running,
        QStringLiteral("the training ended too early"));
    m_guide.report("feature-maps",
        { { QStringLiteral("maps"), counts }, { QStringLiteral("changed_while_training"), true },
            { QStringLiteral("state"), plainText(m_guide.find<QLabel>("mapsState")) } });
}

void Tour::formula()
{
    m_window.showRoom("maps");
    m_guide.find<LayerStrip>("layerStrip").choose(QStringLiteral("conv2"));
    m_guide.waitUntil("maps of a layer", [&] { return showsMapsOf(QStringLiteral("conv2")); });
    const QLabel &state = m_guide.find<QLabel>("mapsState");
    const QString newest = QLocale().toString(qlonglong(m_services.inspection.model()->batch));
    m_guide.waitUntil("maps of the best epoch", [&] { return plainText(state).endsWith(newest); });
    auto &panel = m_guide.find<MapsPanel>("mapsPanel");
    panel.choosePlace({ QStringLiteral("conv2"), 2, 3, 4 });
    const auto &view = m_guide.find<QWidget>("formulaView");
    m_guide.waitUntil("the arithmetic of a value",
        [&] { return view.isVisible() && !view.accessibleDescription().isEmpty(); });
    m_guide.require(view.accessibleDescription().contains(QStringLiteral("✓")),
        QStringLiteral("the arithmetic does not give the stored value"));
    m_guide.report("formula",
        { { QStringLiteral("title"), plainText(m_guide.find<QLabel>("formulaTitle")) },
            { QStringLiteral("formula"), view.accessibleDescription().left(400) } });
    panel.row().grid().leavePlace();
}

void Tour::ablationScores()
{
    m_guide.click("mapWorthButton");
    m_guide.click("measureWorth");
    const QAbstractItemModel &score = *m_guide.find<QTableView>("worthTable").model();
    m_guide.waitUntil("what the maps are worth", [&] { return score.rowCount() > 0; });
    QJsonArray most;
    for (int column = 0; column < score.columnCount(); ++column)
        most.append(score.index(0, column).data().toString());
    m_guide.report("map-worth",
        { { QStringLiteral("maps"), score.rowCount() }, { QStringLiteral("first"), most },
            { QStringLiteral("summary"), plainText(m_guide.find<QLabel>("worthSummary")) } });
    m_guide.find<QWidget>("surgeryPanel").hide();
}

void Tour::chelsea()
{
    m_guide.trigger("actionChelsea");
    m_guide.waitUntil("Chelsea", [this] { return m_services.inspection.pinned().showsChelsea(); });
    m_guide.find<LayerStrip>("layerStrip").choose(QStringLiteral("conv1"));
    m_guide.waitUntil("two maps of Chelsea",
        [this] { return m_guide.find<MapGrid>("mapGrid").scene().maps.count() == 2; });
    const auto pool3 = [this](const std::function<void()> &act) {
        std::vector<float> values;
        const auto connection = QObject::connect(&m_services.inspection, &Inspection::mapsReady,
            [&](const std::shared_ptr<const FeatureMaps> &maps) {
                if (const LayerMaps *last = maps->layer("pool3"))
                    values = last->values;
            });
        act();
        m_guide.waitUntil("maps that follow a filter", [&] { return !values.empty(); });
        QObject::disconnect(connection);
        return values;
    };
    const auto edited = pool3([this] {
        m_guide.find<FilterCellGrid>("filterCells").findChild<QDoubleSpinBox *>()->setValue(1);
    });
    const auto first = pool3([this] { m_guide.click("filterReset"); });
    m_guide.require(edited != first, QStringLiteral("an edited filter changed nothing"));
    m_guide.report("chelsea",
        { { QStringLiteral("maps"), m_guide.find<MapGrid>("mapGrid").scene().maps.count() },
            { QStringLiteral("state"), plainText(m_guide.find<QLabel>("mapsState")) } });
}

void Tour::why()
{
    auto &heat = m_guide.find<HeatView>("heatView");
    scrollTo(heat);
    m_guide.waitUntil("an explanation", [&] { return heat.answer() != nullptr; });
    const auto &text = m_guide.find<QLabel>("heatText");
    m_guide.waitUntil("words for it", [&] { return !text.text().isEmpty(); });
    scrollTo(m_guide.find<QLabel>("heatText"));
    m_guide.report("why", { { QStringLiteral("text"), plainText(text) } });
}

} // namespace convscope
