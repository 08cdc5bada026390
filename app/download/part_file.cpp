// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/part_file.h"

namespace convscope {

bool PartFile::open(const QString &path)
{
    m_file.setFileName(path);
    // Unbuffered: a full disk shows at the write that meets it.
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return false;
    m_wasResumed = m_file.size() > 0;
    m_file.seek(m_file.size());
    return true;
}

void PartFile::leave()
{
    const bool isEmpty = m_file.isOpen() && m_file.size() == 0;
    m_file.close();
    if (isEmpty)
        m_file.remove();
}

void PartFile::startOver()
{
    m_file.resize(0);
    m_file.seek(0);
    m_wasResumed = false;
}

void PartFile::beginAnswer(bool isRest)
{
    if (!isRest)
        startOver();
    m_wasResumed |= isRest;
}

/// A disk that is nearly full takes some of them first; the next write knows why not all.
bool PartFile::append(const QByteArray &bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const qint64 written = m_file.write(bytes.constData() + done, bytes.size() - done);
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace convscope
