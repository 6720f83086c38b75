#include "ui/models/readings.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

double levelOf(float gain) {
    const double level = decibelsOf(gain).value;
    return level < kMeterFloor ? kSilence.value : level;
}

double loudnessOf(float meanSquare) {
    const double level = meanSquare > 0 ? -0.691 + 10 * std::log10(static_cast<double>(meanSquare)) : kSilence.value;
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
        const double square = reading ? static_cast<double>(reading->rms[side]) * static_cast<double>(reading->rms[side]) : 0;
        // 300 ms to 99 % is a time constant of 65 ms; a mean over 600 ms has the same energy as one of 300 ms.
        constexpr double kVuTime = 0.065, kKTime = 0.3;
        meter.vuSquares[side] += (square - meter.vuSquares[side]) * (1 - std::exp(-elapsed / kVuTime));
        meter.kSquares[side] += (square - meter.kSquares[side]) * (1 - std::exp(-elapsed / kKTime));
    }
    if (reading) meter.overs += reading->overs;
    meter.momentary = reading ? loudnessOf(reading->momentary) : kSilence.value;
    meter.shortTerm = reading ? loudnessOf(reading->shortTerm) : kSilence.value;
    meter.loudest = std::max(meter.loudest, meter.momentary);
    return meter;
}

double advancedReduction(double shown, double now, double elapsed, const Ballistics& ballistics) {
    return std::max({now, shown - ballistics.reductionFallPerSecond * elapsed, 0.0});
}

bool isAtRest(const ChannelMeter& meter) {
    if (meter.momentary > kMeterFloor || meter.shortTerm > kMeterFloor) return false;
    return std::all_of(meter.bars.begin(), meter.bars.end(), [](const BarLevels& bar) {
        return bar.peak < kMeterFloor && bar.rms < kMeterFloor && bar.hold < kMeterFloor;
    }) && std::all_of(meter.kSquares.begin(), meter.kSquares.end(), [](double square) { return square < 1e-7; });
}

const char* nameOf(MeterScale scale) {
    switch (scale) {
    case MeterScale::peakAndRms: return "Peak + RMS";
    case MeterScale::peak: return "Peak";
    case MeterScale::rms: return "RMS";
    case MeterScale::k20: return "K-20";
    case MeterScale::k14: return "K-14";
    case MeterScale::k12: return "K-12";
    case MeterScale::vu: return "VU";
    case MeterScale::lufs: return "LUFS";
    }
    return "";
}

double zeroOf(MeterScale scale) {
    switch (scale) {
    case MeterScale::k20: return -20;
    case MeterScale::k14: return -14;
    case MeterScale::k12: return -12;
    case MeterScale::vu: return -18;
    default: return 0;
    }
}

ShownBar shownOn(MeterScale scale, const ChannelMeter& meter, std::size_t side) {
    const BarLevels& bar = meter.bars[side];
    // A sine's RMS lies 3 dB under its peak; these meters read it at its peak (AES17).
    const auto level = [](double square) { return square > 5e-8 ? 10 * std::log10(2 * square) : kSilence.value; };
    switch (scale) {
    case MeterScale::peakAndRms: return {bar.rms, bar.peak, bar.hold};
    case MeterScale::peak: return {bar.peak, bar.peak, bar.hold};
    case MeterScale::rms: return {level(meter.kSquares[side]), level(meter.kSquares[side]), bar.hold};
    case MeterScale::k20:
    case MeterScale::k14:
    case MeterScale::k12: return {level(meter.kSquares[side]), std::max(bar.peak, level(meter.kSquares[side])), bar.hold};
    case MeterScale::vu: return {level(meter.vuSquares[side]), level(meter.vuSquares[side]), kSilence.value};
    case MeterScale::lufs:
        return side == 0 ? ShownBar{meter.momentary, meter.momentary, meter.loudest} : ShownBar{meter.shortTerm, meter.shortTerm, kSilence.value};
    }
    return {};
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
    found->second.overs = 0;
    found->second.loudest = kSilence.value;
}

void MeterBoard::clearAll() {
    for (auto& [channel, meter] : meters_) {
        meter.highest = kSilence.value;
        meter.clipped = false;
        meter.overs = 0;
        meter.loudest = kSilence.value;
    }
}

bool MeterBoard::isAtRest() const {
    return std::all_of(meters_.begin(), meters_.end(), [](const auto& entry) { return ui::isAtRest(entry.second); });
}

} // namespace lacquer::ui
