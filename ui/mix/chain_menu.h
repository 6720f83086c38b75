#pragma once

#include "ui/models/presets.h"

#include <functional>

class QMenu;

namespace lacquer::ui {

/// The chains to choose from: the program's in a menu for each kind of source (what stands before the
/// colon of their names), then the user's own.
void fillChainMenu(QMenu& menu, const Catalogue& catalogue, const std::function<void(const project::ChainPreset&)>& choose);

} // namespace lacquer::ui
