#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"
#include "formats/project/unknown_keys.h"

#include <cstdint>
#include <string>
#include <string_view>

/// `document.json`: the project as people can read it, whole, with a checksum over everything in it.
namespace lacquer::formats {

struct Document {
    project::Project project;
    std::uint64_t sequence = 0; ///< the last line of the journal that is in it
};

std::string documentText(const project::Project& project, std::uint64_t sequence, const UnknownKeys& unknown = {});

enum class DocumentState {
    whole,
    damaged, ///< cut, changed or empty: the journal has to do without it
    newer,   ///< written by a newer version
    strange, ///< whole, but something in it is not understood
};

struct ReadDocument {
    DocumentState state = DocumentState::damaged;
    Document document; ///< when whole; of a strange one the sequence alone
    std::string reason; ///< what is strange
    Json json;         ///< when whole: all that is written there
};
ReadDocument parseDocument(std::string_view text);

/// What is in a whole document and not known here.
UnknownKeys unknownIn(const ReadDocument& read);

} // namespace lacquer::formats
