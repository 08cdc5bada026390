// SPDX-License-Identifier: GPL-3.0-or-later
// GroupsPage: images that are alike, in groups, and where each of them lies. GUI thread only.
#pragma once
#include "ui/data/data_view.h"
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace convscope {

class ImageGrid;

/// The images of a group to exclude so that no image counts twice: all but one, kept where it is
/// tested on rather than learnt from; and all of them where the classes differ, because nobody can
/// tell which is right.
Exclusions extraImages(const DataView &view, const ImageGroup &group);

class GroupsPage : public QWidget {
    Q_OBJECT
public:
    explicit GroupsPage(QWidget *parent = nullptr);
    /// Until there is a report, the page says that it is on its way.
    void setReport(std::shared_ptr<const DataView> view, const DatasetReport *report);
    int count() const { return int(m_groups.size()); }

Q_SIGNALS:
    void sampleChosen(quint64 sample);
    void excludeRequested(const convscope::Exclusions &what);

private:
    void buildMembers();
    void fillMembers();
    void excludeChosen();
    const ImageGroup *chosenGroup() const;
    QString textOf(const ImageGroup &group, bool isEqual) const;

    std::shared_ptr<const DataView> m_view;
    std::vector<ImageGroup> m_groups; // the equal ones first, of them the gravest
    std::size_t m_equal = 0; // so many of them
    QLabel *m_text;
    QListWidget *m_list;
    ImageGrid *m_members;
    QPushButton *m_exclude;
    QPushButton *m_excludeAll;
};

} // namespace convscope
