#include "ui/models/harmonics_picture.h"

#include "ui/models/insert_response.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace lacquer::ui {
namespace {

/// Frames; a cycle of them is 188 Hz at 48 kHz, and its ninth harmonic lies under any tone control's reach.
constexpr std::size_t kCycle = 256;
/// Until filters and detectors stand, s; then so many cycles are looked at.
constexpr double kSettled = 0.25;
constexpr std::size_t kCycles = 16;

} // namespace

Result<HarmonicsPicture> harmonicsPictureOf(const project::Insert& insert,
                                            SampleRate rate,
                                            const processors::ProcessorCatalogue& catalogue,
                                            const AudioSources& sources,
                                            const std::function<bool()>& goOn) {
    // The quiet tone, then the loud one, each a whole number of cycles.
    const auto cycles = static_cast<std::size_t>(std::ceil(kSettled * rate.hz / kCycle)) + kCycles;
    const std::size_t half = cycles * kCycle;
    std::vector<float> tone(2 * half);
    for (std::size_t n = 0; n < tone.size(); ++n) {
        const double height = n < half ? std::pow(10.0, HarmonicsPicture::kLevel / 20) : 1.0;
        tone[n] = static_cast<float>(height * std::sin(2 * std::numbers::pi * static_cast<double>(n % kCycle) / kCycle));
    }
    const auto sides = responseOf(insert, tone, {}, rate, static_cast<double>(tone.size()) / rate.hz, catalogue, sources, goOn);
    if (!sides) return tl::make_unexpected(sides.error());
    const std::vector<float>& left = sides->front();
    if (left.size() < tone.size()) return HarmonicsPicture{};

    HarmonicsPicture picture;
    std::array<double, HarmonicsPicture::kHarmonics> heights{};
    for (std::size_t k = 0; k < heights.size(); ++k) {
        std::complex<double> sum;
        for (std::size_t n = half - kCycles * kCycle; n < half; ++n)
            sum += static_cast<double>(left[n])
                   * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>((k + 1) * n % kCycle) / kCycle);
        heights[k] = std::abs(sum);
    }
    double others = 0;
    for (std::size_t k = 1; k < heights.size(); ++k) {
        const double share = heights[0] > 0 ? heights[k] / heights[0] : 0;
        picture.harmonics[k - 1] = share > 1e-7 ? static_cast<float>(20 * std::log10(share)) : -140.0f;
        others += share * share;
    }
    picture.distortion = 100 * std::sqrt(others);
    // The last cycle but one: behind the last there is silence, which a filter's look-ahead may hear.
    for (std::size_t n = tone.size() - 2 * kCycle; n <= tone.size() - kCycle; ++n) picture.transfer.push_back({tone[n], left[n]});
    return picture;
}

} // namespace lacquer::ui
