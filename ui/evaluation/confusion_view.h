// SPDX-License-Identifier: GPL-3.0-or-later
// ConfusionView: a confusion matrix with square-ish cells, from two classes to some hundreds; names
// that are longer than a cell stand upright. ConfusionLegend: what its colours mean. GUI thread
// only.
#pragma once
#include <QTableView>

namespace convscope {

class ConfusionModel;

class ConfusionView : public QTableView {
    Q_OBJECT
public:
    explicit ConfusionView(ConfusionModel *model, QWidget *parent = nullptr);
    bool namesAreTurned() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void arrange();

    ConfusionModel *m_matrix;
};

class ConfusionLegend : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionLegend(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString caption(bool right) const;
    int rampWidth() const;
};

} // namespace convscope
