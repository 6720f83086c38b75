#pragma once

#include "tests/engine/processors/bundle_runner.h"

#include <cmath>
#include <random>
#include <vector>

/// Sounds like those that get damaged: played notes, a sung vowel, drums. Made from sums of sines and
/// noise with fixed seeds.
namespace lacquer::processors::test {

using Wave = std::vector<double>;

inline constexpr double kTurn = 2 * 3.14159265358979323846;

inline void add(Wave& to, std::size_t at, const Wave& what, double gain = 1) {
    for (std::size_t k = 0; k < what.size() && at + k < to.size(); ++k) to[at + k] += gain * what[k];
}

/// From 0 to 1 without a corner, by 1 at the latest.
inline double rise(double t) { return t >= 1 ? 1 : t <= 0 ? 0 : 0.5 - 0.5 * std::cos(0.5 * kTurn * t); }

/// A struck or plucked string: stretched partials, the higher the sooner gone.
inline Wave note(double hertz, double seconds, double rate, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> phase(0, kTurn);
    Wave wave(static_cast<std::size_t>(seconds * rate));
    for (int k = 1; k <= 24; ++k) {
        const double at = hertz * k * std::sqrt(1 + 2e-4 * k * k);
        if (at > 0.42 * rate) break;
        const double start = phase(random), fall = 0.9 / (1 + 0.25 * k), height = 1.0 / std::pow(k, 1.2);
        for (std::size_t n = 0; n < wave.size(); ++n) {
            const double t = static_cast<double>(n) / rate;
            wave[n] += height * std::exp(-t / fall) * std::sin(start + kTurn * at * t) * rise(t / 0.003) *
                       rise((seconds - t) / 0.03);
        }
    }
    // The hammer.
    std::normal_distribution<double> value(0, 0.06);
    for (std::size_t n = 0; n < wave.size(); ++n) {
        const double t = static_cast<double>(n) / rate;
        wave[n] += value(random) * std::exp(-t / 0.008) * rise(t / 0.001);
    }
    return wave;
}

/// A vowel: pulses of a voice with vibrato through three formants.
inline Wave vowel(double hertz, double seconds, double rate) {
    Wave wave(static_cast<std::size_t>(seconds * rate));
    struct Formant { double hertz, width, gain; };
    constexpr Formant kFormants[] = {{700, 90, 1}, {1150, 110, 0.5}, {2700, 160, 0.22}};
    double phase = 0;
    for (std::size_t n = 0; n < wave.size(); ++n) {
        const double t = static_cast<double>(n) / rate;
        const double now = hertz * (1 + 0.006 * std::sin(kTurn * 5.3 * t));
        phase += now / rate;
        double sum = 0;
        for (int k = 1; k * now < std::min(8000.0, 0.42 * rate); ++k) {
            double height = 0.004;
            for (const auto& f : kFormants) {
                const double away = (k * now - f.hertz) / f.width;
                height += f.gain / (1 + away * away);
            }
            sum += height / std::sqrt(k) * std::sin(kTurn * k * phase + 0.3 * k);
        }
        wave[n] = sum * std::min({1.0, t / 0.04, (seconds - t) / 0.08});
    }
    return wave;
}

inline Wave snare(double rate, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> value;
    Wave wave(static_cast<std::size_t>(0.25 * rate));
    for (std::size_t n = 0; n < wave.size(); ++n) {
        const double t = static_cast<double>(n) / rate;
        wave[n] = (0.5 * std::exp(-t / 0.06) * value(random) + std::exp(-t / 0.09) * std::sin(kTurn * 185 * t)) *
                  rise(t / 0.0015);
    }
    return wave;
}

inline Wave kick(double rate) {
    Wave wave(static_cast<std::size_t>(0.35 * rate));
    double phase = 0;
    for (std::size_t n = 0; n < wave.size(); ++n) {
        const double t = static_cast<double>(n) / rate;
        phase += (52 + 110 * std::exp(-t / 0.03)) / rate;
        wave[n] = std::exp(-t / 0.12) * std::sin(kTurn * phase) * rise(t / 0.002);
    }
    return wave;
}

inline void scaleTo(Wave& wave, double peakDecibels) {
    double peak = 0;
    for (const double v : wave) peak = std::max(peak, std::fabs(v));
    // A room and its microphone: −80 dBFS.
    std::mt19937 random(99);
    std::normal_distribution<double> value(0, 1e-4);
    for (double& v : wave) v = v * std::pow(10, peakDecibels / 20) / peak + value(random);
}

/// Chords of a piano, two notes a second.
inline Wave piano(double seconds, double rate) {
    Wave wave(static_cast<std::size_t>(seconds * rate));
    constexpr double kNotes[] = {220, 277.18, 329.63, 246.94, 293.66, 369.99, 196, 246.94, 392, 164.81, 207.65, 329.63};
    unsigned seed = 1;
    for (double at = 0.05; at < seconds; at += 0.5)
        for (int k = 0; k < 3; ++k, ++seed)
            add(wave, static_cast<std::size_t>(at * rate), note(kNotes[(seed - 1) % 12], 1.4, rate, seed));
    scaleTo(wave, -6);
    return wave;
}

/// Single plucked notes, four a second.
inline Wave guitar(double seconds, double rate) {
    Wave wave(static_cast<std::size_t>(seconds * rate));
    constexpr double kNotes[] = {110, 164.81, 220, 277.18, 329.63, 277.18, 220, 164.81};
    unsigned seed = 1;
    for (double at = 0.05; at < seconds; at += 0.25, ++seed)
        add(wave, static_cast<std::size_t>(at * rate), note(kNotes[seed % 8], 1.1, rate, 50 + seed));
    scaleTo(wave, -6);
    return wave;
}

/// A sung melody.
inline Wave voice(double seconds, double rate) {
    Wave wave(static_cast<std::size_t>(seconds * rate));
    constexpr double kNotes[] = {220, 246.94, 261.63, 329.63, 293.66};
    int k = 0;
    for (double at = 0.05; at < seconds; at += 0.65, ++k)
        add(wave, static_cast<std::size_t>(at * rate), vowel(kNotes[k % 5], 0.6, rate));
    scaleTo(wave, -6);
    return wave;
}

/// Kick and snare at 110 beats per minute.
inline Wave drums(double seconds, double rate) {
    Wave wave(static_cast<std::size_t>(seconds * rate));
    int k = 0;
    for (double at = 0.05; at < seconds; at += 60.0 / 110, ++k)
        add(wave, static_cast<std::size_t>(at * rate), k % 2 ? snare(rate, 40u + static_cast<unsigned>(k)) : kick(rate));
    scaleTo(wave, -6);
    return wave;
}

/// Both sides from one wave, in whole quanta; the right `rightGain` times as loud.
inline Stereo stereo(const Wave& wave, double rightGain = 1) {
    Stereo signal(wave.size() / kQuantum * kQuantum);
    for (std::size_t k = 0; k < signal.frames(); ++k) {
        signal.sides[0][k] = static_cast<float>(wave[k]);
        signal.sides[1][k] = static_cast<float>(rightGain * wave[k]);
    }
    return signal;
}

} // namespace lacquer::processors::test
