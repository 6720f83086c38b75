#include "engine/render/performance.h"

#include "engine/dsp/mixing.h"
#include "engine/plan/same_bundle.h"

#include <algorithm>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Bundles that somebody taps before the fader: pre-fader sends and side-chains.
std::vector<char> tappedBeforeFader(const plan::RenderPlan& plan) {
    std::vector<char> tapped(plan.bundles.size());
    for (const plan::Strip& strip : plan.strips) {
        for (const plan::Input& input : strip.inputs)
            if (input.tap == plan::Tap::preFader)
                tapped[at(plan.strips[at(input.fromStrip)].bundle)] = 1;
        for (const plan::Insert& insert : strip.inserts)
            if (insert.keyStrip >= 0) tapped[at(plan.strips[at(insert.keyStrip)].bundle)] = 1;
    }
    return tapped;
}

/// Something in the bundle comes or goes.
bool isTouched(const plan::RenderPlan& plan, std::size_t bundle, const plan::Crossing* crossing) {
    if (!crossing) return false;
    for (const auto& [strip, input] : crossing->inputs)
        if (plan.strips[at(strip)].bundle == static_cast<int>(bundle)) return true;
    for (int strip : plan.bundles[bundle].strips)
        for (const plan::Insert& insert : plan.strips[at(strip)].inserts)
            if (std::find(crossing->inserts.begin(), crossing->inserts.end(), insert.id) !=
                crossing->inserts.end())
                return true;
    return false;
}

/// Which bundle needs which, and how long each takes: as many passes over its lanes as it has inserts,
/// and about two for inputs and faders.
TaskGraph graphOf(const plan::RenderPlan& plan) {
    std::vector<int> cost;
    std::vector<std::pair<int, int>> needs;
    std::vector<int> neededBy(plan.bundles.size(), -1); ///< the last bundle that was seen to need it
    for (std::size_t b = 0; b < plan.bundles.size(); ++b) {
        const int bundle = static_cast<int>(b);
        cost.push_back(2 + static_cast<int>(plan.bundles[b].insertSlots.size()));
        const auto need = [&](int strip) {
            const int from = plan.strips[at(strip)].bundle;
            if (from == bundle || std::exchange(neededBy[at(from)], bundle) == bundle) return;
            needs.emplace_back(bundle, from);
        };
        for (int s : plan.bundles[b].strips) {
            const plan::Strip& strip = plan.strips[at(s)];
            for (const plan::Input& input : strip.inputs) need(input.fromStrip);
            for (const plan::Insert& insert : strip.inserts)
                if (insert.keyStrip >= 0) need(insert.keyStrip);
        }
    }
    return TaskGraph(cost, needs);
}

/// The bundles that a bundle reads from.
std::vector<int> feedersOf(const plan::RenderPlan& plan, int bundle) {
    std::vector<int> feeders;
    for (int s : plan.bundles[at(bundle)].strips) {
        const plan::Strip& strip = plan.strips[at(s)];
        for (const plan::Input& input : strip.inputs) feeders.push_back(plan.strips[at(input.fromStrip)].bundle);
        for (const plan::Insert& insert : strip.inserts)
            if (insert.keyStrip >= 0) feeders.push_back(plan.strips[at(insert.keyStrip)].bundle);
    }
    return feeders;
}

/// Whether a bundle's tracks play the same clips in both plans.
bool playAlike(const plan::RenderPlan& a, const plan::RenderPlan& b, int bundle) {
    const auto& strips = a.bundles[at(bundle)].strips;
    return std::all_of(strips.begin(), strips.end(), [&](int s) {
        const int track = a.strips[at(s)].track; // the same in both
        if (track < 0) return true;
        const auto &mine = playedClips(*a.tracks[at(track)]), &its = playedClips(*b.tracks[at(track)]);
        return mine == its || *mine == *its;
    });
}

