// SPDX-License-Identifier: GPL-3.0-or-later
// DataPages: the images of a dataset, what is wrong with it, what is alike and what is excluded, a
// page each. DataPanel fills them; GUI thread only.
#pragma once
#include "ui/data/data_view.h"
#include <QTabWidget>

namespace convscope {

class ExclusionsPage;
class GroupsPage;
class ProblemsPage;
class SamplesPage;

class DataPages : public QTabWidget {
    Q_OBJECT
public:
    enum Page { Images, Problems, Groups, Out };
    explicit DataPages(QWidget *parent = nullptr);
    /// Another view, or a changed one; `report` is null while it is on its way.
    void setContent(const std::shared_ptr<const DataView> &view, const DataReport *report);

Q_SIGNALS:
    void sampleChosen(quint64 sample); ///< index into the whole dataset's samples()
    void excludeRequested(const convscope::Exclusions &what);
    void takeBackRequested(const convscope::Exclusions &what);

private:
    SamplesPage *m_samples;
    ProblemsPage *m_problems;
    GroupsPage *m_groups;
    ExclusionsPage *m_out;
};

} // namespace convscope
