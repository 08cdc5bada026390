// SPDX-License-Identifier: GPL-3.0-or-later
// HttpServer: answers on this computer as a test wants it to, also badly. Lives in the test's own
// event loop.
#pragma once
#include <QMap>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <functional>
#include <memory>

namespace convscope::test {

struct HttpRequest {
    QByteArray path;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
};

struct HttpAnswer {
    QByteArray status = "200 OK";
    QByteArray headers {}; ///< lines that end in "\r\n"
    QByteArray body {};
    qsizetype breakAfter = -1; ///< closes the connection after as many bytes of the body
    qsizetype stallAfter = -1; ///< says nothing more after as many bytes of the body
};

class HttpServer {
public:
    using Handler = std::function<HttpAnswer(const HttpRequest &)>;

    /// Over TLS where `tls` is set.
    explicit HttpServer(Handler handler, const QSslConfiguration *tls = nullptr)
        : m_handler(std::move(handler))
        , m_isSecure(tls != nullptr)
    {
        if (tls) {
            auto server = std::make_unique<QSslServer>();
            server->setSslConfiguration(*tls);
            m_server = std::move(server);
        } else {
            m_server = std::make_unique<QTcpServer>();
        }
        QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, m_server.get(),
            [this] { acceptAll(); });
        m_server->listen(QHostAddress::LocalHost);
    }

    QString address(const QString &path) const
    {
        return QStringLiteral("%1://127.0.0.1:%2/%3")
            .arg(m_isSecure ? QStringLiteral("https") : QStringLiteral("http"))
            .arg(m_server->serverPort())
            .arg(path);
    }
    const QList<HttpRequest> &requests() const { return m_requests; }

private:
    void acceptAll()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            auto unread = std::make_shared<QByteArray>();
            const auto read = [this, socket, unread] {
                unread->append(socket->readAll());
                for (qsizetype end = unread->indexOf("\r\n\r\n"); end >= 0;
                     end = unread->indexOf("\r\n\r\n")) {
                    const HttpRequest request = parse(unread->left(end));
                    unread->remove(0, end + 4);
                    m_requests.append(request);
                    send(*socket, m_handler(request));
                }
            };
            QObject::connect(socket, &QTcpSocket::readyRead, socket, read);
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            read();
        }
    }

    static HttpRequest parse(const QByteArray &head)
    {
        const QList<QByteArray> lines = head.split('\n');
        HttpRequest request { lines.front().split(' ').value(1), {} };
        for (const QByteArray &line : lines.mid(1))
            request.headers[line.left(line.indexOf(':')).trimmed().toLower()]
                = line.mid(line.indexOf(':') + 1).trimmed();
        return request;
    }

    static void send(QTcpSocket &socket, const HttpAnswer &answer)
    {
        socket.write("HTTP/1.1 " + answer.status + "\r\n" + answer.headers
            + "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n");
        if (answer.breakAfter >= 0) {
            socket.write(answer.body.left(answer.breakAfter));
            socket.disconnectFromHost(); // after what was written
        } else {
            socket.write(
                answer.stallAfter >= 0 ? answer.body.left(answer.stallAfter) : answer.body);
        }
    }

    Handler m_handler;
    bool m_isSecure;
    std::unique_ptr<QTcpServer> m_server;
    QList<HttpRequest> m_requests;
};

/// As a proper server does: the whole file, or the part asked for while the tag is the same.
inline HttpAnswer serveFile(
    const HttpRequest &request, const QByteArray &content, const QByteArray &tag = "\"one\"")
{
    const QByteArray range = request.headers.value("range");
    const QByteArray condition = request.headers.value("if-range", tag);
    if (range.isEmpty() || condition != tag)
        return { .headers = "ETag: " + tag + "\r\n", .body = content };
    const qsizetype start = range.mid(qsizetype(sizeof("bytes=")) - 1).chopped(1).toLongLong();
    if (start >= content.size())
        return { .status = "416 Range Not Satisfiable" };
    return { .status = "206 Partial Content",
        .headers = "ETag: " + tag + "\r\nContent-Range: bytes " + QByteArray::number(start) + "-"
            + QByteArray::number(content.size() - 1) + "/" + QByteArray::number(content.size())
            + "\r\n",
        .body = content.mid(start) };
}

} // namespace convscope::test
