#pragma once

#include "engine/plan/render_plan.h"
#include "engine/render/bundle_runner.h"
#include "engine/render/hand_place.h"
#include "engine/render/task_graph.h"
#include "engine/render/track_feed.h"
#include "engine/render/worker_pool.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace lacquer::render {

/// A plan with its running state: what plays it, live and offline alike.
///
/// Built on one thread with everything allocated, then run on another. A new performance goes on
/// where the one before is: strips, inserts and sends are matched by id and processors that are in
/// both are shared, so that an edit while playing costs little, does not click, and untouched signals
/// keep their bits. What an edit takes away or brings is faded: first the performance before is built
/// once more with what leaves, then the new one with what arrives.
///
/// Thread   construction and destruction [main]; run, takeOver, reset and the hand's moves [render]
///          (no allocation); level and gain-reduction readings [main]
class Performance {
public:
    /// `quanta` is how many quanta one call of run() may take: 1 live, more offline. The bits do not
    /// depend on it.
    explicit Performance(std::shared_ptr<const plan::RenderPlan> plan, int quanta = 1);
    /// To go on from another, which may be running meanwhile and must live until takeOver() or until
    /// this one is dropped.
    Performance(std::shared_ptr<const plan::RenderPlan> plan, int quanta, const Heritage& heritage);
    /// To run beside others from the same position, block by block, for other mixes of one song: what
    /// hangs on nothing that differs from one of them is not computed twice. They must live as long.
    Performance(std::shared_ptr<const plan::RenderPlan> plan,
                int quanta,
                const processors::Surroundings& around,
                std::span<const Performance* const> beside);
    ~Performance();
    Performance(const Performance&) = delete;
    Performance& operator=(const Performance&) = delete;

    const plan::RenderPlan& plan() const { return *plan_; }

    /// Runs `quanta` quanta from `start`, a multiple of kQuantum (the position of what goes in; what
    /// comes out is later by plan().latency). `pool` may be null.
    void run(FramePosition start, int quanta, TrackFeed& feed, WorkerPool* pool) noexcept;

    /// Runs `quanta` quanta of one bundle from `start` into its outputs from `slot` on. What feeds it
    /// must be there in the same slots; different bundles from different threads at once.
    void runBundle(int bundle, FramePosition start, int slot, int quanta, TrackFeed& feed) noexcept;

    /// A bundle of another one is run there, for both.
    bool isBorrowed(int bundle) const { return borrowed_[static_cast<std::size_t>(bundle)]; }
    /// Who runs a bundle: the same for all that share it.
    const BundleRunner* whoRuns(int bundle) const { return runners_[static_cast<std::size_t>(bundle)]; }

    /// Says that it is not played but rendered: nobody reads levels, no hand moves anything.
    void goOffline() noexcept;

    /// The mix after run(): planar, kQuantum frames per quantum.
    const float* left() const { return left_.data(); }
    const float* right() const { return right_.data(); }

    /// One strip's output in quantum `slot` of the last run: planar kQuantum frames.
    void readOutput(int strip, int slot, float* left, float* right) const noexcept;

    /// Takes over the state of the performance it was built to go on from, which must not run again.
    void takeOver() noexcept;

    /// All memories empty, as after construction: for a locate.
    void reset() noexcept;

    /// A hand moves a value ahead of the edit that will follow; unknown ids are ignored.
    /// Of a VCA too: all that it moves follow.
    void moveFader(ChannelId channel, double decibels) noexcept;
    void moveTrim(ChannelId channel, double decibels) noexcept;
    void movePan(ChannelId channel, double pan) noexcept;
    void moveSend(SendId send, double decibels) noexcept;
    void moveParameter(InsertId insert, std::size_t parameter, double value) noexcept;

    /// A value for a hand that writes automation, and how many frames behind the input its sound is;
    /// null when the plan does not have it.
    struct Driven {
        DrivenValue* value = nullptr;
        FrameCount late;
    };
    enum class Hand { takes, looks };
    /// A VCA's value is in every strip that it moves, the same in all: `which` counts them from 0, and
    /// null is behind the last.
    Driven driven(const HandPlace& place, Hand hand, int which = 0) noexcept;

    /// −1 when the channel is not in the plan.
    int stripOf(ChannelId channel) const noexcept;
    /// Who runs a channel, and in which lane; null when it is not in the plan.
    std::pair<BundleRunner*, int> runnerOf(ChannelId channel) const noexcept;
    struct InsertPlace {
        BundleRunner* runner = nullptr; ///< null: not in the plan
        int slot = 0, lane = 0;
    };
    InsertPlace placeOf(InsertId insert) const noexcept;
    LevelTap& level(int strip);
    /// Of a strip that it is asked for again and again: it takes a moment to be there.
    LoudnessLevels loudness(int strip);
    float gainReduction(InsertId insert) const noexcept;

private:
    struct Block {
        Performance* performance;
        FramePosition start;
        int quanta;
        TrackFeed* feed;
    };

    void indexParts();
    void enter() noexcept;
    static void runTask(void* context, int bundle) noexcept;
    BundleRunner& runnerOf(const plan::Strip& strip) const {
        return *bundles_[static_cast<std::size_t>(strip.bundle)];
    }

    std::shared_ptr<const plan::RenderPlan> plan_;
    /// Shared with the performance before where nothing in them changed.
    std::vector<std::shared_ptr<BundleRunner>> bundles_;
    std::vector<char> inherited_;       ///< by bundle: shared with the one before
    std::vector<char> borrowed_;        ///< by bundle: shared with one beside
    std::vector<BundleRunner*> runners_; ///< by bundle, for what they read from each other
    TaskGraph graph_;                    ///< of the bundles
    bool entered_ = false;
    std::vector<float> left_, right_;
    std::vector<std::pair<ChannelId, int>> strips_;             ///< by id
    std::vector<std::pair<ChannelId, int>> vcaStrips_;          ///< by id of the VCA
    std::vector<std::pair<InsertId, InsertPlace>> inserts_;     ///< by id
    Passage passage_; ///< of the output
};

} // namespace lacquer::render
