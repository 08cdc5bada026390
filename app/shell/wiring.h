// SPDX-License-Identifier: GPL-3.0-or-later
// Which wish of a panel reaches what in the services, and which news reach the panel.
#pragma once

class QLabel;

namespace convscope {

struct Services;
class DataPanel;
class ModelPanel;
class SettingsPanel;
class MapsPanel;
class PicturesPanel;
class PredictPanel;
class EvaluationPanel;
class RunsPanel;
class TrainingPanel;

void wire(Services &services, DataPanel &panel);
void wire(Services &services, ModelPanel &panel);
void wire(Services &services, SettingsPanel &panel);
void wire(Services &services, PicturesPanel &panel);
void wire(Services &services, MapsPanel &panel);
void wire(Services &services, PredictPanel &panel);
void wire(Services &services, EvaluationPanel &panel);
/// Says so while what is shown is of another dataset than the one that is open.
void wireShownRun(Services &services, QLabel &note);
void wire(Services &services, RunsPanel &panel);
void wire(Services &services, TrainingPanel &panel);

} // namespace convscope