/// By bundle: everything that reaches it is the same in both plans.
std::vector<char> sameSubgraphs(const plan::RenderPlan& a, const plan::RenderPlan& b) {
    std::vector<char> same(a.bundles.size());
    if (!(a.tempo == b.tempo)) return same;
    const auto tapped = tappedBeforeFader(a), otherTapped = tappedBeforeFader(b);
    for (const auto& level : a.levels)
        for (const int bundle : level) {
            const auto feeders = feedersOf(a, bundle);
            same[at(bundle)] = plan::isSameBundle(a, b, at(bundle)) && tapped[at(bundle)] == otherTapped[at(bundle)] &&
                               playAlike(a, b, bundle) &&
                               std::all_of(feeders.begin(), feeders.end(), [&](int from) { return same[at(from)] != 0; });
        }
    return same;
}

template <typename Id, typename Part>
const Part* find(const std::vector<std::pair<Id, Part>>& sorted, Id id) noexcept {
    const auto found =
        std::lower_bound(sorted.begin(), sorted.end(), id,
                         [](const auto& entry, Id wanted) { return entry.first.value < wanted.value; });
    return found == sorted.end() || found->first != id ? nullptr : &found->second;
}

} // namespace

Performance::Performance(std::shared_ptr<const plan::RenderPlan> plan, int quanta)
    : Performance(std::move(plan), quanta, {}) {}

Performance::Performance(std::shared_ptr<const plan::RenderPlan> plan, int quanta, const Heritage& heritage)
    : plan_(std::move(plan)), graph_(graphOf(*plan_)), left_(at(quanta) * kQuantum), right_(at(quanta) * kQuantum) {
    const auto tapped = tappedBeforeFader(*plan_);
    const Performance* before = heritage.before;
    std::vector<char> tappedThen;
    if (before) tappedThen = tappedBeforeFader(before->plan());
    const bool sameTempo = before && before->plan().tempo == plan_->tempo;
    for (std::size_t b = 0; b < plan_->bundles.size(); ++b) {
        const bool same = sameTempo && b < before->bundles_.size() && tapped[b] == tappedThen[b] &&
                          !before->bundles_[b]->isCrossed() && !isTouched(*plan_, b, heritage.crossing) &&
                          plan::isSameBundle(before->plan(), *plan_, b);
        bundles_.push_back(same ? before->bundles_[b]
                                : std::make_shared<BundleRunner>(plan_, static_cast<int>(b), quanta,
                                                                 tapped[b], heritage));
        inherited_.push_back(same);
        borrowed_.push_back(false);
        runners_.push_back(bundles_.back().get());
    }
    indexParts();
    if (!before) enter();
    if (!heritage.crossing || !heritage.crossing->mix) return;
    const plan::Strip& mix = plan_->strips[at(plan_->mixStrip)];
    passage_ = heritage.comes ? Passage::arriving(mix.outputLatency - mix.inputLatency) : Passage::leaving();
}

Performance::Performance(std::shared_ptr<const plan::RenderPlan> plan,
                         int quanta,
                         const processors::Surroundings& around,
                         std::span<const Performance* const> beside)
    : plan_(std::move(plan)), graph_(graphOf(*plan_)), left_(at(quanta) * kQuantum), right_(at(quanta) * kQuantum) {
    const auto tapped = tappedBeforeFader(*plan_);
    bundles_.resize(plan_->bundles.size());
    inherited_.resize(bundles_.size());
    borrowed_.resize(bundles_.size());
    for (const Performance* other : beside) {
        const auto same = sameSubgraphs(*plan_, other->plan());
        for (std::size_t b = 0; b < bundles_.size(); ++b) {
            if (!same[b] || bundles_[b]) continue;
            bundles_[b] = other->bundles_[b];
            borrowed_[b] = true;
        }
    }
    for (std::size_t b = 0; b < bundles_.size(); ++b) {
        if (!bundles_[b])
            bundles_[b] = std::make_shared<BundleRunner>(plan_, static_cast<int>(b), quanta, tapped[b],
                                                         Heritage{nullptr, nullptr, true, around});
        runners_.push_back(bundles_[b].get());
    }
    indexParts();
    enter();
}

