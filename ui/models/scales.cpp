#include "ui/models/scales.h"

#include "engine/vocabulary/units.h"
#include "ui/models/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lacquer::ui {
namespace {

constexpr const char* kMinus = "\u2212";

std::string decimals(double value, int places) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*f", places, std::abs(value));
    const bool zero = std::string_view(text).find_first_not_of("0.") == std::string_view::npos;
    return (value < 0 && !zero ? kMinus : "") + std::string(text);
}

struct Worded {
    std::string number;
    std::string unit;
};

/// A number of things: no unit, evenly spread between whole bounds, and few enough to count.
bool isCount(const ParameterSpec& spec) {
    constexpr double kMost = 64;
    const auto whole = [](double value) { return std::floor(value) == value; };
    return spec.kind == ParameterKind::continuous && spec.unit == Unit::none && spec.taper == Taper::linear &&
           spec.minimum >= 1 && spec.maximum > spec.minimum && spec.maximum <= kMost && whole(spec.minimum) && whole(spec.maximum);
}

Worded frequency(double hertz) {
    if (hertz < 9.995) return {decimals(hertz, 2), " Hz"}; // of a slow oscillation
    if (hertz < 999.5) return {decimals(hertz, 0), " Hz"};
    return {decimals(hertz / 1000, hertz < 9995 ? 2 : 1), " kHz"};
}

Worded wordedValue(const ParameterSpec& spec, double value) {
    switch (spec.unit) {
    case Unit::decibels: {
        if (value <= -90) return {std::string(kMinus) + "\u221e", " dB"};
        const bool signedGain = spec.minimum < 0 && spec.maximum > 0 && value > 0.04999;
        return {(signedGain ? "+" : "") + decimals(value, value < -60 ? 0 : 1), " dB"};
    }
    case Unit::hertz: return value <= 0 ? Worded{"off", ""} : frequency(value);
    case Unit::milliseconds:
        if (value >= 1000) return {decimals(value / 1000, 2), " s"};
        return {decimals(value, value < 1 ? 2 : value < 10 ? 1 : 0), " ms"};
    case Unit::seconds: return {decimals(value, value < 10 ? 2 : 1), " s"};
    case Unit::percent: return {decimals(value, 0), " %"};
    case Unit::ratio: return {decimals(value, value < 10 ? 1 : 0), " : 1"};
    case Unit::degrees: return {decimals(value, 0), "°"};
    case Unit::samples: return {decimals(value, 0), " smp"};
    case Unit::semitones: return {(value > 0 ? "+" : "") + decimals(value, 1), " st"};
    case Unit::octaves: return {decimals(value, 2), " oct"};
    case Unit::decibelsPerOctave: return {decimals(value, 0), " dB/oct"};
    case Unit::factor: return {decimals(value, 2), " ×"};
    case Unit::pan: return {panText(value), ""};
    case Unit::none: break;
    }
    if (isCount(spec)) return {decimals(value, 0), ""};
    const double span = spec.maximum - spec.minimum;
    return {decimals(value, span > 200 ? 0 : value < 10 ? 2 : 1), ""};
}

struct MeterStep {
    double level;
    double height; ///< percent of the 0 dB length
};

constexpr std::array<MeterStep, 7> kMeterLaw{
    {{-70, 0}, {-60, 2.5}, {-50, 7.5}, {-40, 15}, {-30, 30}, {-20, 50}, {6, 115}}};

} // namespace

double faderTravel(double decibels) {
    if (!(decibels > -90)) return 0;
    const double travel = decibels >= -10   ? (decibels + 30) / 40
                          : decibels >= -30 ? (decibels + 50) / 80
                          : decibels >= -60 ? (decibels + 70) / 160
                                            : (decibels + 90) / 480;
    return std::clamp(travel, 0.0, 1.0);
}

double faderLevelAt(double travel) {
    if (travel <= 0) return kSilence.value;
    const double t = std::min(travel, 1.0);
    const double level = t >= 0.5      ? 40 * t - 30
                         : t >= 0.25   ? 80 * t - 50
                         : t >= 0.0625 ? 160 * t - 70
                                       : 480 * t - 90;
    return std::abs(level) <= 0.25 ? 0 : level;
}

double meterHeight(double decibels) {
    if (!(decibels > kMeterLaw.front().level)) return 0;
    for (std::size_t k = 1; k < kMeterLaw.size(); ++k) {
        const MeterStep& low = kMeterLaw[k - 1];
        const MeterStep& high = kMeterLaw[k];
        if (decibels < high.level) {
            const double share = (decibels - low.level) / (high.level - low.level);
            return (low.height + share * (high.height - low.height)) / kMeterLaw.back().height;
        }
    }
    return 1;
}

double travelOf(const ParameterSpec& spec, double value) {
    if (spec.taper == Taper::fader) return faderTravel(value);
    if (spec.maximum <= spec.minimum) return 0;
    double travel = 0;
    if (spec.taper == Taper::logarithmic && spec.minimum > 0)
        travel = std::log(std::max(value, spec.minimum) / spec.minimum) / std::log(spec.maximum / spec.minimum);
    else travel = (value - spec.minimum) / (spec.maximum - spec.minimum);
    return std::clamp(travel, 0.0, 1.0);
}

