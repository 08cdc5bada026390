// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/download/folder_row.h"
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace convscope {

FolderRow::FolderRow(const QString &folder, QWidget *parent)
    : QWidget(parent)
    , m_folder(new QLineEdit(QDir::toNativeSeparators(folder), this))
    , m_browse(new QPushButton(tr("&Browse…"), this))
{
    m_folder->setObjectName(QStringLiteral("datasetFolder"));
    m_folder->setAccessibleName(tr("Folder for datasets"));
    m_folder->setToolTip(tr("Each dataset gets a folder of its name in here"));
    m_browse->setObjectName(QStringLiteral("datasetFolderBrowse"));
    m_browse->setToolTip(tr("Choose another folder"));
    m_browse->setAutoDefault(false);
    auto *label = new QLabel(tr("&Folder:"), this);
    label->setBuddy(m_folder);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_folder, 1);
    layout->addWidget(m_browse);
    connect(m_folder, &QLineEdit::textChanged, this, &FolderRow::changed);
    connect(m_browse, &QPushButton::clicked, this, &FolderRow::browse);
}

QString FolderRow::folder() const
{
    QString folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    if (folder == QLatin1String("~") || folder.startsWith(QLatin1String("~/")))
        folder.replace(0, 1, QDir::homePath());
    return folder;
}

void FolderRow::browse()
{
    const QString chosenFolder
        = QFileDialog::getExistingDirectory(this, tr("Folder for datasets"), folder());
    if (!chosenFolder.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(chosenFolder));
}

void FolderRow::setEditable(bool isEditable)
{
    m_folder->setEnabled(isEditable);
    m_browse->setEnabled(isEditable);
}

} // namespace convscope
