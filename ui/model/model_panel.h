// SPDX-License-Identifier: GPL-3.0-or-later
// ModelPanel: the network that will be trained, layer by layer. GUI thread only.
#pragma once
#include "core/nn/model_spec.h"
#include <QStringList>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace convscope {

class ModelPanel : public QWidget {
    Q_OBJECT
public:
    explicit ModelPanel(QWidget *parent = nullptr);

    /// `preset` empty, or not one of the presets: the person's own network.
    void setModel(const QString &preset, const ModelSpec &spec);
    /// False while a run is going on.
    void setEditable(bool editable);
    bool hasError() const { return m_errorRow >= 0; }

Q_SIGNALS:
    void presetChosen(const QString &name);
    void summaryRequested(); ///< as a file

private:
    void addRow(const QStringList &cells);
    void widenToContents();
    void addError(const QString &layer, const QString &reason);

    QComboBox *m_presets;
    QLabel *m_summary;
    QTableWidget *m_layers;
    QLabel *m_total;
    QPushButton *m_save;
    int m_errorRow = -1; // the first layer that does not fit, or −1
};

} // namespace convscope
