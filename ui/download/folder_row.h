// SPDX-License-Identifier: GPL-3.0-or-later
// FolderRow: which folder datasets are put in, typed or chosen. GetDatasetDialog reads it; GUI
// thread only.
#pragma once
#include <QWidget>

class QLineEdit;
class QPushButton;

namespace convscope {

class FolderRow : public QWidget {
    Q_OBJECT
public:
    explicit FolderRow(const QString &folder, QWidget *parent = nullptr);
    QString folder() const; ///< a leading ~ is the home folder
    void setEditable(bool isEditable);

Q_SIGNALS:
    void changed();

private:
    void browse();

    QLineEdit *m_folder;
    QPushButton *m_browse;
};

} // namespace convscope
