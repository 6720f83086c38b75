#pragma once

#include "engine/project/song.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/packed_reader.h"
#include "engine/vocabulary/units.h"

#include <memory>
#include <vector>

namespace lacquer::render {

/// Plays one track's clips: position, offset, gain, fades, reverse and mute, overlapping clips
/// summed. Fades are evaluated per frame, so the result does not depend on how it is asked for.
///
/// Out      planar left and right at the project's rate; a mono source is on both
/// Thread   one thread at a time, never the engine thread of a live stream
/// Source   fade curves: project::FadeShape
class ClipPlayer {
public:
    ClipPlayer(std::shared_ptr<const project::Track> track, const AudioSources& sources);
    ~ClipPlayer();
    ClipPlayer(ClipPlayer&&) noexcept;
    ClipPlayer& operator=(ClipPlayer&&) noexcept;

    /// Returns false when the span holds no clip: the planes are then all zero.
    bool read(FramePosition start, int frames, float* left, float* right);

    /// The same span as it lies in the source, where one clip that plays it as it is fills it and the
    /// source has it so; null where it has to be read. See PackedReader.
    const unsigned char* lendPacked(FramePosition start, int frames);

    /// Some source could not be read (its clips play as silence).
    bool failed() const;

    const std::shared_ptr<const project::Track>& track() const { return track_; }

private:
    struct Voice {
        const project::Clip* clip;
        AudioReader* reader;  ///< null: missing
        PackedReader* packed; ///< the same; null when it has nothing to lend
    };

    /// Where on the timeline one voice plays alone and as it is.
    struct Plain {
        PackedReader* reader = nullptr;
        FramePosition from, to;
        std::int64_t ahead = 0; ///< of the source before the timeline
    };

    enum class Mix { first, onto };

    void add(const Voice& voice, FramePosition start, int frames, Mix mix, float* left, float* right);
    /// Gain and fades of the clip's frames [within, within + count).
    void shape(const project::Clip& clip,
               std::int64_t within,
               std::size_t count,
               float* const planes[2]) const;

    std::shared_ptr<const project::Track> track_;
    std::vector<std::pair<SourceId, std::unique_ptr<AudioReader>>> readers_;
    std::vector<Voice> voices_;
    void findPlain(FramePosition start, int frames);

    bool lends_ = false; ///< some voice has something to lend
    Plain plain_;        ///< as last found
    std::vector<float> left_, right_;
};

/// Gain of a fade in at `frame` of its `length`; a fade out is the same run backwards.
double fadeGain(project::FadeShape shape, double frame, double length);

} // namespace lacquer::render
