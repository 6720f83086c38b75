#include "engine/processors/noise_profile.h"

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"
#include "engine/dsp/math.h"
#include "engine/dsp/noise_reducer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <complex>

namespace lacquer::processors {
namespace {

constexpr double kLowest = 20, kHighest = 20000;
constexpr double kSilence = -200;

double bandCentre(double band) {
    return kLowest * dsp::pow(kHighest / kLowest, (band + 0.5) / NoiseProfile::kBands);
}

double bandOf(double hertz) {
    return dsp::log2(hertz / kLowest) / dsp::log2(kHighest / kLowest) * NoiseProfile::kBands - 0.5;
}

} // namespace

std::string NoiseProfile::text() const {
    std::string text;
    for (const float level : decibels) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, level, std::chars_format::fixed, 1).ptr;
        if (!text.empty()) text += ' ';
        text.append(digits, end);
    }
    return text;
}

Result<NoiseProfile> NoiseProfile::parse(std::string_view text) {
    NoiseProfile profile;
    int band = 0;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at < end) {
        if (*at == ' ') {
            ++at;
            continue;
        }
        float level = 0;
        const auto [next, error] = std::from_chars(at, end, level);
        if (error != std::errc{} || !(std::fabs(level) <= 300) || band == kBands) break;
        profile.decibels[band++] = level;
        at = next;
    }
    if (band != kBands || at < end)
        return badInput("A noise profile is adaptive, a time span of the input such as 0.5s-2s, or the 60 levels "
                        "that were learned; \"" + std::string(text.substr(0, 40)) + "\" is none of them.");
    return profile;
}

std::vector<float> NoiseProfile::binPower(SampleRate rate) const {
    const int frame = dsp::NoiseReducer::frameOf(rate.hz);
    std::vector<float> power(static_cast<std::size_t>(frame / 2 + 1));
    for (std::size_t bin = 0; bin < power.size(); ++bin) {
        const double hertz = std::max(static_cast<double>(bin), 0.5) * rate.hz / frame;
        const double band = std::clamp(bandOf(hertz), 0.0, kBands - 1.0);
        const int below = std::min(static_cast<int>(band), kBands - 2);
        const double share = band - below;
        const double level = decibels[below] + share * (decibels[below + 1] - decibels[below]);
        // Of one-sided density, per hertz, in a bin of the windowed transform.
        power[bin] = static_cast<float>(dsp::pow10(0.1 * level) * 0.5 * rate.hz * dsp::NoiseReducer::windowPower(rate.hz));
    }
    return power;
}

Result<NoiseProfile> learnNoiseProfile(std::span<const std::span<const float>> channels, SampleRate rate) {
    const int frame = dsp::NoiseReducer::frameOf(rate.hz);
    const auto length = channels.empty() ? std::size_t{0} : channels.front().size();
    if (static_cast<double>(length) < std::max(0.1 * rate.hz, 2.0 * frame))
        return badInput("A noise profile needs a longer stretch of noise: half a second is good, 0.1 s the least.");
    const dsp::RealFft<double> fft(frame);
    dsp::AlignedMemory<double> samples(static_cast<std::size_t>(frame));
    dsp::AlignedMemory<std::complex<double>> bins(static_cast<std::size_t>(fft.bins()));
    std::vector<double> density(bins.size());
    int frames = 0;
    double energy = 0;
    for (const auto channel : channels)
        for (std::size_t from = 0; from + static_cast<std::size_t>(frame) <= length; from += static_cast<std::size_t>(frame / 4), ++frames) {
            for (std::size_t n = 0; n < samples.size(); ++n) {
                const double angle = 2 * dsp::kPi * static_cast<double>(n) / frame;
                samples[n] = channel[from + n] * (0.5 - 0.5 * dsp::cos(angle));
                energy += samples[n] * samples[n];
            }
            fft.forward(samples.data(), bins.data());
            for (std::size_t k = 0; k < bins.size(); ++k) density[k] += std::norm(bins[k]);
        }
    if (!(energy > 0)) return badInput("There is nothing to learn: the stretch is digital silence.");
    const double scale = 2.0 / (frames * static_cast<double>(rate.hz) * dsp::NoiseReducer::windowPower(rate.hz));
    NoiseProfile profile;
    const double perHertz = static_cast<double>(frame) / rate.hz;
    for (int band = 0; band < NoiseProfile::kBands; ++band) {
        const double low = bandCentre(band - 0.5) * perHertz, high = bandCentre(band + 0.5) * perHertz;
        // A band narrower than a bin takes the nearest.
        auto first = static_cast<std::size_t>(std::lround(low)), last = static_cast<std::size_t>(std::lround(high));
        first = std::min(std::max<std::size_t>(first, 1), bins.size() - 1);
        last = std::clamp<std::size_t>(last, first + 1, bins.size());
        double sum = 0;
        for (std::size_t k = first; k < last; ++k) sum += density[k];
        const double power = sum * scale / static_cast<double>(last - first);
        profile.decibels[band] = static_cast<float>(power > 1e-20 ? 10 * dsp::log10(power) : kSilence);
    }
    return profile;
}

} // namespace lacquer::processors
