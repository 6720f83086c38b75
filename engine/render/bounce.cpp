#include "engine/render/bounce.h"

#include "engine/plan/compile.h"
#include "engine/processors/impulse_responses.h"
#include "engine/render/block_pipeline.h"
#include "engine/render/clip_feed.h"
#include "engine/render/performance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <thread>

namespace lacquer::render {
namespace {

/// The loudest silence.
float loudestOf(Silence silence) {
    constexpr float kFaintest = 3.0e-8f; // 24-bit audio knows nothing below it
    return silence == Silence::digital ? 0.0f : kFaintest;
}

/// One file in the making: takes the wanted frames out of the blocks, and holds back what may turn
/// out to be the silence behind the end.
class Output {
public:
    Output(AudioSink& sink, std::int64_t from, std::int64_t end)
        : sink_(&sink), next_(from), from_(from), end_(end) {}

    /// `start` is the timeline frame of the block's first sample; frames up to `soundingUntil` are
    /// written, later ones are held.
    Result<void> take(std::int64_t start,
                      const float* left,
                      const float* right,
                      std::int64_t soundingUntil) {
        const std::int64_t to = std::min(start + kBlockFrames, end_);
        if (to > next_) {
            const std::int64_t from = std::max(start, next_);
            if (left_.empty() && to <= soundingUntil) {
                next_ = to;
                return write(left + (from - start), right + (from - start), to - from);
            }
            left_.insert(left_.end(), left + (from - start), left + (to - start));
            right_.insert(right_.end(), right + (from - start), right + (to - start));
            next_ = to;
        }
        return release(soundingUntil);
    }

    /// Writes what is held before `soundingUntil`.
    Result<void> release(std::int64_t soundingUntil) {
        const auto held = static_cast<std::int64_t>(left_.size());
        const std::int64_t count = std::min(held, soundingUntil - (next_ - held));
        if (count <= 0) return {};
        auto result = write(left_.data(), right_.data(), count);
        left_.erase(left_.begin(), left_.begin() + count);
        right_.erase(right_.begin(), right_.begin() + count);
        return result;
    }

    bool complete() const { return next_ >= end_; }
    std::int64_t written() const { return next_ - from_ - static_cast<std::int64_t>(left_.size()); }
    double share() const {
        return end_ > from_ ? static_cast<double>(next_ - from_) / static_cast<double>(end_ - from_)
                            : 1.0;
    }

private:
    Result<void> write(const float* left, const float* right, std::int64_t frames) {
        const float* planes[2] = {left, right};
        return frames > 0 ? sink_->write(planes, static_cast<int>(frames)) : Result<void>{};
    }

    AudioSink* sink_;
    std::int64_t next_, from_, end_;
    std::vector<float> left_, right_;
};

/// A stem's own way into the mix.
struct Stem {
    int strip = 0;
    Output output;
    DelayLine delay;
    std::vector<float> left = std::vector<float>(kBlockFrames);
    std::vector<float> right = std::vector<float>(kBlockFrames);

