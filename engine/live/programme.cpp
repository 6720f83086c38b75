#include "engine/live/programme.h"

#include "engine/project/hand_order.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::live {

namespace {

/// What arrives is heard when the delays before it are full; half a second at 48 kHz at most.
int quantaOnTheWay(const plan::RenderPlan& plan) {
    constexpr std::int64_t kLongest = 375;
    return static_cast<int>(std::min(kLongest, plan.latency.value / kQuantum + 2));
}

} // namespace

void Scene::takeOver(Scene& before) noexcept {
    performance.takeOver();
    std::size_t guess = 0; // tracks mostly stay in order
    for (TrackSound& sound : tracks) {
        if (guess >= before.tracks.size() || before.tracks[guess].channel != sound.channel) {
            const auto found =
                std::find_if(before.tracks.begin(), before.tracks.end(),
                             [&](const TrackSound& old) { return old.channel == sound.channel; });
            if (found == before.tracks.end()) continue;
            guess = static_cast<std::size_t>(found - before.tracks.begin());
        }
        TrackSound& old = before.tracks[guess++];
        sound.wasLate = old.wasLate;
        sound.patience = std::max(sound.patience, old.patience);
        std::shared_ptr<TrackStream>& heard = old.onBefore ? old.before : old.now;
        if (heard == sound.now) continue;
        // Swapped and not copied: what is let go of dies with the old programme, on main.
        sound.before.swap(heard);
        sound.onBefore = true;
    }
}

Programme::Programme(std::shared_ptr<const plan::RenderPlan> plan,
                     std::vector<TrackSound> sounds,
                     const Programme* before,
                     std::vector<TrackSound> farewellTracks,
                     const processors::Surroundings& around)
    : targets_(kMoves), mailbox_(kMoves) {
    const render::Performance* running = before ? &before->performance() : nullptr;
    plan::Crossings crossings;
    if (running) crossings = plan::crossingsOf(running->plan(), *plan);
    if (!crossings.leaving.isEmpty()) {
        const auto leaving = before->scene_->plan;
        farewell_.reset(new Scene{leaving, {leaving, 1, {running, &crossings.leaving, false, around}},
                                  std::move(farewellTracks)});
        running = &farewell_->performance;
        parting_ = render::kGlideQuanta;
    }
    if (!crossings.arriving.isEmpty()) arriving_ = render::kGlideQuanta + quantaOnTheWay(*plan);
    scene_.reset(new Scene{plan, {plan, 1, {running, &crossings.arriving, true, around}}, std::move(sounds)});
}

void Programme::move(const HandMove& target, float value) noexcept {
    const auto end = targets_.begin() + static_cast<std::ptrdiff_t>(used_);
    auto found = std::find(targets_.begin(), end, target);
    if (found == end) {
        if (used_ == kMoves) return;
        *found = target;
        ++used_;
    }
    // The mailbox's release makes a new target visible to the engine thread with its first value.
    mailbox_.post(static_cast<std::size_t>(found - targets_.begin()), value);
}

void Programme::letGo(const HandMove& target) noexcept { move(target, std::numeric_limits<float>::quiet_NaN()); }

void Programme::moveAsIn(Programme& unheard) noexcept {
    unheard.mailbox_.drain([&](std::size_t slot, float value) {
        if (unheard.targets_[slot].way != HandMove::Way::move) move(unheard.targets_[slot], value);
    });
}

void Programme::apply(render::Performance& performance, const HandMove& target, float value) noexcept {
    using render::HandPlace;
    const auto amount = static_cast<double>(value);
    const HandPlace& place = target.place;
    if (target.way != HandMove::Way::move) {
        const int back = static_cast<int>(project::kReturnSeconds * performance.plan().rate.hz / kQuantum);
        for (int which = 0;; ++which) {
            render::DrivenValue* const driven = performance.driven(place, render::Performance::Hand::takes, which).value;
            if (!driven) return;
            if (std::isnan(value)) driven->letGo(back);
            else if (target.way == HandMove::Way::hold) driven->hold(amount);
            else driven->lift(amount);
        }
    }
    switch (place.of) {
    case HandPlace::Of::fader: performance.moveFader({place.id}, amount); break;
    case HandPlace::Of::trim: performance.moveTrim({place.id}, amount); break;
    case HandPlace::Of::pan: performance.movePan({place.id}, amount); break;
    case HandPlace::Of::send: performance.moveSend({place.id}, amount); break;
    case HandPlace::Of::parameter: performance.moveParameter({place.id}, place.parameter, amount); break;
    case HandPlace::Of::width:
    case HandPlace::Of::mute: break; // heard with their edit
    }
}

void Programme::applyMoves() noexcept {
    if (parting_ > 0) return;
    mailbox_.drain([this](std::size_t slot, float value) { apply(scene_->performance, targets_[slot], value); });
}

void Programme::passOn() noexcept {
    if (parting_ == 0) {
        arriving_ = std::max(arriving_ - 1, 0);
        return;
    }
    if (--parting_ == 0) scene_->takeOver(*farewell_);
}

void Programme::takeOver(Programme& before) noexcept {
    if (farewell_)
        farewell_->takeOver(*before.scene_);
    else
        scene_->takeOver(*before.scene_);
    // What a writing hand has asked for and nobody has obeyed yet.
    render::Performance& heir = farewell_ ? farewell_->performance : scene_->performance;
    before.mailbox_.drain([&](std::size_t slot, float value) {
        if (before.targets_[slot].way != HandMove::Way::move) apply(heir, before.targets_[slot], value);
    });
}

} // namespace lacquer::live
