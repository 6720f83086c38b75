#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <string>
#include <vector>

namespace lacquer::ui {

/// A strip's sound, for any song: its chain and its trim. Level, place and routing belong to a song.
struct StripPreset {
    std::string name;
    double trim = 0; ///< dB
    struct Slot {
        std::string processor;
        ParameterValues values;
        bool bypassed = false;
        friend bool operator==(const Slot&, const Slot&) = default;
    };
    std::vector<Slot> chain;

    friend bool operator==(const StripPreset&, const StripPreset&) = default;
};

StripPreset stripPresetOf(const project::Channel& channel, std::string name);
/// The preset's chain and trim in the place of the channel's.
///
/// Errors   a processor this version does not know, a value outside its range
Result<project::Project> withStripPreset(project::Project project, const Catalogue& catalogue, ChannelId channel, const StripPreset& preset);

/// The user's own, from the user's data folder, by name. What cannot be read is left out.
std::vector<StripPreset> stripPresets(const Catalogue& catalogue);
/// A preset of that name is replaced.
Result<void> saveStripPreset(const Catalogue& catalogue, const StripPreset& preset);

} // namespace lacquer::ui
