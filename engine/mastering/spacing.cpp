#include "engine/mastering/spacing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lacquer::mastering {
namespace {

constexpr double kWindow = 0.05; // s
constexpr double kCdFrame = 1.0 / 75;
constexpr double kFloor = 1e-9; // −90 dBFS: digital hiss of 16 bits is no music

} // namespace

HeardEnd::HeardEnd(SampleRate rate) : window_(static_cast<std::int64_t>(kWindow * rate.hz)) {}

void HeardEnd::add(const float* const* planes, int frames) {
    for (int k = 0; k < frames; ++k) {
        const double left = planes[0][k], right = planes[1][k];
        power_ += 0.5 * (left * left + right * right);
        ++frames_;
        if (++inWindow_ < window_) continue;
        powers_.push_back(static_cast<float>(power_ / static_cast<double>(window_)));
        power_ = 0;
        inWindow_ = 0;
    }
}

FrameCount HeardEnd::tail() const {
    std::vector<float> sorted = powers_;
    std::sort(sorted.rbegin(), sorted.rend());
    const std::size_t loudest = std::max<std::size_t>(1, sorted.size() / 10);
    double mean = 0;
    for (std::size_t k = 0; k < std::min(loudest, sorted.size()); ++k) mean += sorted[k];
    mean /= static_cast<double>(loudest);
    const double heard = std::max(mean * std::pow(10.0, -kHeardRange / 10), kFloor);
    // What is left over of a window counts as one.
    if (inWindow_ > 0 && power_ / static_cast<double>(inWindow_) > heard) return {0};
    for (std::size_t k = powers_.size(); k-- > 0;)
        if (powers_[k] > heard) return {frames_ - static_cast<std::int64_t>(k + 1) * window_};
    return {frames_};
}

Result<Spacing> parseSpacing(const std::string& text) {
    Spacing spacing;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, spacing.amount);
    std::string unit(rest, end);
    unit.erase(std::remove(unit.begin(), unit.end(), ' '), unit.end());
    if (error == std::errc{} && std::isfinite(spacing.amount) && spacing.amount >= 0) {
        if (unit.empty() || unit == "s") return spacing;
        if (unit == "f" || unit == "frames") return spacing.unit = Spacing::Unit::cdFrames, spacing;
        if (unit == "beat" || unit == "beats") return spacing.unit = Spacing::Unit::beats, spacing;
        if (unit == "bar" || unit == "bars") return spacing.unit = Spacing::Unit::bars, spacing;
    }
    return badInput(fmt::format("A spacing is like 2s, 150f (CD frames), 4beats or 1bar; you gave \"{}\".", text));
}

Pulse pulseAtEnd(const project::Song& song) {
    return {song.tempo.back().beatsPerMinute, song.tempo.back().beatsPerBar};
}

Pulse pulseAtStart(const project::Song& song) {
    return {song.tempo.front().beatsPerMinute, song.tempo.front().beatsPerBar};
}

Result<Seconds> gapFor(const Spacing& spacing, Seconds tail, const Pulse& pulse) {
    double wanted = spacing.amount;
    if (spacing.unit == Spacing::Unit::cdFrames) wanted *= kCdFrame;
    if (spacing.unit == Spacing::Unit::beats || spacing.unit == Spacing::Unit::bars) {
        if (pulse.beatsPerMinute <= 0)
            return badInput("The tempo is not known, as neither track is a song of this project. Give it, like tempo=120.");
        wanted *= 60 / pulse.beatsPerMinute * (spacing.unit == Spacing::Unit::bars ? pulse.beatsPerBar : 1);
    }
    return Seconds{wanted - tail.value};
}

Seconds snapToBeat(Seconds gap, Seconds beforeLength, Seconds gridOrigin, const Pulse& pulse) {
    if (pulse.beatsPerMinute <= 0) return gap;
    const double beat = 60 / pulse.beatsPerMinute;
    const double start = beforeLength.value + gap.value - gridOrigin.value;
    return {std::round(start / beat) * beat + gridOrigin.value - beforeLength.value};
}

Seconds snapToCdFrame(Seconds gap, Seconds end) {
    return {std::round((end.value + gap.value) / kCdFrame) * kCdFrame - end.value};
}

} // namespace lacquer::mastering
