// SPDX-License-Identifier: GPL-3.0-or-later
// SettingForm: a row for each setting of a group, made from its entry in the list of settings: an
// object's name is the setting's id with Spin, Combo or Check behind it. GUI thread only.
#pragma once
#include "core/train/setup/settings.h"
#include <QWidget>
#include <functional>

class QComboBox;
class QFormLayout;

namespace convscope {

class RealField;
class WholeField;

class SettingForm : public QWidget {
    Q_OBJECT
public:
    SettingForm(Setting::Group group, QWidget *parent);

    /// Tells nobody: nobody has changed anything.
    void setConfig(const RunConfig &config);
    /// `config` with what the fields say; what a field cannot show to the bit stays as it is.
    RunConfig applied(RunConfig config) const;
    /// While a run goes on only what counts in it can be changed.
    void setRunning(bool running);
    /// Below the row of the setting of that name.
    void insertBelow(std::string_view name, QWidget *widget);
    void addBelow(QWidget *widget); ///< the last row
    void setRowVisible(QWidget *widget, bool visible);

Q_SIGNALS:
    void changed();
    /// One that counts in a run that goes on, by its name in files.
    void liveChanged(const QString &name, double value);

private:
    struct Row {
        const Setting *setting;
        QWidget *field; ///< with the setting's object name
        std::function<void(const RunConfig &)> show;
        std::function<void(RunConfig &)> take;
        QWidget *whole; ///< the widget in the form
    };
    Row makeRow(const Setting &setting);
    Row makeWhole(const Setting &setting);
    Row makeReal(const Setting &setting);
    Row makeChoice(const Setting &setting);
    Row makeSwitch(const Setting &setting);
    Row makeWarmup(const Setting &setting);
    RealField *realField(const Setting &setting);
    void addRow(Row row);
    void tellChanged(const Setting &setting);
    void fitRows(); // hides the rows that do not apply

    QFormLayout *m_form;
    std::vector<Row> m_rows;
    RunConfig m_shown; // the settings that the fields were filled from
};

} // namespace convscope
