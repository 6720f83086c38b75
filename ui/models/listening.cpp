#include "ui/models/listening.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::ui {

namespace {

constexpr double kSilent = -120;
/// The history keeps a moment every fifth of a second, for a quarter of an hour.
constexpr double kMomentEvery = 0.2;
constexpr std::size_t kMostMoments = 4500;
/// Spectra move 25 times a second; more is unrest.
constexpr double kPictureEvery = 0.04;
constexpr double kSpectrumFall = 24; ///< dB per second
constexpr double kPeakFall = 20.0 / 1.5;
constexpr double kLowest = 20, kHighest = 20'000;
constexpr int kPerOctave = 24;
constexpr double kTilt = 3; ///< dB per octave, around 1 kHz
constexpr std::array kBandEnds{120.0, 1000.0, 6000.0};

double decibels(double power) {
    return power > 1e-12 ? 10 * std::log10(power) : kSilent;
}

} // namespace

PictureSpectrum::PictureSpectrum()
    : window_(kSize), twiddles_(kSize / 2), work_(kSize), levels_(kSize / 2) {
    for (std::size_t i = 0; i < kSize; ++i) {
        window_[i] = static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / kSize));
    }
    for (std::size_t i = 0; i < kSize / 2; ++i) {
        const double angle = -2 * std::numbers::pi * static_cast<double>(i) / kSize;
        twiddles_[i] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
    }
}

const std::vector<float>& PictureSpectrum::measure(const float* samples) {
    std::size_t reversed = 0;
    for (std::size_t i = 0; i < kSize; ++i) {
        work_[reversed] = samples[i] * window_[i];
        std::size_t bit = kSize >> 1;
        for (; reversed & bit; bit >>= 1) reversed ^= bit;
        reversed |= bit;
    }
    for (std::size_t half = 1; half < kSize; half *= 2) {
        const std::size_t stride = kSize / (2 * half);
        for (std::size_t start = 0; start < kSize; start += 2 * half) {
            for (std::size_t k = 0; k < half; ++k) {
                const auto odd = work_[start + k + half] * twiddles_[k * stride];
                work_[start + k + half] = work_[start + k] - odd;
                work_[start + k] += odd;
            }
        }
    }
    // A Hann window halves a sine's amplitude, and half of it lies in the mirrored bin.
    constexpr float kScale = 4.0f / kSize;
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        levels_[i] = static_cast<float>(decibels(static_cast<double>(std::norm(work_[i] * kScale))));
    }
    return levels_;
}

Listening::Listening()
    : heldTruePeak_(kSilence.value), left_(PictureSpectrum::kSize), right_(PictureSpectrum::kSize),
      mono_(PictureSpectrum::kSize) {
    const int count = static_cast<int>(std::log2(kHighest / kLowest) * kPerOctave);
    for (int i = 0; i <= count; ++i) {
        spectrum_.push_back({kLowest * std::exp2(static_cast<double>(i) / kPerOctave), kSilent});
    }
    loudness_ = {kSilence.value, kSilence.value, kSilence.value, kSilence.value, 0};
}

void Listening::clearPeak() {
    heldTruePeak_ = kSilence.value;
}

void Listening::clearHistory() {
    history_.clear();
    listened_ = 0;
}

void Listening::advance(const live::Player& player, SampleRate rate, bool playing, double elapsed) {
    std::vector<float> left(PictureSpectrum::kSize), right(PictureSpectrum::kSize);
    const std::size_t frames = player.recentAudio(left.data(), right.data(), left.size());
    advance(player.loudness(), left.data(), right.data(), frames, rate, playing, elapsed);
}

void Listening::advance(const live::LoudnessReading& loudness,
                        const float* left,
                        const float* right,
                        std::size_t frames,
                        SampleRate rate,
                        bool playing,
                        double elapsed) {
    loudness_ = loudness;
    if (playing) heldTruePeak_ = std::max(heldTruePeak_, loudness.truePeakDbtp);
    psr_ = std::isfinite(loudness.shortTermLufs) && std::isfinite(heldTruePeak_) ? heldTruePeak_ - loudness.shortTermLufs : 0;
    if (playing) {
        listened_ += elapsed;
        sinceMoment_ += elapsed;
        if (sinceMoment_ >= kMomentEvery) {
            sinceMoment_ = 0;
            if (history_.size() >= kMostMoments) history_.erase(history_.begin(), history_.begin() + 300);
            history_.push_back({listened_, loudness.momentaryLufs, loudness.shortTermLufs});
        }
    }
    // The newest frames at the end, silence before the first ones.
    const std::size_t size = left_.size();
    const std::size_t count = std::min(frames, size);
    for (auto* plane : {&left_, &right_}) std::fill(plane->begin(), plane->end(), 0.0f);
    std::copy(left + frames - count, left + frames, left_.end() - static_cast<std::ptrdiff_t>(count));
    std::copy(right + frames - count, right + frames, right_.end() - static_cast<std::ptrdiff_t>(count));

    const std::size_t recent = std::min<std::size_t>(size, static_cast<std::size_t>(std::max(1.0, rate.hz * std::clamp(elapsed, 0.005, 0.08))));
    const std::array planes{left_.data() + (size - recent), right_.data() + (size - recent)};
    for (std::size_t side = 0; side < 2; ++side) {
        double peak = 0, power = 0;
        for (std::size_t i = 0; i < recent; ++i) {
            const double x = planes[side][i];
            peak = std::max(peak, std::abs(x));
            power += x * x;
        }
        const double peakLevel = playing ? decibels(peak * peak) : kSilent;
        const double rmsLevel = playing ? decibels(power / static_cast<double>(recent)) : kSilent;
        peaks_[side] = std::max(peakLevel, peaks_[side] - kPeakFall * elapsed);
        rms_[side] = std::max(rmsLevel, rms_[side] - kPeakFall * elapsed);
    }
    sincePicture_ += elapsed;
    if (sincePicture_ >= kPictureEvery) {
        measurePicture(rate, playing, sincePicture_);
        sincePicture_ = 0;
    }
}

