#include "engine/live/loudness_listener.h"

#include "engine/analysis/channel_weights.h"
#include "engine/analysis/loudness_meter.h"
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
        : loudness_(rate, analysis::channelWeights(2)), keep_(std::exp(-1.0 / (kCorrelationSeconds * rate.hz))) {}

    void process(const float* left, const float* right, int frames) {
        const float* const planes[2] = {left, right};
        loudness_.process(planes, frames);
        peaks_[0].process(left, frames);
        peaks_[1].process(right, frames);
        for (int k = 0; k < frames; ++k) {
            const double l = left[k], r = right[k];
            both_ = keep_ * both_ + (1 - keep_) * l * r;
            leftPower_ = keep_ * leftPower_ + (1 - keep_) * l * l;
            rightPower_ = keep_ * rightPower_ + (1 - keep_) * r * r;
        }
    }

    LoudnessReading reading() const {
        const double power = std::sqrt(leftPower_ * rightPower_);
        return {loudness_.momentary(), loudness_.shortTerm(), loudness_.integrated(),
                decibelsOf(std::max(peaks_[0].maximum(), peaks_[1].maximum())).value,
                power > kFaint ? std::clamp(both_ / power, -1.0, 1.0) : 0};
    }

private:
    analysis::LoudnessMeter loudness_;
    analysis::TruePeakMeter peaks_[2];
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