void Performance::indexParts() {
    for (std::size_t s = 0; s < plan_->strips.size(); ++s)
        strips_.emplace_back(plan_->strips[s].channel, static_cast<int>(s));
    for (std::size_t s = 0; s < plan_->strips.size(); ++s)
        for (const plan::VcaShare& share : plan_->strips[s].vcas) vcaStrips_.emplace_back(share.vca, static_cast<int>(s));
    for (std::size_t b = 0; b < bundles_.size(); ++b) {
        const plan::Bundle& planned = plan_->bundles[b];
        for (std::size_t slot = 0; slot < planned.insertSlots.size(); ++slot)
            for (std::size_t lane = 0; lane < planned.strips.size(); ++lane)
                if (planned.insertSlots[slot].strips & (1u << lane)) {
                    const plan::Strip& strip = plan_->strips[at(planned.strips[lane])];
                    inserts_.emplace_back(
                        strip.inserts[at(planned.insertSlots[slot].insert[lane])].id,
                        InsertPlace{runners_[b], static_cast<int>(slot), static_cast<int>(lane)});
                }
    }
    auto byId = [](const auto& a, const auto& b) { return a.first.value < b.first.value; };
    std::sort(strips_.begin(), strips_.end(), byId);
    std::sort(vcaStrips_.begin(), vcaStrips_.end(), byId);
    std::sort(inserts_.begin(), inserts_.end(), byId);
}

Performance::~Performance() = default;

void Performance::runBundle(
    int bundle, FramePosition start, int slot, int quanta, TrackFeed& feed) noexcept {
    for (int k = 0; k < quanta; ++k)
        bundles_[at(bundle)]->run(start + FrameCount{k * kQuantum}, slot + k, feed);
}

void Performance::runTask(void* context, int bundle) noexcept {
    const Block& block = *static_cast<const Block*>(context);
    block.performance->runBundle(bundle, block.start, 0, block.quanta, *block.feed);
}

void Performance::run(FramePosition start, int quanta, TrackFeed& feed, WorkerPool* pool) noexcept {
    if (!entered_) enter();
    Block block{this, start, quanta, &feed};
    if (pool)
        pool->run(graph_, runTask, &block);
    else
        WorkerPool::runAlone(graph_, runTask, &block);
    for (int slot = 0; slot < quanta; ++slot) {
        float* const left = left_.data() + slot * kQuantum;
        float* const right = right_.data() + slot * kQuantum;
        readOutput(plan_->mixStrip, slot, left, right);
        if (passage_.advance()) {
            passage_.apply(left);
            passage_.apply(right);
        }
    }
}

void Performance::goOffline() noexcept {
    for (auto& bundle : bundles_) bundle->goOffline();
}

void Performance::readOutput(int strip, int slot, float* left, float* right) const noexcept {
    const plan::Strip& planned = plan_->strips[at(strip)];
    const float* lanes = runnerOf(planned).output(slot);
    dsp::fromLane(lanes, 2 * planned.lane, left);
    dsp::fromLane(lanes, 2 * planned.lane + 1, right);
}

void Performance::takeOver() noexcept {
    for (std::size_t b = 0; b < bundles_.size(); ++b)
        if (!inherited_[b]) bundles_[b]->takeOver();
}

/// From now on the bundles belong to this performance.
void Performance::enter() noexcept {
    for (std::size_t b = 0; b < bundles_.size(); ++b) {
        if (!borrowed_[b]) bundles_[b]->connect(runners_);
        if (inherited_[b]) bundles_[b]->release();
    }
    entered_ = true;
}

void Performance::reset() noexcept {
    for (auto& bundle : bundles_) bundle->reset();
}

void Performance::moveFader(ChannelId channel, double decibels) noexcept {
    if (const auto [runner, lane] = runnerOf(channel); runner) {
        runner->gain(lane).moveFader(decibels);
        return;
    }
    const auto [first, last] = std::equal_range(vcaStrips_.begin(), vcaStrips_.end(), std::pair{channel, 0},
                                                [](const auto& a, const auto& b) { return a.first.value < b.first.value; });
    for (auto entry = first; entry != last; ++entry) {
        const plan::Strip& planned = plan_->strips[at(entry->second)];
        runnerOf(planned).gain(planned.lane).moveVca(channel, decibels);
    }
}