void Listening::measurePicture(SampleRate rate, bool playing, double elapsed) {
    const std::size_t size = left_.size();
    // Mid first, then side: widths come from both.
    for (std::size_t i = 0; i < size; ++i) mono_[i] = 0.5f * (left_[i] + right_[i]);
    midLevels_ = transform_.measure(mono_.data());
    for (std::size_t i = 0; i < size; ++i) mono_[i] = 0.5f * (left_[i] - right_[i]);
    sideLevels_ = transform_.measure(mono_.data());

    std::array<double, 4> mid{}, side{};
    for (std::size_t bin = 1; bin < midLevels_.size(); ++bin) {
        const double frequency = PictureSpectrum::frequencyOf(static_cast<int>(bin), rate.hz);
        std::size_t band = 0;
        while (band < kBandEnds.size() && frequency >= kBandEnds[band]) ++band;
        mid[band] += std::pow(10.0, midLevels_[bin] / 10);
        side[band] += std::pow(10.0, sideLevels_[bin] / 10);
    }
    for (std::size_t band = 0; band < 4; ++band) {
        const double now = mid[band] + side[band] > 1e-11 ? 2 * std::min(0.5, side[band] / (mid[band] + side[band])) : 0;
        width_[band] += (now - width_[band]) * std::min(1.0, elapsed * 4);
    }
    double powerLeft = 0, powerRight = 0;
    for (std::size_t i = 0; i < size; ++i) {
        powerLeft += static_cast<double>(left_[i]) * left_[i];
        powerRight += static_cast<double>(right_[i]) * right_[i];
    }
    const double now = powerLeft > 1e-9 && powerRight > 1e-9 ? 10 * std::log10(powerRight / powerLeft) : 0;
    balance_ += (now - balance_) * std::min(1.0, elapsed * 3);

    const double binWidth = static_cast<double>(rate.hz) / PictureSpectrum::kSize;
    for (auto& point : spectrum_) {
        const double low = point.frequency * std::exp2(-0.5 / kPerOctave) / binWidth;
        const double high = point.frequency * std::exp2(0.5 / kPerOctave) / binWidth;
        double level = kSilent;
        if (playing) {
            const auto first = static_cast<std::size_t>(std::max(1.0, std::floor(low)));
            const auto last = static_cast<std::size_t>(std::min<double>(static_cast<double>(midLevels_.size()) - 1, std::max(std::ceil(high), static_cast<double>(first) + 1)));
            double power = 0;
            for (std::size_t bin = first; bin < last; ++bin) {
                power += std::pow(10.0, midLevels_[bin] / 10) + std::pow(10.0, sideLevels_[bin] / 10);
            }
            level = decibels(power) + kTilt * std::log2(point.frequency / 1000);
        }
        point.level = std::max(level, point.level - kSpectrumFall * elapsed);
    }

    const auto recent = std::min(size, static_cast<std::size_t>(rate.hz / 20));
    figure_.clear();
    float largest = 1e-4f;
    for (std::size_t i = size - recent; i < size; i += 2) {
        const float mids = 0.5f * (left_[i] + right_[i]);
        const float sides = 0.5f * (right_[i] - left_[i]);
        largest = std::max({largest, std::abs(mids), std::abs(sides)});
        figure_.emplace_back(sides, mids);
    }
    const double wanted = 1 / static_cast<double>(largest);
    figureGain_ += (std::min(wanted, 40.0) - figureGain_) * (wanted < figureGain_ ? 1.0 : std::min(1.0, elapsed));
    for (auto& [x, y] : figure_) {
        x = static_cast<float>(x * figureGain_);
        y = static_cast<float>(y * figureGain_);
    }
    if (!playing) figure_.clear();
}

} // namespace lacquer::ui
