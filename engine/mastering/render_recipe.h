#pragma once

#include "engine/project/project.h"

#include <functional>
#include <string>

namespace lacquer::mastering {

/// Names the audio of a source by content: its hash and the channels that are used of it.
using SourceContent = std::function<std::string(SourceId)>;

/// Everything a song's render depends on, as text: equal recipes give equal bits, and what only
/// people see (names, colours, notes, markers, the loop) is not in it. Hashed, it is the key under
/// which a render is cached. The version of the program is the caller's to add.
///
/// Numbers are written in hexadecimal, so that values one bit apart differ.
std::string
renderRecipe(const project::Song& song, SampleRate rate, project::PanLaw panLaw, const SourceContent& contentOf);

/// The content of the project's files.
SourceContent contentOfSources(const project::Project& project);

} // namespace lacquer::mastering
