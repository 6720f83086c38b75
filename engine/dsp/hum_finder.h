#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"
#include "engine/vocabulary/quantum.h"

#include <optional>
#include <span>
#include <vector>

namespace lacquer::dsp {

/// Listens for the hum of a mains frequency: a comb of lines that stand still for seconds.
///
/// Around each harmonic of a nominal frequency the level is read 23 times a second, and weighted by how
/// quiet the spectrum beside it is: in the gaps of the music hum is heard best. What stays in step over
/// up to 11 s, with harmonics that say the same frequency, is a hum; so is what does over the last 3 s.
///
/// In       one quantum of both channels at a time
/// Out      the frequency of the fundamental, in steps of 0.005 Hz, within 1 % of one that was asked
///          for. That is narrow enough that no note of a piece tuned to 440 Hz passes for 50 or 60 Hz
/// Limits   a first answer after 0.9 s when it is plain, later under a louder programme, then every 0.7 s
/// Cost     the signal is brought down to about 3 kHz; a look takes 17 quanta, or 34 when the first finds
///          nothing, four Fourier transforms of 1024 in each of 16
/// Thread   construction [main]; the rest [render]
class HumFinder {
public:
    static constexpr int kHarmonics = 8;

    explicit HumFinder(double rate);

    /// The mains frequencies that come into question; at most two. Forgets what was heard.
    void lookFor(std::span<const double> hertz) noexcept;
    /// An answer, when there is a new look: the frequency, or nullopt inside when no hum was found.
    struct Look {
        bool fresh = false;
        std::optional<double> hertz;
        double power[kHarmonics] = {}; ///< about, of each harmonic: its amplitude squared, the louder side's
    };
    Look listen(const float* const* signal) noexcept;
    void reset() noexcept;

private:
    static constexpr int kNominals = 2;
    static constexpr int kPartFrames = 16; ///< decimated
    static constexpr int kParts = 32, kHop = 8; ///< in a window, and from one to the next
    static constexpr int kReadings = 256;  ///< that are looked at, windows
    static constexpr int kRecent = 64;     ///< of them, for a second look at what has just begun
    static constexpr int kLook = 16;       ///< readings from look to look
    static constexpr int kSize = 1024;     ///< of their transform

    struct Sum {
        float re[kStripLanes][kHarmonics], im[kStripLanes][kHarmonics];
    };
    struct Reading {
        float re[kStripLanes], im[kStripLanes], weight;
    };
    /// One mains frequency that comes into question.
    struct Nominal {
        double hertz = 0;
        double cosine = 1, sine = 0, turnCosine = 1, turnSine = 0;
        Sum sum = {};
        Sum parts[kParts] = {};
        std::vector<Reading> readings[kHarmonics]; ///< rings
        std::vector<float> standing[kHarmonics];   ///< by bin, −kSize/2 … kSize/2 − 1, how far a line stands over chance
        double chance[kHarmonics] = {};            ///< power that is 1 in `standing`
    };

    void keep(float left, float right) noexcept;
    void closePart() noexcept;
    void read(Nominal& nominal) noexcept;
    void transform(Nominal& nominal, int harmonic) noexcept;
    double standing(const Nominal& nominal, int harmonic, double off) const noexcept;
    double score(const Nominal& nominal, double off) const noexcept;
    Look judge() const noexcept;

    double rate_, hopSeconds_; ///< rate of what is looked at
    int decimation_;
    RealFft<float> fft_;
    AlignedMemory<float> samples_;
    AlignedMemory<std::complex<float>> real_, imaginary_;
    std::vector<double> ramp_; ///< weights of the decimating triangle
    double rising_[kStripLanes] = {}, falling_[kStripLanes] = {};
    int phase_ = 0;
    int inPart_ = 0, part_ = 0, partsHeard_ = 0, sinceReading_ = 0;
    int reading_ = 0, readings_ = 0, sinceLook_ = 0;
    int step_ = 0; ///< of the look that is under way: 0 none, then a harmonic each, then the judgement
    bool recent_ = false; ///< the second look
    int nominals_ = 0;
    Nominal nominal_[kNominals];
    float window_[kParts], cosine_[2][kParts], sine_[2][kParts]; ///< windowed
};

} // namespace lacquer::dsp
