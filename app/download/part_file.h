// SPDX-License-Identifier: GPL-3.0-or-later
// PartFile: what has come of a file, in a file of its own until all of it is there. For one thread.
#pragma once
#include <QFile>

namespace convscope {

/// FileDownload appends to it; it stays when the download is stopped or fails, so that the next one
/// begins at its end.
class PartFile {
public:
    bool open(const QString &path);
    void close() { m_file.close(); }
    void leave(); ///< as close(), but one without a byte goes
    void startOver(); ///< what is there is of something else
    /// An answer's bytes come now: those from the end of the part on, or the whole file's.
    void beginAnswer(bool isRest);
    bool append(const QByteArray &bytes); ///< false: see error()

    qint64 size() const { return m_file.size(); }
    QString name() const { return m_file.fileName(); }
    QString error() const { return m_file.errorString(); }
    bool wasResumed() const { return m_wasResumed; } ///< it is of more than one answer

private:
    QFile m_file;
    bool m_wasResumed = false;
};

} // namespace convscope
