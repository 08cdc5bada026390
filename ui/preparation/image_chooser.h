// SPDX-License-Identifier: GPL-3.0-or-later
// ImageChooser: which image is looked at, and ways to the ones before and after it. PreparationBox
// holds it; GUI thread only.
#pragma once
#include "core/data/dataset/dataset.h"
#include <QWidget>

class QLabel;
class QToolButton;

namespace convscope {

class ImageChooser : public QWidget {
    Q_OBJECT
public:
    explicit ImageChooser(QWidget *parent = nullptr);
    void setImage(const Dataset &dataset, std::size_t sample);
    void fitName(); ///< in its middle it is cut to what has room now

Q_SIGNALS:
    void stepped(int by); ///< -1 or 1

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *makeStep(int by, const QString &text, const char *name, const QString &toolTip);

    QLabel *m_name;
    QString m_text;
};

} // namespace convscope