void Performance::moveTrim(ChannelId channel, double decibels) noexcept {
    if (const auto [runner, lane] = runnerOf(channel); runner) runner->trim(lane).moveTo(decibels);
}

void Performance::movePan(ChannelId channel, double pan) noexcept {
    if (const auto [runner, lane] = runnerOf(channel); runner) runner->gain(lane).movePan(pan);
}

void Performance::moveSend(SendId send, double decibels) noexcept {
    for (auto& bundle : bundles_)
        if (DrivenValue* level = bundle->send(send)) level->moveTo(decibels);
}

void Performance::moveParameter(InsertId insert, std::size_t parameter, double value) noexcept {
    const InsertPlace place = placeOf(insert);
    if (place.runner) place.runner->insert(insert)->moveTo(parameter, value);
}

Performance::Driven Performance::driven(const HandPlace& place, Hand hand, int which) noexcept {
    using Of = HandPlace::Of;
    const auto ofStrip = [this](int strip) -> StripGain& {
        const plan::Strip& planned = plan_->strips[at(strip)];
        return runnerOf(planned).gain(planned.lane);
    };
    if (place.of == Of::fader || place.of == Of::mute) {
        const auto [first, last] = std::equal_range(vcaStrips_.begin(), vcaStrips_.end(), std::pair{ChannelId{place.id}, 0},
                                                    [](const auto& a, const auto& b) { return a.first.value < b.first.value; });
        if (which < last - first) {
            const int strip = (first + which)->second;
            return {ofStrip(strip).vca(ChannelId{place.id}, place.of == Of::mute), plan_->strips[at(strip)].outputLatency};
        }
    }
    if (which > 0) return {};
    if (place.of == Of::parameter) {
        const InsertPlace spot = placeOf(InsertId{place.id});
        InsertRunner* const insert = spot.runner ? spot.runner->insert(InsertId{place.id}) : nullptr;
        if (!insert) return {};
        DrivenValue& value = hand == Hand::takes ? insert->taken(place.parameter) : insert->driven(place.parameter);
        return {&value, insert->insert().offset};
    }
    if (place.of == Of::send) {
        for (auto& bundle : bundles_)
            if (const auto [level, strip] = bundle->sendFrom(SendId{place.id}); level)
                return {level, plan_->strips[at(strip)].outputLatency};
        return {};
    }
    const int strip = stripOf(ChannelId{place.id});
    if (strip < 0) return {};
    const plan::Strip& planned = plan_->strips[at(strip)];
    if (place.of == Of::trim) return {&runnerOf(planned).trim(planned.lane).level(), planned.inputLatency};
    StripGain& gain = ofStrip(strip);
    DrivenValue* const values[] = {&gain.fader(), nullptr, &gain.pan(), &gain.width(), &gain.mute()};
    return {values[static_cast<std::size_t>(place.of)], planned.outputLatency};
}

int Performance::stripOf(ChannelId channel) const noexcept {
    const int* strip = find(strips_, channel);
    return strip ? *strip : -1;
}

std::pair<BundleRunner*, int> Performance::runnerOf(ChannelId channel) const noexcept {
    const int strip = stripOf(channel);
    if (strip < 0) return {nullptr, 0};
    const plan::Strip& planned = plan_->strips[at(strip)];
    return {&runnerOf(planned), planned.lane};
}

Performance::InsertPlace Performance::placeOf(InsertId insert) const noexcept {
    const InsertPlace* place = find(inserts_, insert);
    return place ? *place : InsertPlace{};
}

LevelTap& Performance::level(int strip) {
    const plan::Strip& planned = plan_->strips[at(strip)];
    return runnerOf(planned).level(planned.lane);
}

LoudnessLevels Performance::loudness(int strip) {
    const plan::Strip& planned = plan_->strips[at(strip)];
    LoudnessTap& tap = runnerOf(planned).loudness();
    tap.ask();
    return tap.of(planned.lane);
}

float Performance::gainReduction(InsertId insert) const noexcept {
    const InsertPlace place = placeOf(insert);
    return place.runner ? place.runner->gainReduction(insert) : 0;
}

} // namespace lacquer::render
