// SPDX-License-Identifier: GPL-3.0-or-later
// ImageColumn: the pinned image, what the network sees of it, and a view that was kept to be
// compared with. GUI thread only.
#pragma once
#include "ui/maps/map_place.h"
#include <QImage>
#include <QWidget>
#include <vector>

class QCheckBox;
class QLabel;
class QMimeData;
class QPushButton;

namespace convscope {

class ImageView;
struct KeptView;
struct LayerMaps;

class ImageColumn : public QWidget {
    Q_OBJECT
public:
    explicit ImageColumn(QWidget *parent = nullptr);
    void setPinned(const QImage &image, const QString &name);
    void setInput(const LayerMaps *input); ///< null: not known yet
    void setMarks(const std::vector<MapMark> &marks); ///< those on the input are framed
    void setKept(const KeptView *kept); ///< null: nothing is kept
    void take(const QMimeData &mime); ///< dropped or pasted; asks for it to be pinned
    const QImage &pinned() const;
    QString pinnedName() const { return m_name; }

Q_SIGNALS:
    void pinImageRequested(); ///< the person wants to choose a file
    void pinSampleRequested(int step); ///< −1, 1: the neighbour among the dataset's images
    void pinFileRequested(const QString &path); ///< dropped or pasted
    void pinDroppedRequested(const QImage &image);
    void pinRefused(const QString &reason); ///< what was dropped is no image; a sentence
    void keepRequested();
    void dropRequested(); ///< the kept view is of no more use
    void followRequested(bool follows); ///< the kept image with the weights the pinned one has

private:
    QWidget *buildButtons();
    QWidget *buildKept();

    QString m_name;
    ImageView *m_image;
    ImageView *m_input;
    QLabel *m_imageName;
    QPushButton *m_keep = nullptr;
    QWidget *m_kept = nullptr;
    ImageView *m_keptImage = nullptr;
    QLabel *m_keptName = nullptr;
    QCheckBox *m_follows = nullptr;
};

} // namespace convscope
