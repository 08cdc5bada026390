// SPDX-License-Identifier: GPL-3.0-or-later
// FileDownload: brings one file over HTTPS, and goes on where it broke off. GUI thread only.
#pragma once
#include "app/download/dataset_catalogue.h"
#include <QFile>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QSslCertificate>
#include <QTimer>
#include <chrono>

class QNetworkReply;
class QNetworkRequest;

namespace convscope {

struct TransferOptions {
    /// How long to wait before each new try after a broken connection.
    std::vector<std::chrono::milliseconds> pauses { std::chrono::seconds(1),
        std::chrono::seconds(2), std::chrono::seconds(4), std::chrono::seconds(8),
        std::chrono::seconds(16) };
    std::chrono::milliseconds stallTimeout = std::chrono::seconds(30); ///< without a single byte
    bool allowLocalHttp = false; ///< plain HTTP to this very computer, as tests do
    QList<QSslCertificate> alsoTrusted {}; ///< besides the system's authorities
};

/// Writes what comes straight into a file that ends in ".part" and stays when the download is
/// stopped or fails, so that the next one begins at its end. Who calls it checks the content.
class FileDownload : public QObject {
    Q_OBJECT
public:
    explicit FileDownload(TransferOptions options, QObject *parent = nullptr);
    ~FileDownload() override;

    /// Asks the addresses from `firstAddress` on, one after the other, until one gives the file.
    void start(const RemoteFile &file, const QString &part, qsizetype firstAddress = 0);
    void stop();

    qsizetype address() const { return m_address; } ///< the index of the one that gave the file
    /// Whether the part was put together from more than one answer.
    bool wasResumed() const { return m_wasResumed; }

Q_SIGNALS:
    void progressed(qint64 bytes); ///< in the part by now
    void waiting(
        const QString &sentence); ///< the connection broke; it is tried again after a pause
    void finished(); ///< the part has as many bytes as the file
    void failed(const QString &sentence);

private:
    /// The next step after an answer that did not bring the file to its end.
    enum class Next { TryAgain, OtherAddress };

    void beginAddress();
    void request();
    QNetworkRequest makeRequest() const;
    bool checkAddress(const QUrl &url);
    void takeHeader();
    bool startsWhereThePartEnds() const;
    void takeBytes();
    bool writeBytes(const QByteArray &bytes);
    void endReply();
    void endWithStatus(int status);
    void endWithoutStatus();
    void follow(const QUrl &target);
    Next nextAfterBreak() const;
    void startOver();
    void closePart();
    void giveUpReply(Next next, const QString &reason);
    void failWriting();
    void dropReply();

    TransferOptions m_options;
    QNetworkAccessManager m_network;
    RemoteFile m_file;
    QFile m_part;
    QPointer<QNetworkReply> m_reply;
    QTimer m_stall, m_pause;
    QUrl m_url; ///< the address of the running request, after redirects
    QByteArray m_validator; ///< tells whether the file at this address is still the same
    qsizetype m_address = 0;
    int m_redirects = 0;
    qint64 m_furthest = 0; ///< the longest the part has been
    std::size_t m_breaks = 0; ///< since it last became longer
    bool m_isAccepted = false; ///< the running answer's header fits
    bool m_hasReceived = false; ///< anything at all, from this address
    bool m_wasResumed = false;
};

} // namespace convscope
