#pragma once

#include "ui/models/presets.h"

#include <QString>

#include <functional>

class QWidget;

namespace lacquer::ui {

/// Something is to be kept under a name that another preset of the user's has: asks whether to replace
/// it or to keep both, and does that. Nothing when the question is put away.
void askAboutTakenName(QWidget* parent, const QString& name, std::function<void(TakenName)> keep);

} // namespace lacquer::ui
