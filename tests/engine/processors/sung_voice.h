#pragma once

#include "tests/engine/processors/bundle_runner.h"

#include <functional>
#include <utility>

/// Sung notes made by hand: pulses of the vocal folds through the resonances of a vowel, whose pitch
/// is known at every instant.
namespace lacquer::processors::test {

struct SungVoice {
    Stereo audio;
    std::vector<double> hertz; ///< by frame

    double rate = 48000;
};

/// `pitch(seconds)` in Hz. `breath` is noise under the voice, in dB.
inline SungVoice sing(double rate, double seconds, const std::function<double(double)>& pitch,
                      double breath = -40, unsigned seed = 1,
                      std::array<double, 4> formants = {700, 1220, 2600, 3400}) {
    constexpr double kCycle = 2 * 3.14159265358979323846;
    const auto frames = static_cast<std::size_t>(seconds * rate) / 64 * 64;
    SungVoice voice{Stereo(frames), std::vector<double>(frames), rate};
    std::mt19937 random(seed);
    std::normal_distribution<double> noise;
    // Harmonic by harmonic, so that nothing aliases: they fall by 12 dB per octave, and the
    // resonances weigh them.
    const auto weight = [&](double f) {
        double gain = 1;
        for (std::size_t k = 0; k < formants.size(); ++k) {
            const double centre = formants[k], width = 60 + 0.05 * centre;
            const double x = (f * f - centre * centre) / (f * width);
            gain += (4.0 - static_cast<double>(k)) * 4 / std::sqrt(1 + x * x);
        }
        return gain / (1 + (f / 500) * (f / 500));
    };
    double phase = 0;
    std::vector<double> weights;
    std::vector<double> signal(frames);
    double power = 0;
    for (std::size_t n = 0; n < frames; ++n) {
        const double f = pitch(static_cast<double>(n) / rate);
        voice.hertz[n] = f;
        if (n % 64 == 0) {
            weights.clear();
            for (int k = 1; k * f < 9000; ++k) weights.push_back(weight(k * f));
        }
        // The cosines of all multiples from that of the first.
        const double first = std::cos(kCycle * phase);
        double sum = 0, before = 1, here = first;
        for (const double gain : weights) {
            sum += gain * here;
            before = std::exchange(here, 2 * first * here - before);
        }
        phase = std::fmod(phase + f / rate, 1.0);
        signal[n] = sum;
        power += sum * sum;
    }
    const double scale = 0.1 / std::sqrt(power / static_cast<double>(frames));
    const double floor = 0.1 * std::pow(10, breath / 20);
    for (std::size_t n = 0; n < frames; ++n) {
        const auto value = static_cast<float>(scale * signal[n] + floor * noise(random));
        voice.audio.sides[0][n] = voice.audio.sides[1][n] = value;
    }
    return voice;
}

inline double centsBetween(double hertz, double other) { return 1200 * std::log2(hertz / other); }

/// A note with a vibrato of `cents` to either side.
inline std::function<double(double)> note(double hertz, double cents = 0, double vibrato = 5.5) {
    return [=](double t) {
        return hertz * std::exp2(cents / 1200 * std::sin(2 * 3.14159265358979323846 * vibrato * t));
    };
}

} // namespace lacquer::processors::test
