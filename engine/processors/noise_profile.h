#pragma once

#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::processors {

/// What a noise sounds like: its level in 60 bands from 20 Hz to 20 kHz, in dBFS per hertz. It is
/// independent of the rate it was learned at, and its text is kept in the project.
struct NoiseProfile {
    static constexpr int kBands = 60;
    float decibels[kBands] = {};

    /// "-102.4 -103.1 …"
    std::string text() const;
    /// Errors   anything but 60 levels
    static Result<NoiseProfile> parse(std::string_view text);

    /// Power in each bin of NoiseReducer's spectra at this rate.
    std::vector<float> binPower(SampleRate rate) const;
};

/// Learns from a stretch of nothing but noise. [channels][frames], all of one length.
///
/// Errors   a stretch of less than 0.1 s, or of digital silence
/// Thread   any but the engine thread
Result<NoiseProfile> learnNoiseProfile(std::span<const std::span<const float>> channels, SampleRate rate);

} // namespace lacquer::processors
