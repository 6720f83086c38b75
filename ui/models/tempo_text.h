#pragma once

#include "engine/project/song.h"

#include <optional>
#include <string>
#include <string_view>

namespace lacquer::ui {

/// "112", "112.5", "97.53": as many decimals as it has, two at most.
std::string tempoText(double beatsPerMinute);
/// "4/4".
std::string metreText(const project::TempoPoint& point);

/// Reads what a person types for a tempo: "112", "112,5 bpm", "112 3/4", "6/8". What is not typed stays
/// as it was; empty when it is neither. Ranges are the edit's business.
std::optional<project::TempoPoint> tempoTyped(std::string_view typed, project::TempoPoint before);

} // namespace lacquer::ui
