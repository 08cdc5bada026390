// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/file_download.h"
#include <QFileInfo>
#include <QHostAddress>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QSslSocket>

namespace convscope {

namespace {

constexpr qint64 kDownloadPiece = qint64 { 1 } << 18U;
constexpr int kMaxRedirects = 5;

// RFC 9110's status codes, as far as they make a difference.
constexpr int kOk = 200, kPartial = 206, kTimeout = 408, kBadRange = 416, kTooMany = 429;

bool isUnreachable(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::HostNotFoundError
        || error == QNetworkReply::ConnectionRefusedError
        || error == QNetworkReply::UnknownNetworkError
        || error == QNetworkReply::TemporaryNetworkFailureError
        || error == QNetworkReply::NetworkSessionFailedError
        || error == QNetworkReply::ProxyNotFoundError
        || error == QNetworkReply::ProxyConnectionRefusedError;
}

bool isLocal(const QUrl &url)
{
    return url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
}

} // namespace

FileDownload::FileDownload(TransferOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_stall.setSingleShot(true);
    m_stall.setInterval(m_options.stallTimeout);
    connect(&m_stall, &QTimer::timeout, this,
        [this] { giveUpReply(nextAfterBreak(), tr("has not sent anything for a while")); });
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        m_url = QUrl(m_file.addresses[m_address]);
        m_redirects = 0;
        request();
    });
}

FileDownload::~FileDownload()
{
    stop();
}

void FileDownload::start(const RemoteFile &file, const QString &part, qsizetype firstAddress)
{
    stop();
    m_file = file;
    m_part.setFileName(part);
    m_address = firstAddress;
    // Unbuffered: a full disk shows at the write that meets it.
    if (!m_part.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        failWriting();
        return;
    }
    m_wasResumed = m_part.size() > 0;
    beginAddress();
}

void FileDownload::stop()
{
    dropReply();
    m_pause.stop();
    closePart();
}

void FileDownload::closePart()
{
    const bool isEmpty = m_part.isOpen() && m_part.size() == 0;
    m_part.close();
    if (isEmpty)
        m_part.remove();
}

void FileDownload::beginAddress()
{
    m_url = QUrl(m_file.addresses[m_address]);
    m_validator.clear();
    m_redirects = 0;
    m_breaks = 0;
    m_hasReceived = false;
    m_furthest = m_part.size();
    request();
}

void FileDownload::request()
{
    if (!checkAddress(m_url))
        return;
    if (m_part.size() > m_file.bytes)
        startOver(); // it is of something else
    m_part.seek(m_part.size());
    Q_EMIT progressed(m_part.size());
    if (m_part.size() == m_file.bytes) {
        m_part.close();
        Q_EMIT finished();
        return;
    }
    m_isAccepted = false;
    m_reply = m_network.get(makeRequest());
    m_reply->setReadBufferSize(2 * kDownloadPiece); // further bytes wait at the server
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &FileDownload::takeHeader);
    connect(m_reply, &QNetworkReply::readyRead, this, &FileDownload::takeBytes);
    connect(m_reply, &QNetworkReply::finished, this, &FileDownload::endReply);
    m_stall.start();
}

QNetworkRequest FileDownload::makeRequest() const
{
    QNetworkRequest request(m_url);
    request.setAttribute(
        QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("ConvScope"));
    // The bytes as they lie on the server: Qt would unpack what it had asked to be packed.
    request.setRawHeader("Accept-Encoding", "identity");
    if (m_part.size() > 0) {
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_part.size()) + "-");
        if (!m_validator.isEmpty())
            request.setRawHeader("If-Range", m_validator);
    }
    if (!m_options.alsoTrusted.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(m_options.alsoTrusted);
        request.setSslConfiguration(tls);
    }
    return request;
}

bool FileDownload::checkAddress(const QUrl &url)
{
    const bool isPlain
        = m_options.allowLocalHttp && url.scheme() == QLatin1String("http") && isLocal(url);
    if (!isPlain && url.scheme() != QLatin1String("https")) {
        giveUpReply(Next::OtherAddress, tr("leads to %1, which is not HTTPS").arg(url.toString()));
        return false;
    }
    if (!isPlain && !QSslSocket::supportsSsl()) {
        giveUpReply(
            Next::OtherAddress, tr("needs HTTPS, for which OpenSSL (libssl3) has to be installed"));
        return false;
    }
    return true;
}

/// The first look at an answer: whether its bytes may be appended.
void FileDownload::takeHeader()
{
    if (!m_reply || m_isAccepted)
        return;
    m_stall.start();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != kOk && status != kPartial)
        return;
    if (status == kPartial && !startsWhereThePartEnds()) {
        startOver();
        giveUpReply(Next::TryAgain, tr("sent another part than asked for"));
        return;
    }
    const qint64 before = status == kPartial ? m_part.size() : 0;
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && before + length.toLongLong() != m_file.bytes) {
        giveUpReply(Next::OtherAddress, tr("has a file of another size than expected"));
        return;
    }
    if (status == kOk)
        startOver(); // all of it comes: the server cannot resume, or the file has changed
    m_isAccepted = true;
    m_wasResumed |= status == kPartial;
    const QByteArray tag = m_reply->rawHeader("ETag");
    const bool isStrong = !tag.isEmpty() && !tag.startsWith("W/"); // RFC 9110, 13.1.5
    m_validator = isStrong ? tag : m_reply->rawHeader("Last-Modified");
}

