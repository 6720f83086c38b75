#pragma once

#include "engine/dsp/bus_sum.h"
#include "engine/dsp/fader_lines.h"
#include "engine/plan/crossing.h"
#include "engine/plan/render_plan.h"
#include "engine/processors/processor.h"
#include "engine/render/delay_line.h"
#include "engine/render/insert_runner.h"
#include "engine/render/level_tap.h"
#include "engine/render/loudness_tap.h"
#include "engine/render/passage.h"
#include "engine/render/strip_gain.h"
#include "engine/render/strip_trim.h"
#include "engine/render/track_feed.h"

#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace lacquer::render {

class Performance;

/// What a new performance is told of the one before: it shares the processors that are in both and
/// knows, part by part, from where it will go on.
struct Heritage {
    const Performance* before = nullptr;
    const plan::Crossing* crossing = nullptr; ///< what comes or goes in this performance
    bool comes = true;                        ///< what is in the crossing comes; else it goes
    processors::Surroundings around = {};     ///< of processors that are made
};

/// One bundle at work: gathers its strips' inputs, runs their inserts in lanes and applies faders.
/// What it needs of other bundles it reads from their outputs, so the order of sums is the plan's.
///
/// Thread   construction [main]; the rest [render] or one worker at a time, no allocation
class BundleRunner {
public:
    BundleRunner(std::shared_ptr<const plan::RenderPlan> plan,
                 int bundle,
                 int quanta,
                 bool keepPreFader,
                 const Heritage& heritage);

    /// What comes or goes with an edit is in it: it is of one performance only.
    bool isCrossed() const { return crossed_; }

    /// The bundles of the performance that runs it now. A runner that several performances share is
    /// told when another takes over; then hands have let go, too.
    void connect(const std::vector<BundleRunner*>& bundles) noexcept;
    void release() noexcept;

    /// Runs quantum `slot` of the block (0…quanta−1), which starts at `start`.
    void run(FramePosition start, int slot, TrackFeed& feed) noexcept;

    /// [kQuantum][kLaneStride], after the faders.
    const float* output(int slot) const { return output_.data() + slot * kSamples; }
    /// Every sample of the quantum is zero.
    bool isSilent(int slot) const { return silentSlots_[static_cast<std::size_t>(slot)]; }
    /// Before the faders; only where someone taps there.
    const float* preFader(int slot) const { return preFader_.data() + slot * kSamples; }

    /// From now on nobody reads levels and gain reductions, and no hand moves anything: channels that
    /// are muted for good and heard nowhere else are not run.
    void goOffline() noexcept;

    void reset() noexcept;
    /// Goes on where the performance of its heritage is, for all that is in both; that one must not
    /// run again. Once, before the first run().
    void takeOver() noexcept;

    /// For hands.
    StripGain& gain(int lane) noexcept { return touch(), gains_[static_cast<std::size_t>(lane)]; }
    StripTrim& trim(int lane) noexcept { return touch(), trims_[static_cast<std::size_t>(lane)]; }
    LevelTap& level(int lane) { return *levels_[static_cast<std::size_t>(lane)]; }
    LoudnessTap& loudness() { return loudness_; }
    InsertRunner* insert(InsertId id) noexcept;
    DrivenValue* send(SendId id) noexcept;
    /// With the strip it comes from.
    std::pair<DrivenValue*, int> sendFrom(SendId id) noexcept;
    float gainReduction(InsertId id) const noexcept;

private:
    static constexpr int kSamples = kQuantum * kLaneStride;

    /// Where an insert goes on from.
    struct Heir {
        processors::Processor* instance = nullptr; ///< null: nothing to copy, or it is shared
        int strip = 0;                                   ///< in that instance
        bool shared = false;                             ///< this slot has the same instance
        InsertRunner* insert = nullptr;
        DelayLine *dry = nullptr, *key = nullptr;
    };

    /// A processor instance at work on some strips.
    struct Slot {
        const plan::Slot* plan = nullptr;
        std::array<int, kBundleStrips> instanceOf{};  ///< by strip; all 0 where strips share one
        /// Shared with the performance before where it has the same; set once, at construction.
        std::vector<std::shared_ptr<processors::Processor>> instances;
        std::vector<InsertRunner> inserts;            ///< by strip of the mask, in order
        std::array<int, kBundleStrips> insertOf{};    ///< index into `inserts` by strip
        std::vector<DelayLine> dry;                   ///< by index into `inserts`; latency kept
        std::vector<DelayLine> keys;                  ///< by index into `inserts`
        std::unique_ptr<std::array<std::atomic<float>, kBundleStrips>> reduction;
        /// What each strip's insert says, as of its last quantum that was not like the one before.
        std::array<processors::ParameterQuantum, kBundleStrips> parameters{};
        StripMask running = 0, partly = 0;
        bool rests = false; ///< every insert does, and nothing of `parameters` will change
        bool late = false;  ///< some insert has latency
        bool keyed = false; ///< some insert listens to another strip
        std::array<Heir, kBundleStrips> heirs{};      ///< by strip
    };

