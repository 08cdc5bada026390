// SPDX-License-Identifier: GPL-3.0-or-later
// FieldNote: a sentence right below a field, over whatever is there. GUI thread only.
#pragma once
#include <QLabel>

namespace convscope {

class FieldNote : public QLabel {
    Q_OBJECT
public:
    /// Belongs to what the field lies in, and scrolls with it; unseen at first.
    explicit FieldNote(QWidget &field);
    void say(const QString &sentence); ///< empty: nothing, and it is not seen

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QWidget &m_field;
};

} // namespace convscope
