// SPDX-License-Identifier: GPL-3.0-or-later
// Tour: drives the real window by itself through the main job, for images and as a proof that all
// of it works. GUI thread only.
#pragma once
#include "app/tour/tour_guide.h"
#include <QTemporaryDir>
#include <vector>

namespace convscope {

class MainWindow;
struct Services;

class Tour {
public:
    /// @throws Error when `folder` cannot be made.
    Tour(MainWindow &window, Services &services, const QString &folder);
    /// The exit status: 0 when every station worked, else 1 with the reason on stderr.
    int run();

private:
    void welcome();
    void sampleDigits();
    void dataReport();
    void training();
    void featureMaps();
    void control();
    void formula();
    void ablationScores();
    void chelsea();
    void prediction();
    void why();
    void badFile();
    void evaluation();
    void exportWeights();

    bool showsMapsOf(const QString &layer) const; // maps of the newest model
    QString writeDigit(int digit) const; // an image file of that digit

    MainWindow &m_window;
    Services &m_services;
    TourGuide m_guide;
    QTemporaryDir m_files;
};

} // namespace convscope
