#include "engine/processors/tuner.h"

#include "engine/dsp/grain_shifter.h"
#include "engine/dsp/pitch_corrector.h"
#include "engine/dsp/pitch_detector.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <cmath>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t {
    kBypass, kKey, kScale, kSpeed, kAmount, kHumanize, kFormants, kTranspose, kReference, kRange
};

/// Semitones over the key, one bit each.
constexpr unsigned notesOf(std::initializer_list<int> steps) {
    unsigned bits = 0;
    for (const int step : steps) bits |= 1u << step;
    return bits;
}

constexpr unsigned kScales[] = {
    0xFFF,
    notesOf({0, 2, 4, 5, 7, 9, 11}),
    notesOf({0, 2, 3, 5, 7, 8, 10}),
    notesOf({0, 2, 3, 5, 7, 8, 11}),
    notesOf({0, 2, 3, 5, 7, 9, 11}),
    notesOf({0, 2, 3, 5, 7, 9, 10}),
    notesOf({0, 2, 4, 5, 7, 9, 10}),
    notesOf({0, 2, 4, 7, 9}),
    notesOf({0, 3, 5, 7, 10}),
    notesOf({0, 3, 5, 6, 7, 10}),
};

/// What each range is made for, in Hz. A lower voice needs longer to be understood.
struct Range {
    double lowest, highest;
};
constexpr Range kRanges[] = {{50, 600}, {80, 1000}, {150, 1600}};
constexpr int kMiddleRange = 1;

/// Where nothing is sung the pieces have this length.
constexpr double kRest = 0.005;

const Range& rangeOf(double value) {
    return kRanges[static_cast<std::size_t>(std::clamp(static_cast<int>(value), 0, 2))];
}

int longestPeriod(const Range& range, SampleRate rate) {
    return static_cast<int>(std::ceil(1.06 * rate.hz / range.lowest));
}

int latencyOf(const Range& range, SampleRate rate) {
    const int period = longestPeriod(range, rate);
    const dsp::PitchDetector detector(rate.hz, range.lowest, range.highest);
    const int forPieces = static_cast<int>(std::ceil(dsp::GrainShifter::kShortestLatency * period));
    const int forPitch =
        detector.delay() + static_cast<int>(std::ceil(dsp::GrainShifter::kAhead * period));
    return std::max(forPieces, forPitch) + 2 * kQuantum;
}

const Range& rangeOf(const ParameterValues& values) {
    return rangeOf(valueOr(values, "range", kMiddleRange));
}

class Tuner final : public Processor {
public:
    Tuner(const Range& range, SampleRate rate)
        : detector_(rate.hz, range.lowest, range.highest), corrector_(rate.hz),
          shifter_(longestPeriod(range, rate), latencyOf(range, rate), kRest * rate.hz),
          settled_(settleFrames(range, rate)) {
        reset(0);
    }

    /// Frames after which nothing of the past is left.
    static int settleFrames(const Range& range, SampleRate rate) {
        return 2 * latencyOf(range, rate) + 4 * kQuantum;
    }

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const auto& quantum = parameters[0];
        alignas(64) float sides[kStripLanes][kQuantum], middle[kQuantum];
        bool sounds = false;
        for (int i = 0; i < kQuantum; ++i) {
            for (int side = 0; side < kStripLanes; ++side) sides[side][i] = audio.at(i, side);
            middle[i] = 0.5F * (sides[0][i] + sides[1][i]);
            sounds = sounds || sides[0][i] != 0 || sides[1][i] != 0;
        }
        silent_ = sounds ? 0 : std::min(silent_ + kQuantum, settled_);
        if (silent_ >= settled_) {
            if (!asleep_) reset(0);
            return; // silence is in place already
        }
        asleep_ = false;
        dsp::PitchPoint point;
        if (detector_.process(middle, point)) {
            corrector_.correct(point, controlsOf(quantum));
            track_.add(point);
        }
        const auto formants = quantum.values[kFormants] < 0.5F ? dsp::Formants::preserve : dsp::Formants::shift;
        shifter_.process(sides[0], sides[1], track_, formants);
        for (int side = 0; side < kStripLanes; ++side)
            for (int i = 0; i < kQuantum; ++i) audio.at(i, side) = sides[side][i];
    }

    void reset(int) noexcept override {
        detector_.reset();
        corrector_.reset();
        shifter_.reset();
        track_.clear();
        asleep_ = true;
        silent_ = settled_;
    }

private:
    static dsp::CorrectionControls controlsOf(const ParameterQuantum& quantum) noexcept {
        const auto key = static_cast<unsigned>(quantum.values[kKey]);
        const auto scale = std::min(static_cast<std::size_t>(quantum.values[kScale]), std::size(kScales) - 1);
        const unsigned steps = kScales[scale];
        return {.notes = ((steps << key) | (steps >> (12 - key))) & 0xFFFu,
                .reference = quantum.values[kReference],
                .speed = 1e-3 * quantum.values[kSpeed],
                .amount = 0.01 * quantum.values[kAmount],
                .humanize = 0.01 * quantum.values[kHumanize],
                .transpose = quantum.values[kTranspose]};
    }

    dsp::PitchDetector detector_;
    dsp::PitchCorrector corrector_;
    dsp::GrainShifter shifter_;
    dsp::PitchTrack track_;
    int settled_;
    int silent_ = 0;
    bool asleep_ = true;
};

} // namespace

ProcessorType tunerType() {
    ProcessorType type;
    type.spec = {
        "tuner",
        "Tuner",
        {bypass(),
         choice("key", "Key", {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}, 0,
                "First note of the scale"),
         choice("scale", "Scale",
                {"chromatic", "major", "minor", "harmonicminor", "melodicminor", "dorian", "mixolydian",
                 "majorpentatonic", "minorpentatonic", "blues"},
                0, "Notes that the voice is drawn to"),
         milliseconds("speed", "Speed", 0, 500, 50, "Time to the note; a vibrato that is faster stays"),
         percent("amount", "Amount", 0, 100, 100, "Share of the way to the note"),
         percent("humanize", "Humanize", 0, 100, 0, "Held notes are drawn more slowly"),
         choice("formants", "Formants", {"preserve", "shift"}, 0, "The vowel stays, or moves with the pitch"),
         continuous("transpose", "Transpose", Unit::semitones, -12, 12, 0, "After the correction"),
         continuous("reference", "Reference", Unit::hertz, 400, 480, 440, "Pitch of a1"),
         choice("range", "Range", {"low", "middle", "high"}, kMiddleRange,
                "From 50, 80 or 150 Hz; the higher, the shorter the latency")}};
    type.strips = 1;
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{latencyOf(rangeOf(values), rate)};
    };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{Tuner::settleFrames(rangeOf(values), rate) + kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Tuner>(rangeOf(*setup.values[0]), setup.rate);
    };
    return type;
}

} // namespace lacquer::processors
