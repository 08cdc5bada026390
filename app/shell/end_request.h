// SPDX-License-Identifier: GPL-3.0-or-later
// EndRequest: a terminal that is closed, Ctrl-C or a polite kill closes the window in good order.
// GUI thread only.
#pragma once
#include <QObject>
#include <array>

namespace convscope {

class MainWindow;

/// Brings the signal from its handler to the event loop. Once in a program, after QApplication.
class EndRequest : public QObject {
    Q_OBJECT
public:
    explicit EndRequest(QObject *parent = nullptr);
    ~EndRequest() override;

    /// Then `window` closes without a question, and the event loop ends with endingStatus(). What
    /// is going on is saved where the services go away.
    void closes(MainWindow &window);

Q_SIGNALS:
    void received();

private:
    std::array<int, 2> m_pipe { -1, -1 }; // the handler writes, the event loop reads
};

} // namespace convscope
