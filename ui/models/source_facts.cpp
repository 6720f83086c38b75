#include "ui/models/source_facts.h"

#include <algorithm>

namespace lacquer::ui {

SourceFacts::SourceFacts(QObject* parent) : QObject(parent), thread_([this] { work(); }) {}

SourceFacts::~SourceFacts() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        ++generation_;
    }
    wake_.notify_all();
    thread_.join();
}

void SourceFacts::setSources(Open open, SampleRate rate, Known known) {
    const std::lock_guard lock(mutex_);
    open_ = std::move(open);
    rate_ = rate;
    if (known == Known::forgotten) {
        facts_.clear();
        wanted_.clear();
        ++generation_;
    }
}

const SourceFact* SourceFacts::of(SourceId source) {
    const auto [found, isNew] = facts_.try_emplace(source, nullptr);
    if (isNew) {
        {
            const std::lock_guard lock(mutex_);
            wanted_.push_back(source);
        }
        wake_.notify_one();
    }
    return found->second.get();
}

const SourceFact* SourceFacts::known(SourceId source) const {
    const auto found = facts_.find(source);
    return found == facts_.end() ? nullptr : found->second.get();
}

void SourceFacts::work() {
    for (;;) {
        SourceId source;
        Open open;
        SampleRate rate;
        std::uint64_t generation = 0;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return ending_ || !wanted_.empty(); });
            if (ending_) return;
            source = wanted_.front();
            wanted_.pop_front();
            open = open_;
            rate = rate_;
            generation = generation_;
        }
        auto fact = std::make_shared<SourceFact>();
        const auto goOn = [&](double) {
            const std::lock_guard lock(mutex_);
            return generation == generation_;
        };
        if (const auto reader = open ? open(source) : nullptr) {
            fact->onsets = analysis::detectOnsets(*reader, rate, goOn);
            if (goOn(0)) fact->levels = analysis::levelsOf(*reader, {0}, reader->length(), rate);
        }
        QMetaObject::invokeMethod(
            this,
            [this, source, generation, fact] {
                {
                    const std::lock_guard lock(mutex_);
                    if (generation != generation_) return;
                }
                facts_[source] = fact;
                emit arrived(source);
            },
            Qt::QueuedConnection);
    }
}

FramePosition timelineOf(const project::Clip& clip, FramePosition inSource) {
    const std::int64_t inside = inSource.value - clip.offset.value;
    return clip.position + FrameCount{clip.reversed ? clip.length.value - 1 - inside : inside};
}

FramePosition sourceOf(const project::Clip& clip, FramePosition onTimeline) {
    const std::int64_t inside = (onTimeline - clip.position).value;
    return {clip.offset.value + (clip.reversed ? clip.length.value - 1 - inside : inside)};
}

std::vector<FramePosition> hitsOf(const project::Clip& clip, const SourceFact& fact, double strength) {
    std::vector<FramePosition> hits;
    if (clip.reversed) return hits;
    const std::int64_t end = clip.offset.value + clip.length.value;
    auto onset = std::ranges::lower_bound(fact.onsets, clip.offset.value, {}, [](const analysis::Onset& one) { return one.at.value; });
    for (; onset != fact.onsets.end() && onset->at.value < end; ++onset)
        if (onset->strength >= strength) hits.push_back(timelineOf(clip, onset->at));
    return hits;
}

analysis::LevelTrack levelsOf(const project::Clip& clip, const SourceFact& fact) {
    analysis::LevelTrack part;
    part.hop = fact.levels.hop.value > 0 ? fact.levels.hop : FrameCount{48};
    // From a whole entry on: at most a millisecond before the clip.
    const auto first = static_cast<std::size_t>(std::max<std::int64_t>(0, clip.offset.value / part.hop.value));
    const auto last = std::min(fact.levels.levels.size(),
                               static_cast<std::size_t>((clip.offset.value + clip.length.value + part.hop.value - 1) / part.hop.value));
    part.start = {clip.offset.value};
    part.length = clip.length;
    if (first < last) part.levels.assign(fact.levels.levels.begin() + static_cast<std::ptrdiff_t>(first), fact.levels.levels.begin() + static_cast<std::ptrdiff_t>(last));
    return part;
}

} // namespace lacquer::ui
