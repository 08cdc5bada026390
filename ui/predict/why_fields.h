// SPDX-License-Identifier: GPL-3.0-or-later
// WhyFields: what is asked about an answer: by which method, of which layer and class. GUI thread
// only.
#pragma once
#include "core/inspect/explain/saliency.h"
#include <QStringList>
#include <QWidget>

class QComboBox;
class QFormLayout;

namespace convscope {

class WholeField;

class WhyFields : public QWidget {
    Q_OBJECT
public:
    explicit WhyFields(QWidget *parent = nullptr);

    /// The choices of a network; what was chosen stays where it can, and changed() is not told.
    void setNetwork(const QStringList &classes, const QStringList &layers);
    QString className(int index) const;
    SaliencyQuestion question() const; ///< as the fields have it

Q_SIGNALS:
    void changed(); ///< by the person

private:
    void buildChoices();
    void buildOcclusion();
    void showThose(); ///< that the method has

    QFormLayout *m_form;
    QComboBox *m_method, *m_layer, *m_class, *m_fill;
    WholeField *m_size, *m_step;
    QStringList m_classes, m_layers;
};

} // namespace convscope
