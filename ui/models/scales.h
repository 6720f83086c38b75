#pragma once

#include "engine/project/automation.h"
#include "engine/vocabulary/parameter.h"

#include <string>

/// How values lie on controls and read as words; plain functions, the same for every widget.
namespace lacquer::ui {

/// Position on a fader, 0…1, of a level: +10 dB at 1, 0 at 0.75, −10 at 0.5, −30 at 0.25, −60 at
/// 0.0625, straight between; −90 and below at 0.
///
/// Source   the piecewise law of digital consoles (Behringer X32, MCU feedback tables)
double faderTravel(double decibels);
/// The level at a position; silence at 0. Within a quarter decibel of 0 dB it is 0 dB.
double faderLevelAt(double travel);

/// Height of a level on a meter, 0…1, of the IEC-like scale with +6 dBFS at the top.
///
/// Source   IEC 60268-18 style deflection as drawn by Ardour: 115 % at +6, 100 % at 0
double meterHeight(double decibels);

/// Position of a value on a knob or a bar, 0…1, and back.
double travelOf(const ParameterSpec& spec, double value);
double valueAt(const ParameterSpec& spec, double travel);

enum class StepSize { fine, normal, page };
/// The value some arrow-key steps away, within the range.
double stepped(const ParameterSpec& spec, double value, StepSize size, int steps);

/// "−18.0 dB", "3.60 kHz", "120 ms", "3.5 : 1", "L 72", "on", "hall"; minus is U+2212.
std::string valueText(const ParameterSpec& spec, double value);
/// The same without its unit, for where there is no room.
std::string bareText(const ParameterSpec& spec, double value);
/// Pan as "L 72", "C", "R 18".
std::string panText(double pan);
/// "+0.8", "−3.1", "0.0", "−∞".
std::string peakText(double decibels);

/// True when travel grows from the middle: gains, pan.
bool isBipolar(const ParameterSpec& spec);

/// "R", "T", "L", "W", "X" for trim, and a dash for off.
std::string letterOf(project::AutomationMode mode);
std::string nameOf(project::AutomationMode mode);

} // namespace lacquer::ui
