#include "engine/analysis/sounding_spans.h"

#include <algorithm>
#include <cmath>

namespace lacquer::analysis {

namespace {

constexpr double kHysteresis = 5; // dB

} // namespace

LevelTrack levelsOf(AudioReader& source, FramePosition start, FrameCount length, SampleRate rate) {
    LevelTrack track{start, length, {std::max(1, rate.hz / 1000)}, {}};
    track.levels.assign(static_cast<std::size_t>((length.value + track.hop.value - 1) / track.hop.value), 0.0f);
    constexpr std::int64_t kChunk = 32768;
    std::vector<std::vector<float>> buffers(static_cast<std::size_t>(source.channels()), std::vector<float>(kChunk));
    std::vector<float*> planes;
    for (auto& buffer : buffers) planes.push_back(buffer.data());
    for (std::int64_t done = 0; done < length.value; done += kChunk) {
        const std::int64_t frames = std::min(kChunk, length.value - done);
        source.read(start + FrameCount{done}, {frames}, planes.data());
        for (const auto& buffer : buffers)
            for (std::int64_t i = 0; i < frames; ++i) {
                float& level = track.levels[static_cast<std::size_t>((done + i) / track.hop.value)];
                level = std::max(level, std::abs(buffer[static_cast<std::size_t>(i)]));
            }
    }
    return track;
}

std::vector<SoundingSpan> soundingSpans(const LevelTrack& track, const SilenceSettings& settings, SampleRate rate) {
    const auto on = static_cast<float>(gainOf(settings.threshold));
    const auto off = static_cast<float>(gainOf({settings.threshold.value - kHysteresis}));
    const std::int64_t gap = framesIn(settings.shortestSilence, rate).value;
    const std::int64_t least = framesIn(settings.shortestSound, rate).value;

    std::vector<SoundingSpan> spans;
    const FramePosition end = track.start + track.length;
    bool sounding = false;
    for (std::size_t n = 0; n < track.levels.size(); ++n) {
        const FramePosition at = track.start + FrameCount{static_cast<std::int64_t>(n) * track.hop.value};
        const bool goesOn = track.levels[n] >= (sounding ? off : on);
        if (goesOn && !sounding) spans.push_back({at, end});
        if (!goesOn && sounding) spans.back().end = at;
        sounding = goesOn;
    }
    std::vector<SoundingSpan> joined;
    for (const SoundingSpan& span : spans) {
        if (!joined.empty() && (span.start - joined.back().end).value < gap) joined.back().end = span.end;
        else joined.push_back(span);
    }
    std::erase_if(joined, [&](const SoundingSpan& span) { return (span.end - span.start).value < least; });
    std::vector<SoundingSpan> kept;
    for (SoundingSpan span : joined) {
        span.start = std::max(track.start, span.start - framesIn(settings.padBefore, rate));
        span.end = std::min(end, span.end + framesIn(settings.padAfter, rate));
        if (!kept.empty() && span.start <= kept.back().end) kept.back().end = span.end;
        else kept.push_back(span);
    }
    return kept;
}

} // namespace lacquer::analysis
