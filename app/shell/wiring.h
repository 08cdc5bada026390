// SPDX-License-Identifier: GPL-3.0-or-later
// Which wish of a panel reaches what in the session, and which news reach the panel.
#pragma once

class QLabel;

namespace convscope {

class Session;
class DataPanel;
class ModelPanel;
class SettingsPanel;
class MapsPanel;
class PicturesPanel;
class PredictPanel;
class EvaluationPanel;
class RunsPanel;
class TrainingPanel;

void wire(Session &session, DataPanel &panel);
void wire(Session &session, ModelPanel &panel);
void wire(Session &session, SettingsPanel &panel);
void wire(Session &session, PicturesPanel &panel);
void wire(Session &session, MapsPanel &panel);
void wire(Session &session, PredictPanel &panel);
void wire(Session &session, EvaluationPanel &panel);
/// Says so while what is shown is of another dataset than the one that is open.
void wireShownRun(Session &session, QLabel &note);
void wire(Session &session, RunsPanel &panel);
void wire(Session &session, TrainingPanel &panel);

} // namespace convscope
