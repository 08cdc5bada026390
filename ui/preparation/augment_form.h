// SPDX-License-Identifier: GPL-3.0-or-later
// AugmentForm: a check box and an amount for every kind of augmentation. GUI thread only.
#pragma once
#include "core/data/prepare/augmentation.h"
#include <QWidget>
#include <vector>

class QCheckBox;

namespace convscope {

class RealField;

class AugmentForm : public QWidget {
    Q_OBJECT
public:
    explicit AugmentForm(QWidget *parent = nullptr);

    void setOptions(const AugmentOptions &options);
    /// The options in the fields; an amount that nobody touched is as it was set, to the bit.
    AugmentOptions options() const { return m_options; }

Q_SIGNALS:
    void changed();

private:
    struct Row {
        const AugmentKind *kind;
        QCheckBox *used;
        RealField *amount;
    };
    Row makeRow(const AugmentKind &kind);
    void take(const Row &row);

    std::vector<Row> m_rows;
    AugmentOptions m_options;
};

} // namespace convscope
