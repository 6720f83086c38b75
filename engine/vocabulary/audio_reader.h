#pragma once

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <memory>
#include <string>
#include <vector>

namespace lacquer {

/// A source's audio at the project's sample rate, random access. formats/audio implements it; the
/// engine knows no file.
///
/// Thread   one thread at a time per reader; never the engine thread of a live stream (it may
///          touch the disk)
class AudioReader {
public:
    virtual ~AudioReader() = default;

    virtual int channels() const = 0;
    virtual FrameCount length() const = 0;

    /// Fills channel c of the frames [start, start + count) into planes[c][0..count), for every
    /// channel the reader has. Frames outside the source and NaN or Inf in it read as silence.
    /// A read error reads as silence from there on and is kept for `failed()`.
    virtual void read(FramePosition start, FrameCount count, float* const* planes) = 0;

    virtual bool failed() const { return false; }
};

/// A whole file in memory, for processors that work with one: an impulse response, a reference.
struct LoadedAudio {
    SampleRate rate;                          ///< the file's own
    std::vector<std::vector<float>> channels; ///< [channels][frames], finite
};

/// Opens sources for the engine.
///
/// Thread   any; calls may come from several threads at once
class AudioSources {
public:
    virtual ~AudioSources() = default;
    /// Null when the source is missing: it then plays as silence.
    virtual std::unique_ptr<AudioReader> open(SourceId source) const = 0;

    /// The file that a processor's text parameter names: a path, or for projects one inside the
    /// project's folder.
    ///
    /// Errors   a sentence naming the file: it is not there, or holds no audio
    virtual Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const {
        return badInput("\"" + file + "\" cannot be read here: there is no folder to look in.");
    }
};

} // namespace lacquer
