#include "engine/live/loudness_listener.h"

#include "engine/analysis/channel_weights.h"
#include "engine/analysis/loudness_meter.h"
#include "engine/analysis/peak_to_loudness.h"
#include "engine/analysis/true_peak_meter.h"
#include "engine/vocabulary/units.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>

namespace lacquer::live {
namespace {

constexpr int kChunk = 1024;
// Meters are drawn 60 times a second.
constexpr std::chrono::milliseconds kLook{15};
constexpr int kIdleLooks = 100;
constexpr std::chrono::milliseconds kIdleLook{100};
// How long a moment of sound counts for the correlation, as on the meters of mastering desks.
constexpr double kCorrelationSeconds = 0.6;
// Below −90 dB there is nothing to be in phase with.
constexpr double kFaint = 1e-9;

constexpr LoudnessReading kNothing{analysis::kNoLoudness, analysis::kNoLoudness, analysis::kNoLoudness,
                                   analysis::kNoLoudness, 0};

class Meters {
public:
    explicit Meters(SampleRate rate)
        : rate_(rate.hz), nextPeak_(rate.hz / analysis::RecentPeak::kPerSecond),
          loudness_(rate, analysis::channelWeights(2)), keep_(std::exp(-1.0 / (kCorrelationSeconds * rate.hz))) {}

    void process(const float* left, const float* right, int frames) {
        const float* const planes[2] = {left, right};
        loudness_.process(planes, frames);
        peaks_[0].process(left, frames);
        peaks_[1].process(right, frames);
        frames_ += frames;
        if (frames_ >= nextPeak_) {
            recent_.add(std::max(peaks_[0].take(), peaks_[1].take()));
            nextPeak_ += rate_ / analysis::RecentPeak::kPerSecond;
        }
        for (int k = 0; k < frames; ++k) {
            const double l = left[k], r = right[k];
            both_ = keep_ * both_ + (1 - keep_) * l * r;
            leftPower_ = keep_ * leftPower_ + (1 - keep_) * l * l;
            rightPower_ = keep_ * rightPower_ + (1 - keep_) * r * r;
        }
    }

    LoudnessReading reading() const {
        const double power = std::sqrt(leftPower_ * rightPower_);
        LoudnessReading now{loudness_.momentary(), loudness_.shortTerm(), loudness_.integrated(),
                            decibelsOf(std::max(peaks_[0].maximum(), peaks_[1].maximum())).value,
                            power > kFaint ? std::clamp(both_ / power, -1.0, 1.0) : 0};
        now.momentaryMaximumLufs = loudness_.momentaryMaximum();
        now.shortTermMaximumLufs = loudness_.shortTermMaximum();
        now.rangeLu = loudness_.range();
        if (std::isfinite(now.integratedLufs)) now.plr = now.truePeakDbtp - now.integratedLufs;
        if (std::isfinite(now.shortTermLufs))
            now.psr = decibelsOf(recent_.highest()).value - now.shortTermLufs;
        now.seconds = static_cast<double>(frames_) / static_cast<double>(rate_);
        return now;
    }

private:
    std::int64_t rate_, frames_ = 0, nextPeak_;
    analysis::LoudnessMeter loudness_;
    analysis::TruePeakMeter peaks_[2];
    analysis::RecentPeak recent_;
    double keep_;
    double both_ = 0, leftPower_ = 0, rightPower_ = 0;
};

} // namespace

LoudnessListener::LoudnessListener(realtime::SpscRing<float>& heard)
    : heard_(heard), readings_(kNothing), thread_([this] { run(); }) {}

LoudnessListener::~LoudnessListener() {
    stop_ = true;
    thread_.join();
}

void LoudnessListener::restart(SampleRate rate) noexcept { restartAt_.store(rate.hz); }

void LoudnessListener::run() {
    std::unique_ptr<Meters> meters;
    std::array<float, 2 * kChunk> both;
    std::array<float, kChunk> left, right;
    int idleLooks = 0;
    while (!stop_) {
        if (const int rate = restartAt_.exchange(0)) {
            meters = std::make_unique<Meters>(SampleRate{rate});
            readings_.write(kNothing);
        }
        const std::size_t frames = heard_.popSome(both) / 2;
        if (frames == 0) {
            // Nothing plays: it is looked for less often.
            idleLooks = std::min(idleLooks + 1, kIdleLooks);
            std::this_thread::sleep_for(idleLooks == kIdleLooks ? kIdleLook : kLook);
            continue;
        }
        idleLooks = 0;
        for (std::size_t k = 0; k < frames; ++k) {
            left[k] = both[2 * k];
            right[k] = both[2 * k + 1];
        }
        meters->process(left.data(), right.data(), static_cast<int>(frames));
        readings_.write(meters->reading());
    }
}

} // namespace lacquer::live
