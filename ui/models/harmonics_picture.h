#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <array>
#include <functional>
#include <vector>

namespace lacquer::ui {

/// What a saturator or a clipper makes of a low tone, measured on the processor itself.
struct HarmonicsPicture {
    static constexpr double kLevel = -12; ///< dBFS of the tone whose harmonics are shown
    static constexpr int kHarmonics = 9;

    struct Point {
        float in = 0, out = 0; ///< full scale is 1
        friend bool operator==(const Point&, const Point&) = default;
    };
    /// Once around a full-scale tone: where tone controls turn its phase, a loop.
    std::vector<Point> transfer;
    /// The second harmonic at [0], dB of the first; −140 where there is nothing.
    std::array<float, kHarmonics - 1> harmonics{};
    /// All of them together, percent of the first (THD).
    double distortion = 0;

    friend bool operator==(const HarmonicsPicture&, const HarmonicsPicture&) = default;
};

/// Errors   as a bounce's; cancelled
/// Thread   any
Result<HarmonicsPicture> harmonicsPictureOf(const project::Insert& insert,
                                            SampleRate rate,
                                            const processors::ProcessorCatalogue& catalogue,
                                            const AudioSources& sources,
                                            const std::function<bool()>& goOn);

} // namespace lacquer::ui
