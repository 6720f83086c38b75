#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace lacquer::ui {

/// What a processor makes of one click: the picture of a reverb or a delay, measured on the processor
/// itself.
struct EchoPicture {
    double seconds = 0; ///< from the click to the right edge
    /// Peaks per column, left and right, dB of the click; −120 where there is nothing.
    std::array<std::vector<float>, 2> peaks;
    /// Energy still to come at each column, dB of all of it.
    ///
    /// Source   M. R. Schroeder, New Method of Measuring Reverberation Time, JASA 37 (1965)
    std::vector<float> decay;
    /// Seconds until it has died away by 60 dB, from the slope between −5 and −35 dB (ISO 3382, T30);
    /// none when it does not fall that far in the picture.
    std::optional<double> reverberation;

    friend bool operator==(const EchoPicture&, const EchoPicture&) = default;
};

/// Renders the click through the insert alone, `seconds` long, into `columns` columns.
///
/// In       `tempo` for delays that follow it; `sources` opens files that the insert names
/// Errors   as a bounce's; cancelled
/// Thread   any
Result<EchoPicture> echoPictureOf(const project::Insert& insert,
                                  const std::vector<project::TempoPoint>& tempo,
                                  SampleRate rate,
                                  double seconds,
                                  int columns,
                                  const processors::ProcessorCatalogue& catalogue,
                                  const AudioSources& sources,
                                  const std::function<bool()>& goOn);

/// How long a picture of it should be, seconds: a reverb until it is gone, a delay for eight repeats.
double echoSpanOf(const project::Insert& insert, const ProcessorSpec& spec);

} // namespace lacquer::ui
