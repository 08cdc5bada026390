// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/standard_fields.h"
#include "ui/kit/named.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace convscope {

StandardFields::StandardFields(QWidget *parent)
    : QWidget(parent)
    , m_mean(new QLineEdit(this))
    , m_stddev(new QLineEdit(this))
{
    named(m_mean, QStringLiteral("importMean"), tr("Mean"),
        tr("Of each channel over the training images, from 0 to 1, with commas between; left "
           "empty, as measured on the open dataset"));
    named(m_stddev, QStringLiteral("importDeviation"), tr("Standard deviation"),
        tr("Standard deviation of each channel, as the mean"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_mean);
    auto *label = new QLabel(tr("&standard deviation:"), this);
    label->setBuddy(m_stddev);
    layout->addWidget(label);
    layout->addWidget(m_stddev);
    for (QLineEdit *field : { m_mean, m_stddev }) {
        field->setPlaceholderText(tr("as measured on the open dataset"));
        connect(field, &QLineEdit::textEdited, this, &StandardFields::edited);
    }
    setFocusProxy(m_mean);
}

QString StandardFields::mean() const
{
    return m_mean->text().trimmed();
}

QString StandardFields::stddev() const
{
    return m_stddev->text().trimmed();
}

} // namespace convscope
