#pragma once

#include "engine/project/channel.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace lacquer::formats {

/// A headphone's or room's correction as Equalizer APO and the collections made for it write it
/// ("ParametricEQ.txt"), as inserts of the equalizer, for the listening slot:
///
///     Preamp: -6.1 dB
///     Filter 1: ON PK Fc 105 Hz Gain 2.0 dB Q 0.70
///
/// PK, LS/LSC, HS/HSC, LP/LPQ and HP/HPQ; filters that are OFF are left out. Eight to an insert.
///
/// Errors   no filter in it; a line that cannot be read, by its number
Result<std::vector<project::Insert>> headphoneCurve(std::string_view text);

/// The same from a file; at most 64 KiB.
Result<std::vector<project::Insert>> readHeadphoneCurve(const std::filesystem::path& file);

} // namespace lacquer::formats
