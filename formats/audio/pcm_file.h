#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/packed_reader.h"
#include "formats/audio/audio_file_info.h"
#include "formats/audio/open_file.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace lacquer::formats {

/// How plain PCM samples lie in a file; all little-endian.
enum class PcmWord { unsigned8, signed16, signed24, signed32, float32, float64 };

int bytesOf(PcmWord word);

/// Where the samples are in a WAV, RF64, BW64 or Wave64 file of plain PCM.
struct PcmLayout {
    PcmWord word = PcmWord::signed24;
    std::int64_t dataOffset = 0;
    std::int64_t frames = 0;
    AudioFileInfo info;
};

/// Reads the header. None when the file is of another kind, or its samples are not plain PCM, or
/// its header makes no sense: then other readers may try.
///
/// Sizes are trusted only as far as the file goes: a file cut short, or never closed by a crashed
/// recorder, gives the frames that are there and a note.
std::optional<PcmLayout> readPcmLayout(const OpenFile& file);

/// Interleaved samples to planar float, full scale 1.0; NaN and Inf become silence.
/// Takes `channels` of the file's channels from `firstChannel` on.
void decodePcm(PcmWord word,
               const unsigned char* interleaved,
               int fileChannels,
               int firstChannel,
               int channels,
               int frames,
               float* const* planes);

/// Random access to a file of plain PCM, with no copy on disk and no library between: the rate at
/// which a song of many tracks is mixed hangs on it.
///
/// The file is read with pread() through a window of the reader's own, and not mapped: where a
/// mapped file is cut short or its disk is pulled out, the process dies, and the pages of a long
/// song count as memory of ours. Here both read as silence and are told by failed().
///
/// Thread   one thread at a time per reader; readers may share the file
class PcmReader final : public AudioReader, public PackedReader {
public:
    PcmReader(std::shared_ptr<const OpenFile> file,
              const PcmLayout& layout,
              int firstChannel,
              int channels);

    int channels() const override { return channels_; }
    FrameCount length() const override { return {frames_}; }
    void read(FramePosition start, FrameCount count, float* const* planes) override;
    bool failed() const override { return failed_; }
    /// From now on what read() turns into silence because it is NaN or Inf is counted.
    void countNotNumbers() { counting_ = true; }
    std::int64_t notNumbers() const { return notNumbers_; }
    const unsigned char* lendPacked(FramePosition start, int count) override;

private:
    void fillWindow(std::int64_t frame, std::int64_t wanted);
    const unsigned char* window(std::int64_t frame, std::int64_t wanted, int* framesThere);

    std::shared_ptr<const OpenFile> file_;
    PcmWord word_;
    std::int64_t dataOffset_;
    std::int64_t frames_;
    int fileChannels_;
    int frameBytes_;
    int firstChannel_;
    int channels_;
    std::vector<unsigned char> bytes_;
    std::int64_t windowStart_ = 0; ///< frame
    int windowFrames_ = 0;
    bool failed_ = false;
    bool counting_ = false;
    std::int64_t notNumbers_ = 0;
};

} // namespace lacquer::formats