    Result<void> take(const Performance& performance,
                      std::int64_t start,
                      int firstSlot,
                      std::int64_t soundingUntil) {
        for (int k = 0; k < kBlockQuanta; ++k) {
            float* l = left.data() + k * kQuantum;
            float* r = right.data() + k * kQuantum;
            performance.readOutput(strip, firstSlot + k, l, r);
            delay.process(l, r);
        }
        return output.take(start, left.data(), right.data(), soundingUntil);
    }
};

/// What a frozen track rings on behind its last clip was rendered in.
FramePosition soundEndOf(const project::Song& song) {
    FramePosition end = endOf(song);
    for (const auto& track : song.tracks)
        for (const project::Clip& clip : *playedClips(*track)) end = std::max(end, clip.end());
    return end;
}

/// First and last frame of a bounce.
struct Range {
    std::int64_t from = 0, end = 0, contentEnd = 0;
    bool untilSilent = false; ///< `end` is the latest; silence may end it before
};

Range rangeOf(const BounceRequest& request, const project::Song& song, const plan::RenderPlan& plan) {
    Range range;
    range.from = request.from.value;
    range.contentEnd = endOf(song).value;
    range.untilSilent = !request.to && !request.tail.length;
    if (request.to)
        range.end = request.to->value;
    else if (request.tail.length)
        range.end = range.contentEnd + framesIn(*request.tail.length, request.rate).value;
    else
        range.end = soundEndOf(song).value + plan.tail.value;
    range.end = std::max(range.end, range.from);
    return range;
}

/// One mix in the making.
class Bounce {
public:
    /// Some of it may be computed by the bounces beside it.
    Bounce(const BounceRequest& request,
           const MixOrder& order,
           std::shared_ptr<const plan::RenderPlan> plan,
           const AudioSources& sources,
           std::span<const Performance* const> beside)
        : plan_(std::move(plan)), rate_(request.rate), range_(rangeOf(request, *order.song, *plan_)),
          feed_(*plan_, sources), performance_(plan_, kBlockQuanta * kBlocksUnderWay, {&sources, nullptr}, beside),
          silent_(loudestOf(request.tail.silence)), mix_(*order.mix, range_.from, range_.end),
          soundingUntil_(range_.contentEnd) {
        performance_.goOffline();
        const FrameCount arrival = mixStrip().inputLatency;
        for (const StemSink& wanted : order.stems)
            for (std::size_t s = 0; s < plan_->strips.size(); ++s)
                if (plan_->strips[s].channel == wanted.channel)
                    stems_.push_back({static_cast<int>(s),
                                      Output(*wanted.sink, range_.from, range_.end),
                                      DelayLine(arrival - plan_->strips[s].outputLatency)});
        complete_ = mix_.complete();
    }

    const Performance& performance() const { return performance_; }
    bool isComplete() const { return complete_; }
    double share() const { return complete_ ? 1.0 : mix_.share(); }

    BlockRun run() {
        BlockRun run{&performance_, &feed_, {plan_->mixStrip}};
        for (const Stem& stem : stems_) run.heard.push_back(stem.strip);
        return run;
    }

    /// What sounded before the first frame still rings there: start early enough to have it.
    std::int64_t firstPosition() const {
        const std::int64_t ringing =
            std::clamp<std::int64_t>(plan_->tail.value, 2 * rate_.hz, 30 * rate_.hz);
        return std::max<std::int64_t>(0, range_.from - ringing) / kQuantum * kQuantum;
    }

    Result<void> take(FramePosition start, int slot) {
        if (complete_) return {};
        if (auto taken = takeBlock(start.value, slot); !taken) return taken;
        const std::int64_t end = start.value + kBlockFrames - plan_->latency.value;
        const bool rangOff = range_.untilSilent && end > soundingUntil_ + kQuietSeconds * rate_.hz;
        complete_ = rangOff || mix_.complete();
        return {};
    }

    BounceSummary summary() {
        BounceSummary summary{{mix_.written()}, plan_->latency, {}};
        for (std::size_t s = 0; s < plan_->strips.size(); ++s)
            if (performance_.level(static_cast<int>(s)).stopped.load() > 0)
                summary.stoppedIn.push_back(plan_->strips[s].name);
        return summary;
    }

private:
    /// Behind the last clip, silence this long is the end: echoes lie closer together.
    static constexpr std::int64_t kQuietSeconds = 6;

    const plan::Strip& mixStrip() const {
        return plan_->strips[static_cast<std::size_t>(plan_->mixStrip)];
    }

    Result<void> takeBlock(std::int64_t position, int firstSlot) {
        for (int k = 0; k < kBlockQuanta; ++k)
            performance_.readOutput(plan_->mixStrip, firstSlot + k, left_.data() + k * kQuantum,
                                    right_.data() + k * kQuantum);
        const std::int64_t heard = position - plan_->latency.value;
        if (range_.untilSilent) {
            for (int k = 0; k < kBlockFrames; ++k)
                if (std::abs(left_[static_cast<std::size_t>(k)]) > silent_ ||
                    std::abs(right_[static_cast<std::size_t>(k)]) > silent_)
                    soundingUntil_ = std::max(soundingUntil_, heard + k + 1);
        }
        const std::int64_t until = range_.untilSilent ? soundingUntil_ : range_.end;
        // Stems are taken where they enter the mix, which is earlier than its output.
        for (Stem& stem : stems_)
            if (auto result =
                    stem.take(performance_, position - mixStrip().inputLatency.value, firstSlot, until);
                !result)
                return result;
        return mix_.take(heard, left_.data(), right_.data(), until);
    }

