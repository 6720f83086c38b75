#pragma once

#include "engine/surfaces/control.h"

#include <QWidget>

#include <optional>

namespace lacquer::ui {

/// A widget's property with what it controls, as setLearnable() writes it.
inline constexpr const char* kLearnable = "lacquerControl";
/// The widget can be learned by a knob, a key or an OSC path.
void setLearnable(QWidget* widget, const surfaces::Control& control);
std::optional<surfaces::Control> learnableOf(const QWidget* widget);

} // namespace lacquer::ui
