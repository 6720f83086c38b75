#include "engine/analysis/channel_weights.h"

#include <algorithm>

namespace lacquer::analysis {
namespace {

/// Literally, not the square root of 2.
constexpr double kSurround = 1.41;

} // namespace

std::vector<double> channelWeights(int channels, std::span<const Speaker> speakers) {
    const auto count = static_cast<std::size_t>(channels);
    std::vector<double> weights(count, 1.0);
    if (speakers.size() == count) {
        const bool hasSides = std::any_of(speakers.begin(), speakers.end(), [](Speaker s) {
            return s == Speaker::sideLeft || s == Speaker::sideRight;
        });
        for (std::size_t c = 0; c < count; ++c) {
            switch (speakers[c]) {
            case Speaker::lfe: weights[c] = 0.0; break;
            case Speaker::sideLeft:
            case Speaker::sideRight: weights[c] = kSurround; break;
            // The pair of a 5.1 bed stands at 110°, whatever the file calls it.
            case Speaker::backLeft:
            case Speaker::backRight: weights[c] = hasSides ? 1.0 : kSurround; break;
            default: break;
            }
        }
        return weights;
    }
    if (count == 4 || count == 5) weights[count - 2] = weights[count - 1] = kSurround;
    if (count >= 6 && count <= 8) {
        weights[3] = 0.0;
        // 5.1 ends with the surrounds; in 7.1 as WAV orders it the sides come last.
        weights[count - 2] = weights[count - 1] = kSurround;
    }
    return weights;
}

} // namespace lacquer::analysis
