#include "ui/models/eq_curve.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace lacquer::ui {
namespace {

using Complex = std::complex<double>;

constexpr double kLowest = 20;
constexpr double kHighest = 20000;

double decibels(double magnitude) { return 20 * std::log10(std::max(magnitude, 1e-12)); }

double butterworth(int order, double ratio) {
    return decibels(1 / std::sqrt(1 + std::pow(ratio, 2 * order)));
}

double read(const ParameterValues& values, const ProcessorSpec& spec, const std::string& id, double otherwise) {
    for (const ParameterSpec& parameter : spec.parameters)
        if (parameter.id == id) return numberOf(values, parameter);
    return otherwise;
}

/// A choice like "12" or "24 dB/oct" by its index, as the number it names.
double choiceNumber(const ParameterValues& values, const ProcessorSpec& spec, const std::string& id, double otherwise) {
    for (const ParameterSpec& parameter : spec.parameters) {
        if (parameter.id != id) continue;
        const double value = numberOf(values, parameter);
        const auto index = static_cast<std::size_t>(std::max(0.0, value));
        if (parameter.kind != ParameterKind::choice) return value;
        return index < parameter.choices.size() ? std::atof(parameter.choices[index].c_str()) : otherwise;
    }
    return otherwise;
}

} // namespace

std::string bandParameter(int band, const char* what) {
    return "band" + std::to_string(band + 1) + "." + what;
}

EqState eqStateOf(const ParameterValues& values, const ProcessorSpec& spec) {
    EqState state;
    for (int k = 0; k < kEqBands; ++k) {
        EqBand& band = state.bands[static_cast<std::size_t>(k)];
        band.on = read(values, spec, bandParameter(k, "on"), 0) >= 0.5;
        band.type = static_cast<BandType>(static_cast<int>(read(values, spec, bandParameter(k, "type"), 4)));
        band.frequency = read(values, spec, bandParameter(k, "freq"), 1000);
        band.gain = read(values, spec, bandParameter(k, "gain"), 0);
        band.q = read(values, spec, bandParameter(k, "q"), 0.71);
        band.slope = choiceNumber(values, spec, bandParameter(k, "slope"), 12);
        band.channel = static_cast<int>(read(values, spec, bandParameter(k, "channel"), 0));
        band.threshold = read(values, spec, bandParameter(k, "threshold"), 0);
        band.range = read(values, spec, bandParameter(k, "range"), 0);
    }
    state.output = read(values, spec, "output", 0);
    return state;
}

double bandGain(const EqBand& band, double frequency) {
    const double ratio = frequency / band.frequency;
    const Complex s(0, ratio);
    const double a = std::pow(10.0, band.gain / 40);
    const double root = std::sqrt(a) / band.q;
    switch (band.type) {
    case BandType::lowcut:
        if (std::abs(band.slope - 12) < 0.5) return decibels(std::abs(s * s / (s * s + s / band.q + 1.0)));
        return butterworth(static_cast<int>(std::lround(band.slope / 6)), 1 / ratio);
    case BandType::highcut:
        if (std::abs(band.slope - 12) < 0.5) return decibels(std::abs(1.0 / (s * s + s / band.q + 1.0)));
        return butterworth(static_cast<int>(std::lround(band.slope / 6)), ratio);
    case BandType::lowshelf: return decibels(std::abs(a * (s * s + s * root + a) / (a * s * s + s * root + 1.0)));
    case BandType::highshelf:
        return decibels(std::abs(a * (a * s * s + s * root + 1.0) / (s * s + s * root + a)));
    case BandType::bell:
        return decibels(std::abs((s * s + s * a / band.q + 1.0) / (s * s + s / (a * band.q) + 1.0)));
    case BandType::notch: return decibels(std::abs((s * s + 1.0) / (s * s + s / band.q + 1.0)));
    case BandType::bandpass: return decibels(std::abs((s / band.q) / (s * s + s / band.q + 1.0)));
    case BandType::allpass: return 0;
    case BandType::tilt: {
        const double g = std::pow(10.0, band.gain / 20);
        // From −gain far below to +gain far above, 0 dB at the pivot.
        return decibels(std::abs((s * g + 1.0) / (s + g)));
    }
    }
    return 0;
}

double eqGain(const EqState& state, double frequency) {
    double sum = state.output;
    for (const EqBand& band : state.bands)
        if (band.on) sum += bandGain(band, frequency);
    return sum;
}

double frequencyTravel(double frequency) {
    return std::log(frequency / kLowest) / std::log(kHighest / kLowest);
}

double frequencyAt(double travel) { return kLowest * std::pow(kHighest / kLowest, travel); }

std::string noteName(double frequency) {
    static constexpr std::array kNames{"C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"};
    const long note = std::lround(69 + 12 * std::log2(frequency / 440));
    const long octave = (note >= 0 ? note / 12 : (note - 11) / 12) - 1;
    return kNames[static_cast<std::size_t>(((note % 12) + 12) % 12)] + std::to_string(octave);
}

} // namespace lacquer::ui
