#pragma once

#include "ui/meters/waveform_store.h"

namespace lacquer::ui {

class Workspace;

/// Loads the waveforms of the project that is open: peak pyramids from the cache of the project
/// folder, built there when they are missing.
WaveformStore::Loaders waveformLoaders(const Workspace& workspace);

} // namespace lacquer::ui
