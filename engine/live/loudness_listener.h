#pragma once

#include "engine/live/player.h"
#include "engine/realtime/latest_value.h"
#include "engine/realtime/spsc_ring.h"
#include "engine/vocabulary/units.h"

#include <atomic>
#include <thread>

namespace lacquer::live {

/// Measures what is heard, beside the engine thread: loudness, true peak and correlation.
///
/// Thread   construction, restart and newest [main]; it has a thread of its own
class LoudnessListener {
public:
    /// `heard` holds left and right in turn; nobody else takes from it.
    explicit LoudnessListener(realtime::SpscRing<float>& heard);
    ~LoudnessListener();
    LoudnessListener(const LoudnessListener&) = delete;
    LoudnessListener& operator=(const LoudnessListener&) = delete;

    /// Integrated loudness and true peak count from here on.
    void restart(SampleRate rate) noexcept;
    LoudnessReading newest() noexcept { return readings_.read(); }

private:
    void run();

    realtime::SpscRing<float>& heard_;
    realtime::LatestValue<LoudnessReading> readings_;
    std::atomic<int> restartAt_{48000}; ///< a rate to start over at; 0: go on
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace lacquer::live
