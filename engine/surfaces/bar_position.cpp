#include "engine/surfaces/bar_position.h"

#include <algorithm>
#include <cmath>

namespace lacquer::surfaces {
namespace {

constexpr int kTicksPerQuarter = 960;

double framesPerQuarter(const project::TempoPoint& point, SampleRate rate) { return 60.0 * rate.hz / point.beatsPerMinute; }

} // namespace

double framesPerBeat(const project::Song& song, SampleRate rate, FramePosition position) {
    const project::TempoPoint* at = &song.tempo.front();
    for (const auto& point : song.tempo)
        if (point.position <= position) at = &point;
    return framesPerQuarter(*at, rate) * 4 / at->beatUnit;
}

BarsAndBeats barsAt(const project::Song& song, SampleRate rate, FramePosition position) {
    BarsAndBeats place;
    for (std::size_t k = 0; k < song.tempo.size(); ++k) {
        const project::TempoPoint& point = song.tempo[k];
        const double quarter = framesPerQuarter(point, rate), beat = quarter * 4 / point.beatUnit;
        const bool last = k + 1 == song.tempo.size() || song.tempo[k + 1].position > position;
        const FramePosition until = last ? position : song.tempo[k + 1].position;
        // A frame that is the nearest one to a beat is on it.
        const double beats = (static_cast<double>((until - point.position).value) + 0.5) / beat;
        if (!last) {
            place.bar += static_cast<int>(std::ceil(std::floor(beats * 1e6) / 1e6 / point.beatsPerBar - 1e-6));
            continue;
        }
        const auto whole = static_cast<int>(std::max(0.0, std::floor(beats)));
        const int ticks = static_cast<int>((beats - whole) * beat / quarter * kTicksPerQuarter);
        place.bar += whole / point.beatsPerBar;
        place.beat = whole % point.beatsPerBar + 1;
        place.sixteenth = ticks / (kTicksPerQuarter / 4) + 1;
        place.tick = ticks % (kTicksPerQuarter / 4);
        break;
    }
    return place;
}

} // namespace lacquer::surfaces
