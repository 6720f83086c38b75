#include "ui/models/readings.h"

#include <algorithm>

namespace lacquer::ui {
namespace {

double levelOf(float gain) {
    const double level = decibelsOf(gain).value;
    return level < kMeterFloor ? kSilence.value : level;
}

double fallen(double level, double by) {
    const double lower = level - by;
    return lower < kMeterFloor ? kSilence.value : lower;
}

} // namespace

ChannelMeter advanced(ChannelMeter meter,
                      const std::optional<live::MeterReading>& reading,
                      double elapsed,
                      const Ballistics& ballistics) {
    const double fall = ballistics.fallPerSecond * elapsed;
    for (std::size_t side = 0; side < 2; ++side) {
        BarLevels& bar = meter.bars[side];
        const double peak = reading ? levelOf(reading->peak[side]) : kSilence.value;
        const double rms = reading ? levelOf(reading->rms[side]) : kSilence.value;
        bar.peak = std::max(peak, fallen(bar.peak, fall));
        bar.rms = std::max(rms, fallen(bar.rms, fall));
        bar.holdAge += elapsed;
        if (bar.holdAge > ballistics.holdSeconds)
            bar.hold = fallen(bar.hold, fall);
        if (peak > kMeterFloor && peak >= bar.hold) {
            bar.hold = peak;
            bar.holdAge = 0;
        }
        meter.highest = std::max(meter.highest, peak);
        if (reading && reading->clipped[side]) meter.clipped = true;
    }
    return meter;
}

double advancedReduction(double shown, double now, double elapsed, const Ballistics& ballistics) {
    return std::max({now, shown - ballistics.reductionFallPerSecond * elapsed, 0.0});
}

bool isAtRest(const ChannelMeter& meter) {
    return std::all_of(meter.bars.begin(), meter.bars.end(), [](const BarLevels& bar) {
        return bar.peak < kMeterFloor && bar.rms < kMeterFloor && bar.hold < kMeterFloor;
    });
}

void MeterBoard::advance(const std::vector<ChannelId>& channels,
                         const TakeReading& take,
                         double elapsed) {
    std::unordered_map<ChannelId, ChannelMeter> next;
    next.reserve(channels.size());
    for (const ChannelId channel : channels)
        next.emplace(channel, advanced(of(channel), take(channel), elapsed));
    meters_ = std::move(next);
}

const ChannelMeter& MeterBoard::of(ChannelId channel) const {
    static const ChannelMeter kSilent;
    const auto found = meters_.find(channel);
    return found == meters_.end() ? kSilent : found->second;
}

void MeterBoard::clear(ChannelId channel) {
    const auto found = meters_.find(channel);
    if (found == meters_.end()) return;
    found->second.highest = kSilence.value;
    found->second.clipped = false;
}

void MeterBoard::clearAll() {
    for (auto& [channel, meter] : meters_) {
        meter.highest = kSilence.value;
        meter.clipped = false;
    }
}

bool MeterBoard::isAtRest() const {
    return std::all_of(meters_.begin(), meters_.end(), [](const auto& entry) { return ui::isAtRest(entry.second); });
}

} // namespace lacquer::ui
