#pragma once

#include "engine/vocabulary/parameter.h"

#include <array>
#include <string>
#include <vector>

/// The equalizer's picture, computed from its parameters alone.
namespace lacquer::ui {

enum class BandType { lowcut, highcut, lowshelf, highshelf, bell, notch, bandpass, allpass, tilt };

struct EqBand {
    bool on = false;
    BandType type = BandType::bell;
    double frequency = 1000;
    double gain = 0;
    double q = 0.71;
    double slope = 12;
    int channel = 0; ///< index of the choice: stereo, left, right, mid, side
    double threshold = 0;
    double range = 0; ///< dB of dynamic movement, 0: static
};

inline constexpr int kEqBands = 8;

struct EqState {
    std::array<EqBand, kEqBands> bands;
    double output = 0;
};

/// Reads an equalizer's values by its table; a parameter the table lacks stays at its default.
EqState eqStateOf(const ParameterValues& values, const ProcessorSpec& spec);

/// Gain of a band in dB at a frequency.
///
/// Source   the analog prototypes of R. Bristow-Johnson's Audio EQ Cookbook, which the digital
///          response follows on the analog axis; slopes other than 12 dB/oct are Butterworth
double bandGain(const EqBand& band, double frequency);
/// Sum of the bands that are on, plus the output gain.
double eqGain(const EqState& state, double frequency);

/// Where frequencies lie on a graph from 20 Hz to 20 kHz, 0…1, and back.
double frequencyTravel(double frequency);
double frequencyAt(double travel);

/// "A7" of 3.60 kHz: the nearest note, A4 = 440 Hz.
std::string noteName(double frequency);

/// Parameter id of a band: "band2.freq".
std::string bandParameter(int band, const char* what);

} // namespace lacquer::ui
