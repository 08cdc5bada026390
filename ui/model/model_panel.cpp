// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/model_panel.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include "core/train/setup/presets.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/named.h"
#include "ui/kit/theme.h"
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>

namespace convscope {

namespace {

enum Column { Name, Kind, Output, Parameters, ColumnCount };

/// The layers in front of the first one that does not fit, and why it does not.
struct Outline {
    std::vector<LayerSummary> layers;
    QString error; ///< why the next one does not fit; empty: all fit
};

Outline outlineOf(const ModelSpec &spec)
{
    Outline outline;
    try {
        outline.layers = inferShapes(spec);
        return outline;
    } catch (const Error &error) {
        outline.error = QString::fromUtf8(error.what());
    }
    ModelSpec part { spec.input, {} };
    try {
        for (const LayerSpec &layer : spec.layers) {
            part.layers.push_back(layer);
            outline.layers = inferShapes(part);
        }
    } catch (const Error &) {
        return outline; // the error is known already, and so are the layers in front of it
    }
    return outline;
}

} // namespace

ModelPanel::ModelPanel(QWidget *parent)
    : QWidget(parent)
    , m_presets(new QComboBox(this))
    , m_summary(new QLabel(this))
    , m_layers(new QTableWidget(0, ColumnCount, this))
    , m_total(new QLabel(this))
    , m_save(named(new QPushButton(tr("Save summary…"), this), QStringLiteral("saveSummary"),
          tr("Save a summary of the network"),
          tr("Save the layers with their shapes and parameters, as a text or as a drawing")))
{
    setObjectName(QStringLiteral("modelPanel"));
    setAccessibleName(tr("Model"));
    m_presets->setObjectName(QStringLiteral("presetCombo"));
    m_presets->setAccessibleName(tr("Network"));
    m_presets->setToolTip(tr("A network with the recipe to train it; choosing one fills in the "
                             "settings too"));
    for (const Preset &preset : presets()) {
        m_presets->addItem(QString::fromStdString(preset.name));
        m_presets->setItemData(
            m_presets->count() - 1, QString::fromStdString(preset.summary), Qt::ToolTipRole);
    }
    connect(m_presets, &QComboBox::textActivated, this, &ModelPanel::presetChosen);
    m_summary->setWordWrap(true);
    m_layers->setObjectName(QStringLiteral("layerList"));
    m_layers->setAccessibleName(tr("Layers"));
    m_layers->setHorizontalHeaderLabels(
        { tr("Layer"), tr("Kind"), tr("Output"), tr("Parameters") });
    m_layers->verticalHeader()->hide();
    m_layers->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_layers->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_layers->horizontalHeader()->setStretchLastSection(true);
    m_layers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_layers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_layers->setShowGrid(false);
    m_layers->setWordWrap(true);
    m_layers->setTabKeyNavigation(false);
    m_total->setObjectName(QStringLiteral("parameterTotal"));
    m_total->setToolTip(tr("Numbers that training changes"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_presets);
    layout->addWidget(m_summary);
    layout->addWidget(m_layers, 1);
    auto *below = new QHBoxLayout;
    below->addWidget(m_total, 1);
    below->addWidget(m_save);
    layout->addLayout(below);
    connect(m_save, &QPushButton::clicked, this, &ModelPanel::summaryRequested);
}

void ModelPanel::setEditable(bool editable)
{
    m_presets->setEnabled(editable);
}

void ModelPanel::setModel(const QString &preset, const ModelSpec &spec)
{
    const Preset *known = findPreset(preset.toStdString());
    m_presets->setCurrentIndex(m_presets->findText(preset)); // −1: none of them
    m_presets->setPlaceholderText(preset.isEmpty() ? tr("Own network") : preset);
    m_summary->setText(known ? QString::fromStdString(known->summary) : QString());
    m_summary->setVisible(known != nullptr);

    m_errorRow = -1;
    m_layers->clearSpans();
    m_layers->setRowCount(0);
    const Outline outline = outlineOf(spec);
    addRow({ fromView(kInputName), tr("Image"), QString::fromStdString(toString(spec.input)), {} });
    std::size_t total = 0;
    for (const LayerSummary &layer : outline.layers) {
        addRow({ QString::fromStdString(layer.name), fromView(layerKind(layer.kind).text->title),
            QString::fromStdString(toString(layer.output)),
            layer.parameters ? QLocale().toString(qulonglong(layer.parameters)) : QString() });
        m_layers->item(m_layers->rowCount() - 1, Kind)
            ->setToolTip(fromView(layerKind(layer.kind).text->help));
        total += layer.parameters;
    }
    m_save->setEnabled(outline.error.isEmpty());
    if (outline.error.isEmpty()) {
        const QString classes = outline.layers.empty()
            ? QString()
            : m_layers->item(m_layers->rowCount() - 1, Output)->text();
        const KindText &softmax = *softmaxKind().text;
        addRow({ fromView(softmaxKind().name), fromView(softmax.title), classes, {} });
        m_layers->item(m_layers->rowCount() - 1, Kind)->setToolTip(fromView(softmax.help));
        m_total->setText(tr("%1 parameters").arg(QLocale().toString(qulonglong(total))));
        widenToContents();
    } else {
        addError(outline.layers.size() < spec.layers.size()
                ? QString::fromStdString(spec.layers[outline.layers.size()].kind)
                : QString(),
            outline.error);
        m_total->setText(tr("This network does not fit the images"));
    }
}

// So that no kind or number is cut off.
void ModelPanel::widenToContents()
{
    QHeaderView &header = *m_layers->horizontalHeader();
    header.setStretchLastSection(false); // which would hide how wide its contents are
    m_layers->resizeColumnsToContents();
    m_layers->setMinimumWidth(header.length() + m_layers->verticalScrollBar()->sizeHint().width()
        + 2 * m_layers->frameWidth());
    header.setStretchLastSection(true);
}

void ModelPanel::addRow(const QStringList &cells)
{
    const int row = m_layers->rowCount();
    m_layers->insertRow(row);
    for (int column = 0; column < ColumnCount; ++column) {
        auto *item = new QTableWidgetItem(cells.value(column));
        if (column >= Output)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_layers->setItem(row, column, item);
    }
}

void ModelPanel::addError(const QString &layer, const QString &reason)
{
    addRow({ layer, reason });
    m_errorRow = m_layers->rowCount() - 1;
    m_layers->setSpan(m_errorRow, Kind, 1, ColumnCount - Kind);
    for (const int column : { Name, Kind }) {
        m_layers->item(m_errorRow, column)->setForeground(errorColour());
        m_layers->item(m_errorRow, column)->setToolTip(reason);
    }
    m_layers->resizeRowToContents(m_errorRow);
    m_layers->scrollToItem(m_layers->item(m_errorRow, Name));
}

} // namespace convscope
