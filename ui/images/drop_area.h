// SPDX-License-Identifier: GPL-3.0-or-later
// DropArea: takes an image by drag and drop, paste, or choice. It reads nothing itself.
#pragma once
#include <QFrame>
#include <QImage>

class QLabel;
class QMimeData;

namespace convscope {

/// Accepts files from a file manager, and images dragged out of a browser (as image data, a local
/// address or a data: address). Click, Enter or Space opens a file dialog; Ctrl+V pastes.
class DropArea : public QFrame {
    Q_OBJECT
public:
    explicit DropArea(QWidget *parent = nullptr);
    void paste();
    void choose();

Q_SIGNALS:
    void fileDropped(const QString &path);
    void manyDropped(const QStringList &paths); ///< several files, or folders
    void imageDropped(const QImage &image);
    void unusable(const QString &reason); ///< a sentence

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void take(const QMimeData &mime);
    QLabel *m_label;
    bool m_hovered = false;
};

} // namespace convscope
