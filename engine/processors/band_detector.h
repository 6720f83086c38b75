#pragma once

#include "engine/processors/equalizer_bands.h"
#include "engine/vocabulary/quantum.h"

namespace lacquer::processors::equalizer {

/// Listens to a dynamic band's own range and says by how much its gain moves.
///
/// The level is the peak of what passes a band-pass at the band's frequency, of the louder side. Band,
/// low and high output of one state-variable filter give it without ripple and so without a window:
/// for a tone of any frequency, band² − low·high is the square of the band output's peak at every
/// frame. The gain then follows with attack and release as the time in which it covers 63.2 % of a
/// step; what the band-pass itself takes to follow is part of them.
///
/// Out      offset(), in dB, for the end of the quantum heard last
/// Limits   a resonance slower than the time that is set has its own
/// Thread   [render]; allocates nothing
class BandDetector {
public:
    void hear(const BandSetting& band, double attackSeconds, double releaseSeconds, double rate, LaneView audio) noexcept;
    double offset() const { return offset_; }

private:
    double s1_[kStripLanes] = {}, s2_[kStripLanes] = {};
    double offset_ = 0;
};

} // namespace lacquer::processors::equalizer
