// SPDX-License-Identifier: GPL-3.0-or-later
// FlowLayout: controls in a row that goes on in the next line where the window is narrow. GUI
// thread only.
#pragma once
#include <QLayout>
#include <vector>

namespace convscope {

class FlowLayout : public QLayout {
    Q_OBJECT
public:
    explicit FlowLayout(QWidget *parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize minimumSize() const override; ///< the size of the widest control
    QSize sizeHint() const override { return minimumSize(); }
    void setGeometry(const QRect &rect) override;

private:
    /// Returns the height that is needed; moves nothing unless `move`.
    int layOut(const QRect &whole, bool move) const;

    std::vector<QLayoutItem *> m_items; // owned, as layouts do
};

} // namespace convscope
