#include "engine/mastering/tone_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::mastering {
namespace {

using analysis::kToneBands;
using analysis::ToneProfile;

constexpr double kSounds = -60; // dB against the whole; below, a band is not there

bool sounds(const ToneProfile& a, const ToneProfile& b, std::size_t band) {
    return a.levels[band] > kSounds && b.levels[band] > kSounds;
}

/// About what the equalizer's bands do, in dB: enough to choose gains by.
double shapeOf(const ToneMatch::Band& band, double frequency) {
    const double octaves = std::log2(frequency / band.frequency);
    if (!band.shelf) return band.gainDb / (1 + std::pow(1.6 * octaves * band.q / 0.7, 2));
    const double side = band.frequency < 1000 ? -octaves : octaves;
    return band.gainDb / (1 + std::pow(2.0, -3 * side));
}

} // namespace

double toneDistance(const ToneProfile& a, const ToneProfile& b) {
    double sum = 0;
    int count = 0;
    for (std::size_t k = 0; k < kToneBands.size(); ++k)
        if (sounds(a, b, k)) {
            sum += std::fabs(a.levels[k] - b.levels[k]);
            ++count;
        }
    return count > 0 ? sum / count : 0;
}

ToneMatch suggestMatch(const ToneProfile& of, const ToneProfile& to, double strength) {
    ToneMatch match;
    match.bands = {{{80, 0, 0.7, true}, {250, 0, 0.7, false}, {1000, 0, 0.7, false}, {3500, 0, 0.7, false}, {9000, 0, 0.7, true}}};
    std::array<double, kToneBands.size()> wanted{};
    double mean = 0;
    int count = 0;
    for (std::size_t k = 0; k < wanted.size(); ++k)
        if (sounds(of, to, k)) {
            wanted[k] = to.levels[k] - of.levels[k];
            mean += wanted[k];
            ++count;
        }
    match.before = match.after = toneDistance(of, to);
    if (count == 0) return match;
    mean /= count;
    for (std::size_t k = 0; k < wanted.size(); ++k)
        if (sounds(of, to, k)) wanted[k] -= mean; // an equalizer is no level
    // The bands overlap: each is fitted to what the others leave, a few times over.
    for (int round = 0; round < 24; ++round)
        for (ToneMatch::Band& band : match.bands) {
            ToneMatch::Band one = band;
            one.gainDb = 1;
            double fit = 0, weight = 0;
            for (std::size_t k = 0; k < wanted.size(); ++k) {
                if (!sounds(of, to, k)) continue;
                double left = wanted[k];
                for (const ToneMatch::Band& other : match.bands)
                    if (&other != &band) left -= shapeOf(other, kToneBands[k]);
                const double shape = shapeOf(one, kToneBands[k]);
                fit += shape * left;
                weight += shape * shape;
            }
            if (weight > 0) band.gainDb = fit / weight;
        }
    for (ToneMatch::Band& band : match.bands)
        band.gainDb = std::round(10 * std::clamp(strength * band.gainDb, -kMostMatch, kMostMatch)) / 10;
    double left = 0;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
        if (!sounds(of, to, k)) continue;
        double remains = wanted[k];
        for (const ToneMatch::Band& band : match.bands) remains -= shapeOf(band, kToneBands[k]);
        left += std::fabs(remains);
    }
    match.after = left / count;
    return match;
}

ParameterValues equalizerValues(const ToneMatch& match) {
    // The choices of the equalizer's `type`: lowshelf is 2, highshelf 3, bell 4.
    constexpr double kLowShelf = 2, kHighShelf = 3, kBell = 4;
    ParameterValues values;
    for (std::size_t k = 0; k < match.bands.size(); ++k) {
        const ToneMatch::Band& band = match.bands[k];
        const std::string id = fmt::format("band{}.", k + 1);
        values.numbers[id + "on"] = band.gainDb != 0;
        values.numbers[id + "type"] = !band.shelf ? kBell : band.frequency < 1000 ? kLowShelf : kHighShelf;
        values.numbers[id + "freq"] = band.frequency;
        values.numbers[id + "gain"] = band.gainDb;
        values.numbers[id + "q"] = band.q;
    }
    return values;
}

} // namespace lacquer::mastering