    std::shared_ptr<const plan::RenderPlan> plan_;
    SampleRate rate_;
    Range range_;
    ClipFeed feed_;
    Performance performance_;
    float silent_;
    std::vector<float> left_ = std::vector<float>(kBlockFrames);
    std::vector<float> right_ = std::vector<float>(kBlockFrames);
    Output mix_;
    std::vector<Stem> stems_;
    std::int64_t soundingUntil_; ///< timeline frame behind the last sound of the mix
    bool complete_ = false;
};

} // namespace

Result<void> checkFiles(const plan::RenderPlan& plan, const AudioSources& sources) {
    for (const plan::Strip& strip : plan.strips)
        for (const plan::Insert& insert : strip.inserts)
            for (const std::string& id : insert.type->audioFiles) {
                const auto text = insert.settings().texts.find(id);
                if (text == insert.settings().texts.end()) continue;
                if (auto fits = processors::checkAudioFile(text->second, sources); !fits)
                    return badInput(insert.type->spec.name + " on \"" + strip.name + "\": " +
                                    fits.error().message);
            }
    return {};
}

Result<BounceSummary> bounce(const BounceRequest& request,
                             const processors::ProcessorCatalogue& catalogue,
                             const AudioSources& sources,
                             AudioSink& mix,
                             std::span<const StemSink> stems,
                             const Progress& progress) {
    const MixOrder order{request.song, &mix, stems};
    auto done = bounceTogether(request, {&order, 1}, catalogue, sources, progress);
    if (!done) return tl::make_unexpected(done.error());
    return std::move(done->front());
}

Result<std::vector<BounceSummary>> bounceTogether(const BounceRequest& request,
                                                  std::span<const MixOrder> orders,
                                                  const processors::ProcessorCatalogue& catalogue,
                                                  const AudioSources& sources,
                                                  const Progress& progress) {
    std::vector<std::unique_ptr<Bounce>> bounces;
    std::vector<const Performance*> beside;
    std::vector<BlockRun> runs;
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (const MixOrder& order : orders) {
        auto plan = plan::compile(*order.song, request.rate, request.panLaw, catalogue, nullptr,
                                  request.withMonitoring ? plan::Purpose::listening : plan::Purpose::delivery);
        if (!plan) return tl::make_unexpected(plan.error());
        if (auto there = checkFiles(**plan, sources); !there) return tl::make_unexpected(there.error());
        bounces.push_back(std::make_unique<Bounce>(request, order, *plan, sources, beside));
        beside.push_back(&bounces.back()->performance());
        runs.push_back(bounces.back()->run());
        first = std::min(first, bounces.back()->firstPosition());
    }
    const auto isComplete = [](const auto& one) { return one->isComplete(); };
    const auto take = [&](FramePosition start, int slot) -> Result<bool> {
        double share = 1;
        for (const auto& one : bounces) {
            if (auto taken = one->take(start, slot); !taken) return tl::make_unexpected(taken.error());
            share = std::min(share, one->share());
        }
        if (progress && !progress(share)) return fail(ErrorKind::cancelled, "The render was stopped.");
        return !std::all_of(bounces.begin(), bounces.end(), isComplete);
    };
    const int threads = request.threads > 0 ? request.threads : static_cast<int>(std::thread::hardware_concurrency());
    if (!std::all_of(bounces.begin(), bounces.end(), isComplete))
        if (auto done = runBlocks(runs, {first}, threads, take); !done) return tl::make_unexpected(done.error());
    std::vector<BounceSummary> summaries;
    for (const auto& one : bounces) summaries.push_back(one->summary());
    return summaries;
}

} // namespace lacquer::render
