// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/import_dialog.h"
#include "core/train/setup/presets.h"
#include "ui/files/import_outcome.h"
#include "ui/files/standard_fields.h"
#include "ui/kit/named.h"
#include "ui/kit/theme.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

namespace {

constexpr int kTableColumns = 130, kTableLines = 36; // of text, about

QPushButton *plainButton(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    return button;
}

/// A row without margins.
QHBoxLayout *rowIn(QWidget *widget)
{
    auto *layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    return layout;
}

} // namespace

ImportDialog::ImportDialog(QWidget *parent)
    : QDialog(parent)
    , m_weights(new QLineEdit(this))
    , m_network(new QComboBox(this))
    , m_keras(new QCheckBox(tr("&Keras order"), this))
    , m_mlx(new QCheckBox(tr("ML&X order"), this))
    , m_classes(new QLineEdit(this))
    , m_normalization(new QComboBox(this))
    , m_outcome(new ImportOutcome(this))
{
    setObjectName(QStringLiteral("importDialog"));
    setWindowTitle(tr("Import weights"));
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->addRow(tr("&Weights:"), buildWeightsRow());
    buildNetwork(*m_form);
    buildPreparation(*m_form);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(m_form);
    layout->addWidget(m_outcome, 1);
    layout->addWidget(buildButtons());
    layout->setSpacing(int(fontMetrics().height() * kSpacing));
    resize(fontMetrics().averageCharWidth() * kTableColumns, fontMetrics().height() * kTableLines);
}

