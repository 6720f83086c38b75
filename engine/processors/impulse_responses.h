#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::processors {

/// A space that comes with the program: computed, at whatever rate is asked for, so that no
/// recording of others and no conversion is in it.
struct FactoryResponse {
    std::string_view id;   ///< "factory:hall", as text parameters name it
    std::string_view name; ///< "Concert hall"
    double seconds;        ///< RT60 at 1 kHz
    double build;          ///< seconds in which the late sound grows dense
    double size;           ///< metres, longest wall; 0: no walls, as a plate
    double lowDecay;       ///< RT60 under 300 Hz over that at 1 kHz
    double highDecay;      ///< over 8 kHz, the same
    double early;          ///< level of the first reflections against the late sound
};

std::span<const FactoryResponse> factoryResponses();
/// Null when there is none of that id.
const FactoryResponse* findFactoryResponse(std::string_view id);

/// Two channels. Early reflections of a rectangular room by image sources, then noise whose four
/// bands decay at their own rates.
/// Source   J. Allen & D. Berkley, "Image method for efficiently simulating small-room acoustics",
///          JASA 65 (1979); J. Moorer, "About This Reverberation Business", CMJ 3/2 (1979)
LoadedAudio synthesise(const FactoryResponse& response, SampleRate rate);

/// What a text parameter names, at the file's own rate; factory responses come at `rate`. Null:
/// nothing is named, or it cannot be had (checkAudioFile() says why).
///
/// Thread   any but the engine thread
std::shared_ptr<const LoadedAudio> loadNamed(const std::string& name, SampleRate rate, const AudioSources* files);

/// One point of a spectrum.
struct AnalysisPoint {
    double hertz, decibels;
};

/// "analysis: 20=-12 100=-8.5 1000=-14": Hz = dB, rising.
///
/// Errors   what is no pair of numbers, out of order, or outside 1 Hz to 100 kHz and ±200 dB; fewer
///          than two points
Result<std::vector<AnalysisPoint>> parseAnalysis(const std::string& text);

/// Whether the file that a text parameter names is there. Nothing named is fine.
Result<void> checkAudioFile(const std::string& name, const AudioSources& files);

} // namespace lacquer::processors
