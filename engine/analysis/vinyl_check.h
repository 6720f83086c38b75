#pragma once

#include "engine/vocabulary/units.h"

#include <array>
#include <vector>

/// What a cutting engineer would send a side back for. Guidance, not a verdict: lathes differ.
namespace lacquer::analysis {

enum class VinylRisk {
    wideBass,   ///< strong bass out of phase: the groove's depth is modulated
    vertical,   ///< left and right against each other for long: the stylus may jump
    sibilance,  ///< high frequencies beyond what the rest of the sound would lead one to expect
};

struct VinylFinding {
    VinylRisk risk = VinylRisk::wideBass;
    Seconds start, end;
    double worst = 0; ///< wideBass: side over mid, dB; vertical: correlation; sibilance: dB over the mean
};

struct VinylLimits {
    double bassHz = 150;        ///< mono below: the usual elliptic equaliser
    double bassSideDb = -12;    ///< side over mid below `bassHz`
    double correlation = 0;     ///< of a second of sound
    double sibilanceDb = 10;    ///< 5…10 kHz against what it is on average, where it is loud
    double audibleDbfs = -45;   ///< what is quieter than this does not cut much
};

/// Reads a side as it goes by.
///
/// Thread   any, one at a time
/// Source   guidance of cutting houses (elliptic equalisers at 75, 150, 300 Hz; correlation not lastingly
///          under 0; de-essing at 5 to 10 kHz)
class VinylCheck {
public:
    explicit VinylCheck(SampleRate rate, VinylLimits limits = {});

    void add(const float* const* planes, int frames);
    /// By time; neighbours of the same kind are one.
    std::vector<VinylFinding> finish();

private:
    struct Biquad {
        double b0, b1, b2, a1, a2, x1 = 0, x2 = 0, y1 = 0, y2 = 0;
        double run(double x);
    };
    struct Window {
        double bassMid = 0, bassSide = 0, left = 0, right = 0, cross = 0, sibilance = 0;
    };

    void close();

    SampleRate rate_;
    VinylLimits limits_;
    std::array<Biquad, 4> bass_;      ///< mid twice, side twice: 24 dB per octave
    std::array<Biquad, 4> sibilance_; ///< left and right: high-pass 5 kHz, low-pass 10 kHz
    Window now_;
    std::int64_t inWindow_ = 0, windowFrames_;
    std::vector<Window> windows_;
};

/// "Bass out of phase below 150 Hz", for people.
const char* textOf(VinylRisk risk);

} // namespace lacquer::analysis
