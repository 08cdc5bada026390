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

/// For the file from byte `from` on, if it is still the one that `validator` was told of.
QNetworkRequest requestFor(const QUrl &url, qint64 from, const QByteArray &validator,
    const QList<QSslCertificate> &alsoTrusted)
{
    QNetworkRequest request(url);
    request.setAttribute(
        QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("ConvScope"));
    // The bytes as they lie on the server: Qt would unpack what it had asked to be packed.
    request.setRawHeader("Accept-Encoding", "identity");
    if (from > 0) {
        request.setRawHeader("Range", "bytes=" + QByteArray::number(from) + "-");
        if (!validator.isEmpty())
            request.setRawHeader("If-Range", validator);
    }
    if (!alsoTrusted.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(alsoTrusted);
        request.setSslConfiguration(tls);
    }
    return request;
}

/// By the header "Content-Range: bytes 100-999/1000".
bool startsAt(const QNetworkReply &reply, qint64 from, qint64 total)
{
    const QByteArray range = reply.rawHeader("Content-Range").trimmed();
    return range.startsWith("bytes " + QByteArray::number(from) + "-")
        && range.endsWith("/" + QByteArray::number(total));
}

/// By which the next request can tell whether the file is still the same.
QByteArray validatorOf(const QNetworkReply &reply)
{
    const QByteArray tag = reply.rawHeader("ETag");
    const bool isStrong = !tag.isEmpty() && !tag.startsWith("W/"); // RFC 9110, 13.1.5
    return isStrong ? tag : reply.rawHeader("Last-Modified");
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
        m_source.url = QUrl(m_file.addresses[m_address]);
        m_source.redirects = 0;
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
    m_address = firstAddress;
    if (!m_part.open(part)) {
        failWriting();
        return;
    }
    beginAddress();
}

void FileDownload::stop()
{
    dropReply();
    m_pause.stop();
    m_part.leave();
}

void FileDownload::beginAddress()
{
    m_source = { .url = QUrl(m_file.addresses[m_address]), .furthest = m_part.size() };
    request();
}

void FileDownload::request()
{
    if (!checkAddress(m_source.url))
        return;
    if (m_part.size() > m_file.bytes)
        m_part.startOver(); // it is of something else
    Q_EMIT progressed(m_part.size());
    if (m_part.size() == m_file.bytes) {
        m_part.close();
        Q_EMIT finished();
        return;
    }
    m_isAccepted = false;
    m_reply = m_network.get(
        requestFor(m_source.url, m_part.size(), m_source.validator, m_options.alsoTrusted));
    m_reply->setReadBufferSize(2 * kDownloadPiece); // what is not read yet waits at the server
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &FileDownload::takeHeader);
    connect(m_reply, &QNetworkReply::readyRead, this, &FileDownload::takeBytes);
    connect(m_reply, &QNetworkReply::finished, this, &FileDownload::endReply);
    m_stall.start();
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
    if (status == kPartial && !startsAt(*m_reply, m_part.size(), m_file.bytes)) {
        m_part.startOver();
        giveUpReply(Next::TryAgain, tr("sent another part than asked for"));
        return;
    }
    const qint64 before = status == kPartial ? m_part.size() : 0;
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && before + length.toLongLong() != m_file.bytes) {
        giveUpReply(Next::OtherAddress, tr("has a file of another size than expected"));
        return;
    }
    m_isAccepted = true;
    // Else all of it comes: the server cannot resume, or the file has changed.
    m_part.beginAnswer(status == kPartial);
    m_source.validator = validatorOf(*m_reply);
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
        m_part.startOver();
        giveUpReply(Next::OtherAddress, tr("sends more than the file's size"));
        return false;
    }
    if (!m_part.append(bytes)) {
        failWriting();
        return false;
    }
    m_source.hasReceived = true;
    if (m_part.size() > m_source.furthest) {
        m_source.furthest = m_part.size();
        m_source.breaks = 0;
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
        m_part.startOver();
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
    return m_source.hasReceived
            || (m_reply && !isUnreachable(m_reply->error())
                && m_reply->error() != QNetworkReply::NoError)
        ? Next::TryAgain
        : Next::OtherAddress;
}

void FileDownload::follow(const QUrl &target)
{
    const QUrl url = m_source.url.resolved(target);
    if (++m_source.redirects > kMaxRedirects) {
        giveUpReply(Next::OtherAddress, tr("sends round in circles"));
        return;
    }
    if (!checkAddress(url))
        return;
    dropReply();
    m_source.url = url;
    request();
}

void FileDownload::giveUpReply(Next next, const QString &reason)
{
    dropReply();
    const QString sentence = tr("%1: %2 %3").arg(m_file.name, m_source.url.host(), reason);
    if (next == Next::TryAgain && m_source.breaks < m_options.pauses.size()) {
        m_pause.start(m_options.pauses[m_source.breaks++]);
        Q_EMIT waiting(sentence);
        return;
    }
    if (m_address + 1 < m_file.addresses.size()) {
        ++m_address;
        beginAddress();
        return;
    }
    m_part.leave();
    Q_EMIT failed(tr("%1; try again later").arg(sentence));
}

void FileDownload::failWriting()
{
    const QString reason = m_part.error();
    stop();
    Q_EMIT failed(tr("%1: cannot be written (%2); make room or choose another folder")
                      .arg(m_part.name(), reason));
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
