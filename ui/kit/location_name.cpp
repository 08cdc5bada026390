// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/location_name.h"
#include <QCoreApplication>
#include <QDir>

namespace convscope {

QString locationName(const QString &location)
{
    const QString prefix = QStringLiteral("sample:");
    if (location.startsWith(prefix))
        return QCoreApplication::translate("LocationName", "Built-in sample: %1")
            .arg(location.mid(prefix.size()));
    return QDir(location).dirName();
}

} // namespace convscope
