#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer::analysis {

/// How a needle or bar moves.
enum class Ballistics {
    digitalPeak, ///< at once up, 20 dB in 1.7 s down: IEC 60268-18
    kSystem,     ///< RMS, 99 % in 600 ms: Katz, "An integrated approach to metering" (JAES 48, 2000)
    vu,          ///< mean of the magnitude, 99 % in 300 ms, overshoot 1 to 1.5 %: IEC 60268-17
    ppmTypeI,    ///< DIN and Nordic, 5 ms, 20 dB in 1.7 s: IEC 60268-10
    ppmTypeII,   ///< BBC and EBU, 10 ms, 24 dB in 2.8 s: IEC 60268-10
};

/// What is written beside it, for the usual alignment of 0 dBu to −18 dBFS (EBU R 68; DIN's 0 dB is
/// −9 dBFS) and of 0 VU to −18 dBFS.
enum class MeterScale { dbfs, k20, k14, k12, vu, din, nordic, ebu, bbc };

/// A level in dBFS on a scale: dB, or the BBC's marks 1 to 7.
double onScale(MeterScale scale, double dbfs);

/// One channel's level as a meter of a kind shows it.
///
/// In       float, any number of frames at a time: the split changes nothing
/// Out      dBFS, so that a steady sine of any kind of meter reads the level of its peak
/// Limits   44.1 to 192 kHz; NaN and Inf count as silence
/// Thread   process() [render] or [worker], never allocates; reading on the same thread
class LevelMeter {
public:
    LevelMeter(SampleRate rate, Ballistics ballistics);

    void process(const float* samples, int frames) noexcept;
    void reset() noexcept { first_ = second_ = 0; }

    double reading() const noexcept;

private:
    Ballistics ballistics_;
    double rise_ = 0, secondRise_ = 0; ///< share of the way per frame
    double fall_ = 1;                  ///< what remains after a frame
    double first_ = 0, second_ = 0;
};

} // namespace lacquer::analysis
