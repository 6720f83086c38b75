#include "engine/dsp/dither.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

/// Modified E-weighted, 9 taps, for 44.1 and 48 kHz (Wannamaker 1992). Noise is shaped by
/// 1 − Σ c_k z^−k.
constexpr std::array<double, 9> kModifiedE9 = {1.662,   -1.263,  0.4827,   -0.2913, 0.1268,
                                               -0.1124, 0.03252, -0.01265, -0.03524};
/// (1 − z^−1)²: at 88.2 kHz and above there is room beyond hearing.
constexpr std::array<double, 9> kSecondOrder = {2.0, -1.0};

/// Below this rate all of the spectrum is audible: there is nowhere to move the noise to.
constexpr int kLowestShapedRate = 40000;
constexpr int kLowestHighRate = 64000;

/// Errors fed back are bounded, so that a clipped passage does not set the shaper swinging.
constexpr double kLargestError = 2.0;

/// splitmix64, for the seeds.
std::uint64_t seedFrom(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// xoroshiro128+ (Blackman, Vigna).
std::uint64_t next(std::array<std::uint64_t, 2>& s) {
    const std::uint64_t a = s[0];
    std::uint64_t b = s[1];
    const std::uint64_t result = a + b;
    b ^= a;
    s[0] = ((a << 24) | (a >> 40)) ^ b ^ (b << 16);
    s[1] = (b << 37) | (b >> 27);
    return result;
}

/// Triangular between −1 and 1: the sum of two uniform numbers of one step.
double triangular(std::array<std::uint64_t, 2>& state) {
    const std::uint64_t word = next(state);
    const auto high = static_cast<double>(word >> 32);
    const auto low = static_cast<double>((word >> 1) & 0x7fffffffU) * 2.0;
    return (high + low + 1.5) * 0x1p-32 - 1.0;
}

/// To the nearest whole number, halves to the even one: behind 2^52 a double has no fraction left. For
/// all that quantising meets, and without a call into the library.
double rounded(double value) {
    constexpr double kWhole = 0x1.8p52;
    return (value + kWhole) - kWhole;
}

} // namespace

Quantiser::Quantiser(int bits, DitherKind kind, int channels, SampleRate rate)
    : kind_(kind), scale_(std::ldexp(1.0, bits - 1)),
      channels_(static_cast<std::size_t>(channels)) {
    shaped_ = kind == DitherKind::shaped && rate.hz >= kLowestShapedRate;
    if (shaped_) shape_ = rate.hz >= kLowestHighRate ? kSecondOrder : kModifiedE9;
    std::uint64_t seed = 1;
    for (Channel& channel : channels_)
        for (std::uint64_t& word : channel.random) word = seedFrom(seed++);
}

void Quantiser::process(const float* const* planes, int frames, std::int32_t* interleaved) {
    const auto count = channels_.size();
    const double lowest = -scale_;
    const double highest = scale_ - 1;
    for (std::size_t c = 0; c < count; ++c) {
        Channel& channel = channels_[c];
        std::int32_t* out = interleaved + c;
        for (int n = 0; n < frames; ++n, out += count) {
            const double value = static_cast<double>(planes[c][n]) * scale_;
            const double wanted =
                std::isnan(value) ? 0.0 : std::clamp(value, 4 * lowest, -4 * lowest);
            double whole = rounded(wanted);
            if (!channel.awake && whole != wanted) channel.awake = true;
            if (channel.awake && kind_ != DitherKind::none) {
                double fed = wanted;
                if (shaped_)
                    for (std::size_t k = 0; k < shape_.size(); ++k)
                        fed -= shape_[k] * channel.errors[k];
                whole = rounded(fed + triangular(channel.random));
                if (shaped_) {
                    std::copy_backward(channel.errors.begin(), channel.errors.end() - 1,
                                       channel.errors.end());
                    channel.errors[0] = std::clamp(whole - fed, -kLargestError, kLargestError);
                }
            }
            if (whole < lowest || whole > highest) {
                ++clipped_;
                whole = std::clamp(whole, lowest, highest);
            }
            *out = static_cast<std::int32_t>(whole);
        }
    }
}

bool Quantiser::requantised() const {
    return std::any_of(channels_.begin(), channels_.end(),
                       [](const Channel& channel) { return channel.awake; });
}

} // namespace lacquer::dsp
