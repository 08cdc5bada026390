// SPDX-License-Identifier: GPL-3.0-or-later
// FileDownload: brings one file over HTTPS, and goes on where it broke off. GUI thread only.
#pragma once
#include "app/download/dataset_catalogue.h"
#include "app/download/part_file.h"
#include <QNetworkAccessManager>
#include <QPointer>
#include <QSslCertificate>
#include <QTimer>
#include <chrono>

class QNetworkReply;

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
    bool wasResumed() const { return m_part.wasResumed(); }

Q_SIGNALS:
    void progressed(qint64 bytes); ///< in the part by now
    void waiting(
        const QString &sentence); ///< the connection broke; it is tried again after a pause
    void finished(); ///< the part has as many bytes as the file
    void failed(const QString &sentence);

private:
    /// The next step after an answer that did not bring the file to its end.
    enum class Next { TryAgain, OtherAddress };

    /// An address while it is asked, perhaps more than once.
    struct Source {
        QUrl url {}; ///< of the running request, after redirects
        QByteArray validator {}; ///< tells whether the file is still the same
        int redirects = 0;
        qint64 furthest = 0; ///< the longest the part has been
        std::size_t breaks = 0; ///< since it last became longer
        bool hasReceived = false; ///< anything at all
    };

    void beginAddress();
    void request();
    bool checkAddress(const QUrl &url);
    void takeHeader();
    void takeBytes();
    bool writeBytes(const QByteArray &bytes);
    void endReply();
    void endWithStatus(int status);
    void endWithoutStatus();
    void follow(const QUrl &target);
    Next nextAfterBreak() const;
    void giveUpReply(Next next, const QString &reason);
    void failWriting();
    void dropReply();

    TransferOptions m_options;
    QNetworkAccessManager m_network;
    RemoteFile m_file;
    PartFile m_part;
    QPointer<QNetworkReply> m_reply;
    QTimer m_stall, m_pause;
    qsizetype m_address = 0;
    Source m_source; ///< at that address
    bool m_isAccepted = false; ///< the running answer's header fits
};

} // namespace convscope
