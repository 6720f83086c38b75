#pragma once

#include "formats/deliver/file_facts.h"
#include "formats/deliver/manifest.h"
#include "formats/deliver/programme_writer.h"

#include <filesystem>
#include <optional>
#include <string>

namespace lacquer::formats {

/// What was written before, so that of an album with one song changed only that song's files are made
/// again. The same programme under the same treatment gives the same bytes; what is measured on them
/// is kept in the project's cache, and the file itself is where it was delivered.
///
/// Thread   any; several at once
class WrittenBefore {
public:
    /// `delivered` is the folder of deliveries; `last` what the target had there, or null.
    WrittenBefore(std::filesystem::path cache, std::filesystem::path delivered, const TargetDelivery* last);

    /// Names everything the file's bytes depend on. Empty when the programme's samples have no name.
    std::string keyOf(const Programme& programme,
                      const mastering::Target& target,
                      const ProgrammeTreatment& treatment,
                      const Artwork& artwork) const;

    /// What a file of that key measures.
    std::optional<FileFacts> facts(const std::string& key) const;
    void remember(const std::string& key, const FileFacts& facts) const;

    /// Puts the very file, when it lies untouched where it was delivered, also at `place`.
    bool linkTo(const FileFacts& facts, const std::filesystem::path& place) const;

private:
    std::filesystem::path cache_, delivered_;
    const TargetDelivery* last_;
};

} // namespace lacquer::formats
