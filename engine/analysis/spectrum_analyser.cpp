#include "engine/analysis/spectrum_analyser.h"

#include <algorithm>
#include <cmath>

namespace lacquer::analysis {
namespace {

constexpr double kPi = 3.14159265358979323846;
/// Blackman-Harris, four terms: side lobes 92 dB down; the first is its coherent gain.
constexpr double kTerms[] = {0.35875, 0.48829, 0.14128, 0.01168};

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

SpectrumAnalyser::SpectrumAnalyser(SampleRate rate, const SpectrumSettings& settings)
    : settings_(settings), binsPerHertz_(static_cast<double>(settings.size) / rate.hz),
      fft_(settings.size), window_(at(settings.size)), windowed_(at(settings.size)),
      bins_(at(fft_.bins())), lines_(at(fft_.bins())) {
    for (int n = 0; n < settings.size; ++n) {
        const double turn = 2 * kPi * n / settings.size;
        const double value = kTerms[0] - kTerms[1] * std::cos(turn) + kTerms[2] * std::cos(2 * turn) -
                             kTerms[3] * std::cos(3 * turn);
        // A full-scale sine has half its size in the line, times the window's mean.
        window_[at(n)] = static_cast<float>(value / (kTerms[0] * 0.5 * settings.size));
    }
    const double top = std::min(settings.highest, 0.5 * rate.hz);
    for (int k = 0;; ++k) {
        const double hertz = settings.lowest * std::exp2(k / settings.perOctave);
        if (hertz > top * 1.0001) break;
        frequencies_.push_back(hertz);
        tilt_.push_back(static_cast<float>(settings.slope * std::log2(hertz / 1000)));
    }
    levels_.resize(frequencies_.size());
    reset();
}

void SpectrumAnalyser::reset() noexcept { std::ranges::fill(levels_, kFloor); }

void SpectrumAnalyser::readLines(const float* samples, std::size_t frames) noexcept {
    const std::size_t size = windowed_.size();
    const std::size_t used = std::min(frames, size);
    std::fill_n(windowed_.data(), size - used, 0.0F);
    for (std::size_t n = 0; n < used; ++n) {
        const float sample = samples[frames - used + n];
        windowed_[size - used + n] = std::isfinite(sample) ? sample * window_[size - used + n] : 0.0F;
    }
    fft_.forward(windowed_.data(), bins_.data());
    for (std::size_t k = 0; k < lines_.size(); ++k) {
        const float power = std::norm(bins_[k]);
        const float level = power > 1e-16F ? 10 * std::log10(power) : kFloor;
        lines_[k] = std::max(lines_[k], level);
    }
}

float SpectrumAnalyser::pointAt(std::size_t point) const noexcept {
    const double half = std::exp2(0.5 / settings_.perOctave);
    const double middle = frequencies_[point] * binsPerHertz_;
    const auto last = static_cast<double>(lines_.size() - 1);
    const double from = std::clamp(middle / half, 0.0, last), to = std::clamp(middle * half, 0.0, last);
    // The strongest line in the point's share, and the crests between lines that lie in it: each
    // crest lies in one point's share.
    float best = kFloor;
    const auto first = std::max<std::size_t>(1, static_cast<std::size_t>(from));
    const auto end = std::min(lines_.size() - 1, static_cast<std::size_t>(to) + 2);
    for (std::size_t k = first; k < end; ++k) {
        const auto place = static_cast<double>(k);
        const float before = lines_[k - 1], here = lines_[k], after = lines_[k + 1];
        if (place >= from && place <= to) best = std::max(best, here);
        const float bend = before - 2 * here + after;
        if (here < before || here < after || bend >= 0) continue;
        const double crest = place + 0.5 * (before - after) / bend;
        if (crest >= from && crest <= to)
            best = std::max(best, here - (before - after) * (before - after) / (8 * bend));
    }
    if (best > kFloor) return best;
    // Between two lines: the curve through the four around it.
    const auto k = static_cast<std::size_t>(std::clamp(middle, 1.0, last - 2));
    const auto t = static_cast<float>(std::clamp(middle - static_cast<double>(k), 0.0, 1.0));
    const float a = lines_[k - 1], b = lines_[k], c = lines_[k + 1], d = lines_[k + 2];
    const float between =
        b + 0.5F * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    return std::max(kFloor, between);
}

void SpectrumAnalyser::analyse(const float* left, const float* right, std::size_t frames,
                               double seconds) noexcept {
    std::ranges::fill(lines_, kFloor);
    if (left) readLines(left, frames);
    if (right) readLines(right, frames);
    const auto fall = settings_.fall > 0 ? static_cast<float>(settings_.fall * seconds) : -kFloor * 2;
    for (std::size_t k = 0; k < levels_.size(); ++k)
        levels_[k] = std::max({pointAt(k) + tilt_[k], levels_[k] - fall, kFloor});
}

} // namespace lacquer::analysis
