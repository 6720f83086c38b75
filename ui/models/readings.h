#pragma once

#include "engine/live/player.h"
#include "engine/vocabulary/ids.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

/// What meters show, computed from readings and elapsed time: no widget decays anything.
namespace lacquer::ui {

/// One bar of a meter. Levels in dBFS, −inf when silent.
///
/// Source   fall 20 dB in 1.5 s and peak hold 2 s as the theme's motion tokens say; a hold falls
///          like the level once its time is over
struct BarLevels {
    double peak = kSilence.value;
    double rms = kSilence.value;
    double hold = kSilence.value;
    double holdAge = 0; ///< seconds since the hold was set

    friend bool operator==(const BarLevels&, const BarLevels&) = default;
};

/// A channel's meter: left and right, the highest peak since it was cleared, the clip lamp.
struct ChannelMeter {
    std::array<BarLevels, 2> bars;
    double highest = kSilence.value; ///< since cleared, the larger side
    bool clipped = false;            ///< latched until cleared
    std::uint32_t overs = 0;         ///< since cleared: how often it went above full scale
    /// Of the strip as a whole, LUFS; `loudest` is the highest momentary since cleared.
    double momentary = kSilence.value, shortTerm = kSilence.value, loudest = kSilence.value;
    /// Mean squares for what follows the music slower than peaks do.
    std::array<double, 2> vuSquares{}, kSquares{};

    friend bool operator==(const ChannelMeter&, const ChannelMeter&) = default;
};

struct Ballistics {
    double fallPerSecond = 20.0 / 1.5;
    double holdSeconds = 2.0;
    double reductionFallPerSecond = 30.0;
};

/// What the strips' meters show.
///
/// Source   VU: IEC 60268-17, 300 ms to 99 %, 0 VU at −18 dBFS (EBU R 68); K-20, K-14, K-12: Bob Katz,
///          Level Practices (AES 2000), RMS over 600 ms against the peak, 0 at that many dB below full
///          scale; RMS: the same 600 ms on the scale of full scale; LUFS: ITU-R BS.1770-4, momentary in
///          the left bar and short-term in the right (EBU Tech 3341)
enum class MeterScale { peakAndRms, peak, rms, k20, k14, k12, vu, lufs };
inline constexpr std::array kMeterScales{MeterScale::peakAndRms, MeterScale::peak, MeterScale::rms, MeterScale::k20,
                                         MeterScale::k14,        MeterScale::k12,  MeterScale::vu,  MeterScale::lufs};

/// "Peak + RMS", "K-14"
const char* nameOf(MeterScale scale);
/// The level in dBFS that the scale calls 0.
double zeroOf(MeterScale scale);
/// One bar on a scale, dBFS: full up to `body`, dim up to `tip`, a line at `hold`.
struct ShownBar {
    double body = kSilence.value, tip = kSilence.value, hold = kSilence.value;
    friend bool operator==(const ShownBar&, const ShownBar&) = default;
};
/// Of loudness `side` 0 is momentary and 1 short-term.
ShownBar shownOn(MeterScale scale, const ChannelMeter& meter, std::size_t side);

/// Below this a bar is empty: the law ends at −70.
inline constexpr double kMeterFloor = -70;

/// The meter `elapsed` seconds later, with what came in meanwhile (silence when there is nothing).
ChannelMeter advanced(ChannelMeter meter,
                      const std::optional<live::MeterReading>& reading,
                      double elapsed,
                      const Ballistics& ballistics = {});

/// Gain reduction, dB ≥ 0: up at once, down at the set rate.
double advancedReduction(double shown, double now, double elapsed, const Ballistics& ballistics = {});

/// True when nothing on the meter will move any more.
bool isAtRest(const ChannelMeter& meter);

/// The meters of all channels on screen. A reading can be taken from the engine only once, so it is
/// taken here and shown in as many places as there are.
class MeterBoard {
public:
    using TakeReading = std::function<std::optional<live::MeterReading>(ChannelId)>;

    /// Moves the meters of `channels` on; forgets all others.
    void advance(const std::vector<ChannelId>& channels, const TakeReading& take, double elapsed);
    const ChannelMeter& of(ChannelId channel) const;
    void clear(ChannelId channel);
    void clearAll();
    bool isAtRest() const;

    /// Whether readings should come with loudness; the engine measures it only then.
    live::MeterWish wish() const { return wish_; }
    void setWish(live::MeterWish wish) { wish_ = wish; }

private:
    std::unordered_map<ChannelId, ChannelMeter> meters_;
    live::MeterWish wish_ = live::MeterWish::levels;
};

} // namespace lacquer::ui
