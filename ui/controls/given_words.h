#pragma once

#include <QWidget>

namespace lacquer::ui {

/// Marks a control that shows names which people, files or devices have: they may be longer than any
/// room, and are cut short there. All other words are ours and have to fit.
inline constexpr char kGivenWords[] = "givenWords";

inline void setGivenWords(QWidget* control) { control->setProperty(kGivenWords, true); }

} // namespace lacquer::ui
