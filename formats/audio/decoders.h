#pragma once

#include "formats/audio/audio_file_reader.h"
#include "formats/audio/open_file.h"

namespace lacquer::formats {

/// The libraries behind openAudioFile(). Null when the library does not know the file; `why` is
/// then its reason, for people.
std::unique_ptr<AudioFileReader> openWithSndfile(std::shared_ptr<const OpenFile> file,
                                                 std::string* why);
std::unique_ptr<AudioFileReader> openWithAvformat(std::shared_ptr<const OpenFile> file,
                                                  std::string* why);

} // namespace lacquer::formats