    /// An input that needs its own attention: delayed, a send whose level may move, or one that
    /// comes or goes.
    struct Edge {
        const plan::Input* input = nullptr;
        int bundle = 0, lane = 0;
        DelayLine delay;
        DrivenValue level;
        bool isSend = false;
        int gather = -1;      ///< where it is summed while its level holds; −1: delayed
        double gathered = 0;  ///< the level that the gather's gain was made from, dB
        bool moves = false;   ///< in this quantum
        std::array<float, kQuantum> gains{};
        Passage passage;
        bool passes = false; ///< the passage is on its way in this quantum
        Edge* heir = nullptr;
    };

    /// Inputs of one strip that come straight from one bundle.
    struct Gather {
        int bundle = 0;
        plan::Tap tap = plan::Tap::postFader;
        bool ofSends = false;
        std::array<bool, kBundleStrips> taken{};
        std::array<float, kLaneStride> gain{};

        void set(int strip, float value) noexcept {
            gain[static_cast<std::size_t>(2 * strip)] = value;
            gain[static_cast<std::size_t>(2 * strip + 1)] = value;
        }
    };

    struct StripInput {
        std::vector<Gather> gathers;
        std::vector<Edge> edges;
        bool rests = false; ///< no level moves, nothing comes or goes
    };

    void addInput(StripInput& input, const plan::Input& edge, const Passage* passage);
    void inheritStrip(int lane, const Performance& before);
    void inheritInputs(int lane, const Performance& before, BundleRunner& old, int oldLane);
    void buildSlot(const plan::Slot& planned, const Heritage& heritage);
    bool shareInstances(Slot& slot, const Performance& before);
    /// The gather of a bundle and tap in which the strip has a free place.
    static int gatherFor(StripInput& input, const plan::Strip& from, plan::Tap tap, bool ofSends);
    void advanceEdges(StripInput& input, FramePosition start) noexcept;

    void gatherInputs(FramePosition start, int slot, TrackFeed& feed) noexcept;
    /// False when they are silent or have no track; clears silent_ of what sounds.
    bool gatherTracks(FramePosition start, TrackFeed& feed) noexcept;
    bool readTrack(std::size_t lane, FramePosition start, TrackFeed& feed, float* const room[2], const float* planes[2]) noexcept;
    /// False when it is all silence; nothing is written then.
    bool gatherStrip(int lane, FramePosition start, int slot) noexcept;
    StripMask allStrips() const { return (1u << strips()) - 1u; }
    void runSlot(Slot& slot, FramePosition start, int quantum) noexcept;
    void noteReductions(Slot& slot) noexcept;
    void resetInstance(Slot& slot, std::size_t lane) noexcept;
    StripMask gatherKeys(Slot& slot, int quantum) noexcept;
    void blendDry(Slot& slot, StripMask strips) noexcept;
    void feedGently(const Slot& slot, StripMask entering) noexcept;
    StripMask restingStrips(const Slot& slot, StripMask strips) const noexcept;
    void keepDry(Slot& slot, StripMask strips) noexcept;
    /// What rests may have begun to move.
    void stir() noexcept;
    void touch() noexcept { touched_ = true, stir(); }
    void applyTrims(FramePosition start) noexcept;
    void advanceTrims(FramePosition start) noexcept;
    /// Nothing but numbers gets further than here; says which strips had something else.
    StripMask stopNonsense() noexcept;
    void applyGains(FramePosition start) noexcept;
    void measureLevels() noexcept;
    std::size_t strips() const { return bundle_->strips.size(); }
    const plan::Strip& strip(std::size_t lane) const {
        return plan_->strips[static_cast<std::size_t>(bundle_->strips[lane])];
    }

    std::shared_ptr<const plan::RenderPlan> plan_;
    const plan::Bundle* bundle_;
    const std::vector<BundleRunner*>* others_ = nullptr;
    bool crossed_ = false;
    bool touched_ = false; ///< by a hand
    bool keepPreFader_;
    std::vector<StripTrim> trims_;
    alignas(64) std::array<float, kLaneStride> trimsHeld_{}; ///< of those that do not move
    StripMask trimsMoving_ = 0;
    bool trimsRest_ = false, trimsAreUnity_ = false;
    std::vector<StripInput> inputs_;
    std::vector<Slot> slots_;
    std::vector<StripGain> gains_;
    std::vector<std::unique_ptr<LevelTap>> levels_;
    LoudnessTap loudness_;
    std::array<std::pair<BundleRunner*, int>, kBundleStrips> stripHeirs_{}; ///< runner and lane

    struct AlignedBuffer {
        explicit AlignedBuffer(std::size_t samples);
        float* data() { return samples.get(); }
        const float* data() const { return samples.get(); }
        struct Free {
            void operator()(float* p) const;
        };
        std::unique_ptr<float[], Free> samples;
    };

    AlignedBuffer output_, preFader_, own_, other_, dryLanes_, keyLanes_;
    float* lanes_ = nullptr; ///< the quantum at work: its place in output_
    std::vector<dsp::BusInput> busInputs_; ///< room for those of any strip
    dsp::FaderLines faders_;
    bool metering_ = true;
    StripMask shut_ = 0;   ///< never heard: played as silence
    bool onlyWords_ = false; ///< all that was gathered is from whole numbers: there is no nonsense in it
    StripMask silent_ = 0; ///< silence up to here, in this quantum
    std::vector<char> silentSlots_; ///< outputs that hold nothing but zeros
};

} // namespace lacquer::render