QWidget *ImportDialog::buildWeightsRow()
{
    auto *row = new QWidget(this);
    named(m_weights, QStringLiteral("importWeights"), tr("File or folder of weights"),
        tr("A .npz archive, a .safetensors file, a pickled dict of NumPy arrays (.pkl), or a "
           "folder of text files. Nothing in it is run."));
    row->setFocusProxy(m_weights);
    auto *file = named(plainButton(tr("&File…"), row), QStringLiteral("importFile"),
        tr("Choose a file of weights"), tr("Choose a .npz, .safetensors or .pkl file"));
    auto *folder = named(plainButton(tr("F&older…"), row), QStringLiteral("importFolder"),
        tr("Choose a folder of weights"),
        tr("Choose a folder of text files, one a parameter: filter1.txt, bias1.txt, …"));
    auto *layout = rowIn(row);
    layout->addWidget(m_weights, 1);
    layout->addWidget(file);
    layout->addWidget(folder);
    connect(m_weights, &QLineEdit::textChanged, this, &ImportDialog::change);
    connect(file, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(folder, &QPushButton::clicked, this, &ImportDialog::chooseFolder);
    return row;
}

void ImportDialog::buildNetwork(QFormLayout &form)
{
    named(m_network, QStringLiteral("importNetwork"), tr("Network that takes the weights"),
        tr("The layers the weights are for: weights alone do not tell them"));
    m_network->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_network->addItem(tr("The network in the Model panel"), QString());
    for (const Preset &preset : presets()) {
        const QString name = QString::fromStdString(preset.name);
        m_network->addItem(name, name);
        m_network->setItemData(
            m_network->count() - 1, QString::fromStdString(preset.summary), Qt::ToolTipRole);
    }
    m_network->addItem(tr("A model file (*.json)…")); // without data: to be chosen
    connect(m_network, &QComboBox::activated, this, &ImportDialog::takeNetwork);
    named(m_keras, QStringLiteral("importOptionKeras"), tr("The weights have Keras' order"),
        tr("Kernels as height × width × in × out, dense weights as in × out, and maps that were "
           "flattened with the channels last; else as PyTorch and this program have them"));
    named(m_mlx, QStringLiteral("importOptionMlx"), tr("The weights have MLX' order"),
        tr("Kernels as out × height × width × in, and maps that were flattened with the channels "
           "last"));
    connect(m_keras, &QCheckBox::toggled, this, [this](bool isOn) {
        if (isOn)
            m_mlx->setChecked(false);
        change();
    });
    connect(m_mlx, &QCheckBox::toggled, this, [this](bool isOn) {
        if (isOn)
            m_keras->setChecked(false);
        change();
    });
    form.addRow(tr("&Network:"), m_network);
    form.addRow(QString(), m_keras);
    form.addRow(QString(), m_mlx);
}

void ImportDialog::buildPreparation(QFormLayout &form)
{
    named(m_classes, QStringLiteral("importClasses"), tr("Names of the classes"),
        tr("In the order of the network's outputs, with commas between; left empty, they are those "
           "of the open dataset where it has as many, else 0, 1, 2, …"));
    m_classes->setPlaceholderText(tr("as the open dataset's, else 0, 1, 2, …"));
    connect(m_classes, &QLineEdit::textEdited, this, &ImportDialog::change);
    named(m_normalization, QStringLiteral("importNormalization"), tr("Scale of the pixel values"),
        tr("What the network was trained with: the weights do not tell it, and with another one "
           "the answers are of no use"));
    m_normalization->addItem(tr("as the network's recipe"));
    m_normalization->addItem(tr("from 0 to 1"), int(Normalization::Unit));
    m_normalization->addItem(
        tr("standardized with mean and deviation"), int(Normalization::Standard));
    m_normalization->addItem(tr("from 0 to 255"), int(Normalization::None));
    connect(m_normalization, &QComboBox::activated, this, &ImportDialog::change);
    m_standard = new StandardFields(this);
    connect(m_standard, &StandardFields::edited, this, &ImportDialog::change);
    form.addRow(tr("&Classes:"), m_classes);
    form.addRow(tr("&Pixel values:"), m_normalization);
    form.addRow(tr("&Mean:"), m_standard);
    m_standard->hide();
    form.labelForField(m_standard)->hide();
}

QWidget *ImportDialog::buildButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = named(buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole),
        QStringLiteral("importButton"), tr("Import the weights"),
        tr("Open the network with these weights, ready to classify, look into and evaluate"));
    m_import->setEnabled(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

void ImportDialog::setPresentNetwork(const QString &name)
{
    m_network->setItemText(0, tr("The network in the Model panel: %1").arg(name));
}

void ImportDialog::setWeights(const QString &path)
{
    m_weights->setText(QDir::toNativeSeparators(path));
}

void ImportDialog::setNetwork(const QString &nameOrFile)
{
    int index = m_network->findData(nameOrFile);
    if (index < 0) {
        index = m_network->count() - 1; // before the one to choose another
        m_network->insertItem(index, QFileInfo(nameOrFile).fileName(), nameOrFile);
        m_network->setItemData(index, nameOrFile, Qt::ToolTipRole);
    }
    m_network->setCurrentIndex(index);
    m_networkBefore = index;
    change();
}

ImportRequest ImportDialog::request() const
{
    ImportRequest request;
    request.weights = QDir::fromNativeSeparators(m_weights->text().trimmed());
    request.network = m_network->currentData().toString();
    request.keras = m_keras->isChecked() && m_keras->isEnabled();
    request.mlx = m_mlx->isChecked() && m_mlx->isEnabled();
    request.classes = m_classes->text().trimmed();
    const QVariant normalization = m_normalization->currentData();
    if (normalization.isValid())
        request.normalization = Normalization(normalization.toInt());
    request.mean = m_standard->mean();
    request.stddev = m_standard->stddev();
    return request;
}

void ImportDialog::change()
{
    const ImportRequest now = request();
    const bool isStandard = now.normalization == Normalization::Standard;
    m_standard->setVisible(isStandard);
    m_form->labelForField(m_standard)->setVisible(isStandard);
    // Text files are flattened: they have no axes that could be turned.
    for (QCheckBox *order : { m_keras, m_mlx })
        order->setEnabled(!QFileInfo(now.weights).isDir());
    m_import->setEnabled(false);
    m_outcome->setReading(!now.weights.isEmpty());
    Q_EMIT requestChanged();
}

void ImportDialog::setProposal(const ImportProposal &proposal)
{
    m_outcome->setProposal(proposal);
    m_import->setEnabled(proposal.model != nullptr);
    if (proposal.model)
        m_import->setDefault(true);
}

void ImportDialog::showError(const QString &sentence)
{
    m_import->setEnabled(false);
    m_outcome->showError(sentence);
}

void ImportDialog::chooseFile()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Weights to import"), m_lastFolder,
        tr("Weights (*.npz *.safetensors *.pkl *.pickle);;All files (*)"));
    if (file.isEmpty())
        return;
    m_lastFolder = QFileInfo(file).absolutePath();
    setWeights(file);
}

void ImportDialog::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Folder of text files with weights"), m_lastFolder);
    if (folder.isEmpty())
        return;
    m_lastFolder = QFileInfo(folder).absolutePath();
    setWeights(folder);
}

void ImportDialog::takeNetwork(int index)
{
    if (index == m_network->count() - 1) {
        m_network->setCurrentIndex(m_networkBefore);
        chooseNetworkFile();
        return;
    }
    m_networkBefore = index;
    change();
}

void ImportDialog::chooseNetworkFile()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Model file"), m_lastFolder, tr("Models (*.json);;All files (*)"));
    if (file.isEmpty())
        return;
    m_lastFolder = QFileInfo(file).absolutePath();
    setNetwork(file);
}

} // namespace convscope
