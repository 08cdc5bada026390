// SPDX-License-Identifier: GPL-3.0-or-later
// DataPanel: what is open, what is in it, what is wrong with it, and what is excluded from it.
// GUI thread only.
#pragma once
#include "ui/data/data_report.h"
#include "ui/data/exclusion_steps.h"
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace convscope {

class DataView;
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
    void setReportProgress(quint64 done, quint64 total);
    /// Whether images of rare classes count more already.
    void setWeighted(bool weighted);
    /// As the settings have it; where that differs there is nothing to undo any more.
    void setExcluded(const Exclusions &excluded);
    const Exclusions &excluded() const { return m_steps.current(); }
    QUndoStack &steps() { return m_steps.stack(); }

Q_SIGNALS:
    void openRequested();
    void getRequested(); ///< one that everybody knows, from the internet
    void cancelRequested();
    void sampleChosen(quint64 sample); ///< index into the whole dataset's samples()
    void excludedChanged(); ///< by the person; see excluded()
    void classWeightsRequested();
    void enlargeRequested(); ///< show the panel in a window of its own, or back in its place

private:
    enum State { Empty, Content, Blank };
    enum Page { Images, Problems, Groups, Out };
    QWidget *buildEmpty();
    QWidget *buildContent();
    QWidget *buildHeader();
    QWidget *buildExcludedRow();
    void buildPages();
    void connectSteps();
    void exclude(const Exclusions &what);
    void takeBack(const Exclusions &what);
    void useExcluded();
    void fillHeader();
    void fillPages();
    QString sizesText() const;
    QString partsText() const;

    std::shared_ptr<DataView> m_view;
    std::shared_ptr<const DataReport> m_report;
    ExclusionSteps m_steps;

    MessageBar *m_message;
    LoadingRow *m_loading;
    QStackedWidget *m_stack;
    QLabel *m_location = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_checking = nullptr;
    WarningBar *m_warnings = nullptr;
    QWidget *m_excludedRow = nullptr;
    QLabel *m_excludedText = nullptr;
    QTabWidget *m_tabs = nullptr;
    SamplesPage *m_samples = nullptr;
    ProblemsPage *m_problems = nullptr;
    GroupsPage *m_groups = nullptr;
    ExclusionsPage *m_out = nullptr;
};

} // namespace convscope
