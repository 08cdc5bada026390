// SPDX-License-Identifier: GPL-3.0-or-later
// StandardFields: mean and standard deviation that pixel values were standardized with, beside each
// other. GUI thread only.
#pragma once
#include <QWidget>

class QLineEdit;

namespace convscope {

class StandardFields : public QWidget {
    Q_OBJECT
public:
    explicit StandardFields(QWidget *parent = nullptr);

    // As ImportRequest has them.
    QString mean() const;
    QString stddev() const;

Q_SIGNALS:
    void edited(); ///< by the person

private:
    QLineEdit *m_mean, *m_stddev;
};

} // namespace convscope
