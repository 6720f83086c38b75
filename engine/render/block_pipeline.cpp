#include "engine/render/block_pipeline.h"

#include "engine/realtime/flush_denormals.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace lacquer::render {
namespace {

/// A bundle, or the taking of the finished blocks, on its way through the blocks.
struct Stage {
    Performance* performance = nullptr; ///< null: the taking
    TrackFeed* feed = nullptr;
    int bundle = 0;
    std::vector<std::size_t> feeders;   ///< stages whose block must be there before
    std::vector<std::size_t> consumers; ///< stages that must be done with a slot before it is used again
    std::int64_t done = 0;              ///< blocks; they are run in order
    bool running = false;
};

void connect(std::vector<Stage>& stages, std::size_t from, std::size_t to) {
    auto& feeders = stages[to].feeders;
    if (from == to || std::find(feeders.begin(), feeders.end(), from) != feeders.end()) return;
    feeders.push_back(from);
    stages[from].consumers.push_back(to);
}

/// One stage per bundle in the order of the plans' levels, feeders first, and the last for what is
/// taken.
class Pipeline {
public:
    Pipeline(std::span<const BlockRun> runs, FramePosition from, const TakeBlock& take) : from_(from), take_(&take) {
        std::unordered_map<const BundleRunner*, std::size_t> stageOf;
        for (const BlockRun& run : runs)
            for (const auto& level : run.performance->plan().levels)
                for (const int bundle : level) {
                    if (run.performance->isBorrowed(bundle)) continue;
                    stageOf.emplace(run.performance->whoRuns(bundle), stages_.size());
                    Stage& stage = stages_.emplace_back();
                    stage.performance = run.performance;
                    stage.feed = run.feed;
                    stage.bundle = bundle;
                }
        stages_.emplace_back();
        for (const BlockRun& run : runs) {
            const plan::RenderPlan& plan = run.performance->plan();
            const auto stageOfStrip = [&](int strip) {
                return stageOf.at(run.performance->whoRuns(plan.strips[static_cast<std::size_t>(strip)].bundle));
            };
            for (const plan::Strip& strip : plan.strips) {
                const std::size_t to = stageOf.at(run.performance->whoRuns(strip.bundle));
                for (const plan::Input& input : strip.inputs) connect(stages_, stageOfStrip(input.fromStrip), to);
                for (const plan::Insert& insert : strip.inserts)
                    if (insert.keyStrip >= 0) connect(stages_, stageOfStrip(insert.keyStrip), to);
            }
            for (const int strip : run.heard) connect(stages_, stageOfStrip(strip), taking());
        }
        // A bundle that nobody hears would run ahead without end.
        for (std::size_t s = 0; s < taking(); ++s)
            if (stages_[s].consumers.empty()) connect(stages_, s, taking());
    }

    Result<void> run(int threads) {
        std::vector<std::thread> workers;
        for (int k = 1; k < threads; ++k) workers.emplace_back([this] { work(false); });
        work(true);
        for (std::thread& worker : workers) worker.join();
        return result_;
    }

private:
    std::size_t taking() const { return stages_.size() - 1; }

    bool isReady(const Stage& stage) const {
        if (stage.running) return false;
        const auto there = [&](std::size_t s) { return stages_[s].done > stage.done; };
        const auto free = [&](std::size_t s) {
            return stages_[s].done > stage.done - kBlocksUnderWay;
        };
        return std::all_of(stage.feeders.begin(), stage.feeders.end(), there) &&
               std::all_of(stage.consumers.begin(), stage.consumers.end(), free);
    }

    /// What is nearest to the end goes first, so that the tracks do not run further ahead than it
    /// takes to keep everybody busy.
    Stage* nextReady(bool caller) {
        if (caller && isReady(stages_.back())) return &stages_.back();
        Stage* next = nullptr;
        for (std::size_t s = taking(); s-- > 0;) {
            Stage& stage = stages_[s];
            if (isReady(stage) && (!next || stage.done < next->done)) next = &stage;
        }
        return next;
    }

    void work(bool caller) {
        const realtime::FlushDenormals flush;
        std::unique_lock lock(mutex_);
        while (!stopped_) {
            Stage* const stage = nextReady(caller);
            if (!stage) {
                changed_.wait(lock);
                continue;
            }
            stage->running = true;
            lock.unlock();
            const bool goesOn = runStage(*stage);
            lock.lock();
            stage->running = false;
            ++stage->done;
            if (!goesOn) stopped_ = true;
            changed_.notify_all();
        }
    }

    bool runStage(const Stage& stage) {
        const FramePosition start = from_ + FrameCount{stage.done * kBlockFrames};
        const int slot = static_cast<int>(stage.done % kBlocksUnderWay) * kBlockQuanta;
        if (&stage != &stages_.back()) {
            stage.performance->runBundle(stage.bundle, start, slot, kBlockQuanta, *stage.feed);
            return true;
        }
        const Result<bool> taken = (*take_)(start, slot);
        if (!taken) result_ = tl::make_unexpected(taken.error());
        return taken && *taken;
    }

    FramePosition from_;
    const TakeBlock* take_;
    std::vector<Stage> stages_;
    std::mutex mutex_;       ///< stages' done and running, stopped_
    std::condition_variable changed_;
    bool stopped_ = false;
    Result<void> result_;
};

} // namespace

Result<void> runBlocks(std::span<const BlockRun> runs, FramePosition from, int threads, const TakeBlock& take) {
    return Pipeline(runs, from, take).run(threads);
}

} // namespace lacquer::render
