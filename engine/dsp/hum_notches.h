#pragma once

#include "engine/dsp/hum_tracker.h"

namespace lacquer::dsp {

/// How much of each harmonic is taken out. Where the tracker is sure of the hum it is the hum and
/// nothing else; where it is not, all that sounds within `width` around the harmonic: a notch.
///
/// The notch is a loop closed over the remainder with two zeros on the line, Butterworth's: a mains that
/// wanders does not get past it, 40 dB are gone within a tenth of its half width beside the line, and
/// 0.002 dB three Hz away at 0.9 Hz. It starts wide, so that it settles within a second, and narrows.
/// Nothing steps when the tracker takes over or gives back: both steer one amplitude.
///
/// In       for each quantum aim(), then ring() on what is left of it, then follow()
/// Shapes   as HumBank has them
/// Bits     the same on every CPU
/// Thread   [render]
class HumNotches {
public:
    explicit HumNotches(double rate);

    /// From nothing, and as wide as after so many seconds: 3 Hz up to a quarter of one, 1.6 Hz after half of one.
    void start(double age) noexcept;
    /// As wide again, from where it is: without a step.
    void widen(double age) noexcept {
        age_ = age;
        slope_ = {};
    }
    /// For the next quantum: which lines the tracker has, how wide the others are (Hz), and the mains (radians
    /// per frame).
    void aim(const HumTracker& tracker, int harmonics, double width, double step) noexcept;
    /// Amplitudes at the last frame before this quantum, and where they are bound for by its last one,
    /// whatever it brings.
    const HumBank::Amplitudes& before() const { return before_; }
    const HumBank::Amplitudes& bound() const { return bound_; }
    /// What the notches take out of a quantum because of the quantum itself: without it they would be late,
    /// and lift all between the lines by a third of a dB. `remainder` without what was bound to be taken.
    void ring(float* const* remainder) const noexcept;
    /// What the bank found in the remainder; `taken` gets what was taken of each line, on average.
    void follow(const HumBank::Amplitudes& found, HumBank::Amplitudes& taken) noexcept;
    /// For a quantum of silence, instead: what is taken fades, or ends with it; arrive() when it is through.
    void close(bool end) noexcept;
    void arrive() noexcept { before_ = bound_; }
    /// The oscillator has been set forward by so many radians.
    void turn(double phase) noexcept;

private:
    void form(double step) noexcept;

    double quantumSeconds_;
    double age_ = 0;  ///< s, since the start
    double pace_ = 0; ///< of the loop, rad/s
    int harmonics_ = 0;
    bool open_[kStripLanes][HumBank::kMostHarmonics] = {}; ///< notches
    bool rings_[kStripLanes] = {};                         ///< one of them is open
    HumBank::Amplitudes before_, bound_;
    HumBank::Amplitudes slope_; ///< of them per second, as far as the loop knows it
    double formedFor_ = 0;      ///< radians per frame
    /// What the notches take of all that follows a frame, after as many zeros as there are frames.
    alignas(64) float ring_[kStripLanes][2 * kQuantum];
};

} // namespace lacquer::dsp
