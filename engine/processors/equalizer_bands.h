#pragma once

#include "engine/dsp/equalizer_design.h"

#include <array>
#include <cstddef>

/// The bands of `eq` and `lineareq` as their parameters give them.
namespace lacquer::processors::equalizer {

inline constexpr int kBands = 8;

/// Offsets within a band's parameters.
enum BandParameter : std::size_t {
    kOn, kType, kFrequency, kGain, kQ, kSlope, kChannel, kThreshold, kRange, kAttack, kRelease,
    kBandParameters
};

constexpr std::size_t parameterOf(int band, BandParameter which) {
    return 1 + static_cast<std::size_t>(band) * kBandParameters + which;
}

inline constexpr std::size_t kOutput = 1 + kBands * kBandParameters;

inline constexpr int kSlopes[] = {6, 12, 18, 24, 36, 48, 72, 96};

enum class Side { stereo, left, right, mid, side };

/// In the order of the choices of bandN.type.
inline constexpr dsp::BandType kTypes[] = {
    dsp::BandType::lowCut, dsp::BandType::highCut, dsp::BandType::lowShelf, dsp::BandType::highShelf,
    dsp::BandType::bell,   dsp::BandType::notch,   dsp::BandType::bandPass, dsp::BandType::allPass,
    dsp::BandType::tilt};

struct BandSetting {
    bool on = false;
    Side side = Side::stereo;
    dsp::EqualizerBand band;
    double threshold = 0, range = 0;

    bool dynamic() const { return on && range != 0; }
    friend bool operator==(const BandSetting&, const BandSetting&) = default;
};

using Bands = std::array<BandSetting, kBands>;

/// Reads a band from anything that gives a value by parameter index.
template <typename Value>
BandSetting readBand(int band, Value&& value) {
    const auto at = [&](BandParameter which) { return static_cast<double>(value(parameterOf(band, which))); };
    BandSetting setting;
    setting.on = at(kOn) > 0.5;
    if (!setting.on) return setting;
    setting.side = static_cast<Side>(static_cast<int>(at(kChannel)));
    setting.band.type = kTypes[static_cast<int>(at(kType))];
    setting.band.hertz = at(kFrequency);
    setting.band.decibels = at(kGain);
    setting.band.q = at(kQ);
    setting.band.decibelsPerOctave = kSlopes[static_cast<int>(at(kSlope))];
    setting.threshold = at(kThreshold);
    setting.range = at(kRange);
    return setting;
}

/// Types whose gain can move.
inline bool hasGain(dsp::BandType type) {
    return type == dsp::BandType::lowShelf || type == dsp::BandType::highShelf || type == dsp::BandType::bell ||
           type == dsp::BandType::tilt;
}

} // namespace lacquer::processors::equalizer