double valueAt(const ParameterSpec& spec, double travel) {
    const double t = std::clamp(travel, 0.0, 1.0);
    if (spec.taper == Taper::fader) return faderLevelAt(t);
    double value = spec.minimum + t * (spec.maximum - spec.minimum);
    if (spec.taper == Taper::logarithmic && spec.minimum > 0)
        value = spec.minimum * std::pow(spec.maximum / spec.minimum, t);
    if (spec.kind != ParameterKind::continuous || isCount(spec)) value = std::round(value);
    return std::clamp(value, spec.minimum, spec.maximum);
}

double stepped(const ParameterSpec& spec, double value, StepSize size, int steps) {
    if (spec.kind != ParameterKind::continuous)
        return std::clamp(value + steps, spec.minimum, spec.maximum);
    if (spec.unit == Unit::decibels) {
        const double step = size == StepSize::fine ? 0.1 : size == StepSize::page ? 3.0 : 0.5;
        const double from = std::isfinite(value) ? value : -90.0;
        // On the grid of the step, so that wheels and keys land on round numbers.
        const double next = std::round((from + steps * step) / 0.1) * 0.1;
        if (spec.taper == Taper::fader && next <= -90) return kSilence.value;
        return std::clamp(next, spec.minimum, spec.maximum);
    }
    if (isCount(spec))
        return std::clamp(std::round(value) + steps * (size == StepSize::page ? 5 : 1), spec.minimum, spec.maximum);
    if (spec.taper == Taper::logarithmic) {
        const double share = size == StepSize::fine ? 0.002 : size == StepSize::page ? 0.1 : 0.02;
        return valueAt(spec, travelOf(spec, value) + steps * share);
    }
    const double share = size == StepSize::fine ? 0.001 : size == StepSize::page ? 0.1 : 0.01;
    const double step = (spec.unit == Unit::percent || spec.unit == Unit::pan || spec.unit == Unit::samples)
                            ? (size == StepSize::page ? 10.0 : 1.0)
                            : share * (spec.maximum - spec.minimum);
    return std::clamp(value + steps * step, spec.minimum, spec.maximum);
}

namespace {

/// A choice as people read it; the catalogue's words are made for typing.
std::string choiceText(const ParameterSpec& spec, const std::string& choice) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kWords{{
        {"lowcut", "Low cut"}, {"highcut", "High cut"}, {"lowshelf", "Low shelf"}, {"highshelf", "High shelf"},
        {"bandpass", "Band-pass"}, {"allpass", "All-pass"}, {"rms", "RMS"}, {"vca", "VCA"}, {"fet", "FET"},
        {"varimu", "Vari-mu"}, {"minimum", "Minimum"}, {"wide", "Wideband"},
    }};
    for (const auto& [typed, read] : kWords)
        if (choice == typed) return std::string(read);
    if (choice.empty()) return choice;
    if (spec.id.ends_with("slope")) return choice + " dB/oct";
    if (spec.id.ends_with("oversampling")) return choice + "×";
    // Note lengths: "1/8d", "1/8t".
    if (choice.size() > 3 && choice[1] == '/' && choice.back() == 'd') return choice.substr(0, choice.size() - 1) + " dotted";
    if (choice.size() > 3 && choice[1] == '/' && choice.back() == 't') return choice.substr(0, choice.size() - 1) + " triplet";
    std::string read = choice;
    if (read[0] >= 'a' && read[0] <= 'z') read[0] = static_cast<char>(read[0] - 'a' + 'A');
    return read;
}

} // namespace

std::string valueText(const ParameterSpec& spec, double value) {
    if (spec.kind == ParameterKind::onOff) return value >= 0.5 ? "on" : "off";
    if (spec.kind == ParameterKind::choice) {
        const auto index = static_cast<std::size_t>(std::max(0.0, value));
        return index < spec.choices.size() ? choiceText(spec, spec.choices[index]) : std::string{};
    }
    // A minimum with a name: "auto".
    if (!spec.choices.empty() && value <= spec.minimum) return spec.choices.front();
    const Worded worded = wordedValue(spec, value);
    return worded.number + worded.unit;
}

std::string bareText(const ParameterSpec& spec, double value) {
    if (spec.kind != ParameterKind::continuous || (!spec.choices.empty() && value <= spec.minimum))
        return valueText(spec, value);
    return wordedValue(spec, value).number;
}

std::string panText(double pan) {
    const long amount = std::lround(std::abs(pan));
    if (amount == 0) return "C";
    return (pan < 0 ? "L " : "R ") + std::to_string(amount);
}

std::string peakText(double decibels) {
    if (!(decibels > -90)) return std::string(kMinus) + "\u221e";
    return (decibels >= 0.05 ? "+" : "") + levelText(decibels);
}

bool isBipolar(const ParameterSpec& spec) {
    return spec.taper == Taper::linear && spec.minimum < 0 && spec.maximum > 0 &&
           std::abs(spec.defaultValue) < 1e-9;
}

std::string letterOf(project::AutomationMode mode) {
    switch (mode) {
    case project::AutomationMode::off: return "–";
    case project::AutomationMode::read: return "R";
    case project::AutomationMode::touch: return "T";
    case project::AutomationMode::latch: return "L";
    case project::AutomationMode::write: return "W";
    case project::AutomationMode::trim: return "X";
    }
    return {};
}

std::string nameOf(project::AutomationMode mode) {
    switch (mode) {
    case project::AutomationMode::off: return "off";
    case project::AutomationMode::read: return "read";
    case project::AutomationMode::touch: return "touch";
    case project::AutomationMode::latch: return "latch";
    case project::AutomationMode::write: return "write";
    case project::AutomationMode::trim: return "trim";
    }
    return {};
}

} // namespace lacquer::ui
