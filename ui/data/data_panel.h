// SPDX-License-Identifier: GPL-3.0-or-later
// DataPanel: what is open, what is in it, what is wrong with it, and what is left out of it.
// GUI thread only.
#pragma once
#include "ui/data/data_report.h"
#include "ui/data/exclusion_steps.h"
#include <QWidget>

class QStackedWidget;
class QTabWidget;

namespace convscope {

class DataHeader;
class DataView;
class ExcludedRow;
class GroupsPage;
class ExclusionsPage;
class LoadingRow;
class MessageBar;
class ProblemsPage;
class SamplesPage;
class WarningBar;

class DataPanel : public QWidget {
    Q_OBJECT
public:
    explicit DataPanel(QWidget *parent = nullptr);
    ~DataPanel() override;

    /// A dataset is being read; its progress and a way to cancel are shown.
    void showLoading(const QString &location);
    void setProgress(quint64 done, quint64 total); ///< total 0: not known yet
    /// Nothing is being read any more, whatever came of it.
    void endLoading();
    void showData(const OpenData &open);
    void showError(const QString &sentence);

    /// The report comes later than the data; null while it is on its way.
    void setReport(std::shared_ptr<const DataReport> report);
    /// Whether images of rare classes count more already.
    void setWeighted(bool weighted);
    /// As the settings have it; where that differs there is nothing to undo any more.
    void setExcluded(const Exclusions &excluded);
    DataHeader &header() { return *m_header; }
    const Exclusions &excluded() const { return m_steps.current(); }
    QUndoStack &steps() { return m_steps.stack(); }

Q_SIGNALS:
    void openRequested();
    void getRequested(); ///< one that everybody knows, from the internet
    void cancelRequested();
    void sampleChosen(quint64 sample); ///< index into the whole dataset's samples()
    void excludedChanged(); ///< by the person; see excluded()
    void classWeightsRequested();

private:
    enum State { Empty, Content, Blank };
    enum Page { Images, Problems, Groups, Out };
    QWidget *buildEmpty();
    QWidget *buildContent();
    void buildPages();
    void connectSteps();
    void exclude(const Exclusions &what);
    void takeBack(const Exclusions &what);
    void useExcluded();
    void fill();
    void fillPages();

    std::shared_ptr<DataView> m_view;
    std::shared_ptr<const DataReport> m_report;
    ExclusionSteps m_steps;

    MessageBar *m_message;
    LoadingRow *m_loading;
    QStackedWidget *m_stack;
    DataHeader *m_header = nullptr;
    WarningBar *m_warnings = nullptr;
    ExcludedRow *m_excluded = nullptr;
    QTabWidget *m_tabs = nullptr;
    SamplesPage *m_samples = nullptr;
    ProblemsPage *m_problems = nullptr;
    GroupsPage *m_groups = nullptr;
    ExclusionsPage *m_out = nullptr;
};

} // namespace convscope
