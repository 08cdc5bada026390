// SPDX-License-Identifier: GPL-3.0-or-later
// ImportDialog: weights of another program, and what becomes of each before any is taken. GUI
// thread only.
#pragma once
#include "ui/files/import_request.h"
#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace convscope {

class ImportOutcome;
class StandardFields;

class ImportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(QWidget *parent = nullptr);

    /// "compact, 3×32×32": what the network in the Model panel is called.
    void setPresentNetwork(const QString &name);
    void setWeights(const QString &path);
    void setNetwork(const QString &nameOrFile); ///< empty: the present one
    void setLastFolder(const QString &folder) { m_lastFolder = folder; } ///< files are sought there
    const QString &lastFolder() const { return m_lastFolder; }
    ImportRequest request() const;
    /// The proposal for request(); until then there is nothing to import.
    void setProposal(const ImportProposal &proposal);
    void showError(const QString &sentence);

Q_SIGNALS:
    void requestChanged(); ///< and the proposal before is of no use

private:
    QWidget *buildWeightsRow();
    void buildNetwork(QFormLayout &form);
    void buildPreparation(QFormLayout &form);
    QWidget *buildButtons();
    void chooseFile();
    void chooseFolder();
    void takeNetwork(int index);
    void chooseNetworkFile();
    void change(); ///< the request

    QString m_lastFolder;
    int m_networkBefore = 0; // the choice to go back to
    QLineEdit *m_weights;
    QComboBox *m_network;
    QCheckBox *m_keras, *m_mlx;
    QLineEdit *m_classes;
    QComboBox *m_normalization;
    StandardFields *m_standard = nullptr;
    QFormLayout *m_form = nullptr;
    ImportOutcome *m_outcome;
    QPushButton *m_import = nullptr;
};

} // namespace convscope
