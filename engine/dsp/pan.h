#pragma once

namespace lacquer::dsp {

/// Left and right gain of a position between the speakers.
struct PanGains {
    double left = 1, right = 1;
};

/// Pan of a mono signal. `position` −1 (left) … 1 (right); `centreDecibels` is the law's gain at the
/// centre, −2.5 … −6 dB: −3.0103 is cos/sin (constant power), −6.0206 linear, −4.5 the root of
/// their product, others cos/sin raised to a power.
PanGains panGains(double position, double centreDecibels);

/// The same law for a stereo signal: a balance with 0 dB at the centre.
PanGains balanceGains(double position, double centreDecibels);

/// Balance that only attenuates: the nearer side stays at 0 dB.
PanGains plainBalance(double position);

} // namespace lacquer::dsp
