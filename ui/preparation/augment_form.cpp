// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/augment_form.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/figure_text.h"
#include <QCheckBox>
#include <QGridLayout>
#include <QSignalBlocker>

namespace convscope {

namespace {

/// Shares are shown in percent.
double unitsOf(const AugmentKind &kind)
{
    return kind.degrees ? 1 : 100;
}

class AmountField final : public RealField {
public:
    explicit AmountField(const AugmentKind &kind, QWidget *parent)
        : RealField(parent)
    {
        constexpr double kCoarse = 0.1; // usual shares from here on move in larger steps
        setRange(0, kind.most * unitsOf(kind)); // 0 takes the tick away
        setSingleStep(kind.degrees || kind.usual >= kCoarse ? 5 : 1);
        setSuffix(kind.degrees ? QStringLiteral("°") : QStringLiteral(" %"));
    }
};

} // namespace

AugmentForm::AugmentForm(QWidget *parent)
    : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(fontMetrics().height() / 6);
    grid->setColumnStretch(0, 1);
    for (const AugmentKind &kind : augmentKinds()) {
        const Row &row = m_rows.emplace_back(makeRow(kind));
        const int at = int(m_rows.size()) - 1;
        grid->addWidget(row.used, at, 0);
        grid->addWidget(row.amount, at, 1);
    }
}

AugmentForm::Row AugmentForm::makeRow(const AugmentKind &kind)
{
    const QString title = fromView(kind.title), name = fromView(kind.name);
    const Row row { &kind, new QCheckBox(title, this), new AmountField(kind, this) };
    row.used->setObjectName(name + QStringLiteral("Check"));
    row.amount->setObjectName(name + QStringLiteral("Spin"));
    row.amount->setAccessibleName(tr("%1: amount").arg(title));
    row.amount->setValue(kind.usual * unitsOf(kind));
    row.amount->setEnabled(false);
    for (QWidget *field : { static_cast<QWidget *>(row.used), static_cast<QWidget *>(row.amount) })
        field->setToolTip(QStringLiteral("%1: %2").arg(title, fromView(kind.help)));
    connect(row.used, &QCheckBox::toggled, this, [this, row](bool used) {
        row.amount->setEnabled(used);
        take(row);
    });
    connect(row.amount, &QDoubleSpinBox::valueChanged, this, [this, row] { take(row); });
    return row;
}

void AugmentForm::take(const Row &row)
{
    m_options.*row.kind->amount
        = row.used->isChecked() ? row.amount->value() / unitsOf(*row.kind) : 0;
    Q_EMIT changed();
}

void AugmentForm::setOptions(const AugmentOptions &options)
{
    m_options = options;
    for (const Row &row : m_rows) {
        const QSignalBlocker use(row.used), value(row.amount); // nobody has changed anything
        const double amount = options.*row.kind->amount;
        row.used->setChecked(amount > 0);
        row.amount->setEnabled(amount > 0);
        if (amount > 0)
            showIn(*row.amount, amount * unitsOf(*row.kind));
    }
}

} // namespace convscope
