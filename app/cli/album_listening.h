#pragma once

#include "app/cli/edit_command.h"

#include <string>
#include <vector>

/// Edits of the album that have to hear it first: spacing from where a song ends for the ear, cuts
/// that make no click, and one loudness for all.
namespace lacquer::cli {

/// `space N 2s|150f|4beats|1bar [tempo=BPM] [from=outgoing|incoming] [snap=beat|frame]`
Result<Edit> spaceAlbumTrack(const std::vector<std::string>& words, const project::Project& project,
                             const EditContext& context);

/// `trim N [start=TIME] [end=TIME] [snap=zero|frame]`
Result<Edit> trimAlbumTrack(const std::vector<std::string>& words, const project::Project& project,
                            const EditContext& context);

/// `align integrated|loudest|vocal [to=LUFS] [strength=PERCENT]`
Result<Edit> alignAlbum(const std::vector<std::string>& words, const project::Project& project,
                        const EditContext& context);

} // namespace lacquer::cli
