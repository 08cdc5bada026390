// SPDX-License-Identifier: GPL-3.0-or-later
// MainWindow: an empty window; what is in it are the rooms. GUI thread only.
#pragma once
#include <QMainWindow>
#include <functional>
#include <memory>

namespace convscope {

class Front;
class Settings;
struct Services;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Services &services, Settings &preferences, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Asked before the window closes on a run that goes on; true: close.
    void setQuitQuestion(std::function<bool()> question);
    void showRoom(const char *id); ///< by its id in rooms.cpp

public Q_SLOTS:
    void openDataset(const QString &location);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void followDemo();

    Services &m_services;
    std::unique_ptr<Front> m_front;
};

} // namespace convscope