/// By the header "Content-Range: bytes 100-999/1000".
bool FileDownload::startsWhereThePartEnds() const
{
    const QByteArray expected = "bytes " + QByteArray::number(m_part.size()) + "-";
    const QByteArray range = m_reply->rawHeader("Content-Range").trimmed();
    return range.startsWith(expected) && range.endsWith("/" + QByteArray::number(m_file.bytes));
}

void FileDownload::takeBytes()
{
    takeHeader();
    if (!m_reply || !m_isAccepted)
        return;
    m_stall.start();
    while (m_reply && m_reply->bytesAvailable() > 0)
        if (!writeBytes(m_reply->read(kDownloadPiece)))
            return;
}

bool FileDownload::writeBytes(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return true;
    if (m_part.size() + bytes.size() > m_file.bytes) {
        startOver();
        giveUpReply(Next::OtherAddress, tr("sends more than the file's size"));
        return false;
    }
    // A disk that is nearly full takes some of them first; the next write knows why not all.
    for (qsizetype done = 0; done < bytes.size();) {
        const qint64 written = m_part.write(bytes.constData() + done, bytes.size() - done);
        if (written <= 0) {
            failWriting();
            return false;
        }
        done += written;
    }
    m_hasReceived = true;
    if (m_part.size() > m_furthest) {
        m_furthest = m_part.size();
        m_breaks = 0;
    }
    Q_EMIT progressed(m_part.size());
    return true;
}

void FileDownload::endReply()
{
    takeBytes();
    if (!m_reply)
        return;
    if (m_part.size() == m_file.bytes) {
        dropReply();
        m_part.close();
        Q_EMIT finished();
        return;
    }
    const QVariant status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    status.isValid() ? endWithStatus(status.toInt()) : endWithoutStatus();
}

void FileDownload::endWithStatus(int status)
{
    const QUrl target = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    if (target.isValid()) {
        follow(target);
        return;
    }
    if (status == kOk || status == kPartial) {
        giveUpReply(Next::TryAgain, tr("broke the connection off"));
        return;
    }
    if (status == kBadRange)
        startOver();
    const QString reason
        = m_reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString();
    const bool maySoonDoBetter
        = status >= 500 || status == kTimeout || status == kTooMany || status == kBadRange;
    giveUpReply(maySoonDoBetter ? Next::TryAgain : Next::OtherAddress,
        tr("answers %1").arg((QString::number(status) + QLatin1Char(' ') + reason).trimmed()));
}

void FileDownload::endWithoutStatus()
{
    const QNetworkReply::NetworkError error = m_reply->error();
    if (error == QNetworkReply::SslHandshakeFailedError) {
        giveUpReply(Next::OtherAddress,
            tr("does not prove that it is who it says (%1)").arg(m_reply->errorString()));
        return;
    }
    giveUpReply(nextAfterBreak(),
        isUnreachable(error)
            ? tr("cannot be reached (%1), perhaps for want of a connection to the internet")
                  .arg(m_reply->errorString())
            : tr("broke the connection off (%1)").arg(m_reply->errorString()));
}

/// A computer without a network should say so at once; a connection that worked is worth waiting
/// for.
FileDownload::Next FileDownload::nextAfterBreak() const
{
    return m_hasReceived
            || (m_reply && !isUnreachable(m_reply->error())
                && m_reply->error() != QNetworkReply::NoError)
        ? Next::TryAgain
        : Next::OtherAddress;
}

void FileDownload::startOver()
{
    m_part.resize(0);
    m_part.seek(0);
    m_wasResumed = false;
}

void FileDownload::follow(const QUrl &target)
{
    const QUrl url = m_url.resolved(target);
    if (++m_redirects > kMaxRedirects) {
        giveUpReply(Next::OtherAddress, tr("sends round in circles"));
        return;
    }
    if (!checkAddress(url))
        return;
    dropReply();
    m_url = url;
    request();
}

void FileDownload::giveUpReply(Next next, const QString &reason)
{
    dropReply();
    const QString sentence = tr("%1: %2 %3").arg(m_file.name, m_url.host(), reason);
    if (next == Next::TryAgain && m_breaks < m_options.pauses.size()) {
        m_pause.start(m_options.pauses[m_breaks++]);
        Q_EMIT waiting(sentence);
        return;
    }
    if (m_address + 1 < m_file.addresses.size()) {
        ++m_address;
        beginAddress();
        return;
    }
    closePart();
    Q_EMIT failed(tr("%1; try again later").arg(sentence));
}

void FileDownload::failWriting()
{
    const QString reason = m_part.errorString();
    stop();
    Q_EMIT failed(tr("%1: cannot be written (%2); make room or choose another folder")
                      .arg(m_part.fileName(), reason));
}

void FileDownload::dropReply()
{
    m_stall.stop();
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply.clear();
}

} // namespace convscope
