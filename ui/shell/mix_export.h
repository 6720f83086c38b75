#pragma once

#include "formats/audio/sample_format.h"
#include "ui/models/workspace.h"

#include <QString>

#include <optional>

namespace lacquer::ui {

/// What the mix of a song is exported as.
struct MixExport {
    formats::SampleFormat samples = formats::SampleFormat::int24;
    SampleRate rate;
    std::filesystem::path file;
    bool loopOnly = false; ///< the loop's range instead of the whole song
    bool stems = false;    ///< tracks and buses besides, into a folder beside the file
    bool replace = false;  ///< the user agreed that an existing file goes
};

/// The next free "Night Drive_Mix_v03_48k_24.wav" in `folder`: no print of a mix takes another's place.
std::filesystem::path suggestedMixFile(const std::filesystem::path& folder,
                                       const std::string& song,
                                       SampleRate rate,
                                       formats::SampleFormat samples);

/// Starts a job that renders the current song as it is now; later edits do not touch it. What was
/// written, or why not, stands on the bottom line when it is over.
///
/// Thread   [main]
void startExport(Workspace& workspace, const MixExport& choice);

} // namespace lacquer::ui
