// SPDX-License-Identifier: GPL-3.0-or-later
// DataPanel: what is open, what is in it, what is wrong with it, and what is left out of it. The
// room of the data fills it, and listens to its parts. GUI thread only.
#pragma once
#include "ui/data/data_report.h"
#include "ui/data/exclusion_steps.h"
#include <QWidget>

class QStackedWidget;

namespace convscope {

class DataHeader;
class DataPages;
class DataView;
class ExcludedRow;
class LayoutBar;
class LoadingRow;
class MessageBar;
class WarningBar;

class DataPanel : public QWidget {
    Q_OBJECT
public:
    explicit DataPanel(QWidget *parent = nullptr);
    ~DataPanel() override;

    /// A dataset is being read; its progress and a way to cancel are shown.
    void showLoading(const QString &location);
    /// Nothing is being read any more, whatever came of it.
    void endLoading();
    void showData(const OpenData &open);
    /// Its images have no labels, so there is nothing to show but how it could be read.
    void showUnlabelled(const QString &location, const DatasetLayout &layout);
    /// The report comes later than the data; null while it is on its way.
    void setReport(std::shared_ptr<const DataReport> report);
    /// As the settings have it; where that differs there is nothing to undo any more.
    void setExcluded(const Exclusions &excluded);

    ExclusionSteps &steps() { return m_steps; } ///< by the person
    MessageBar &message() { return *m_message; }
    LoadingRow &loading() { return *m_loading; }
    DataHeader &header() { return *m_header; }
    WarningBar &warnings() { return *m_warnings; }
    LayoutBar &layouts() { return *m_layout; }
    DataPages &pages() { return *m_pages; }

Q_SIGNALS:
    void openRequested();
    void getRequested(); ///< one that everybody knows, from the internet

private:
    enum State { Empty, Content, Blank };
    QWidget *buildEmpty();
    QWidget *buildContent();
    void connectParts();
    void exclude(const Exclusions &what);
    void takeBack(const Exclusions &what);
    void useExcluded();
    void fill();

    std::shared_ptr<DataView> m_view;
    std::shared_ptr<const DataReport> m_report;
    ExclusionSteps m_steps;

    MessageBar *m_message;
    LoadingRow *m_loading;
    QStackedWidget *m_stack;
    DataPages *m_pages = nullptr;
    WarningBar *m_warnings = nullptr;
    DataHeader *m_header = nullptr;
    ExcludedRow *m_excluded = nullptr;
    LayoutBar *m_layout;
};

} // namespace convscope
