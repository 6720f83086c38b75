#include "engine/live/programme.h"

#include <algorithm>

namespace lacquer::live {

Programme::Programme(std::shared_ptr<const plan::RenderPlan> plan, std::vector<TrackSound> sounds)
    : performance(std::move(plan)), tracks(std::move(sounds)), targets_(kMoves), mailbox_(kMoves) {}

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

void Programme::applyMoves() noexcept {
    mailbox_.drain([this](std::size_t slot, float value) {
        const HandMove& target = targets_[slot];
        const auto amount = static_cast<double>(value);
        switch (target.of) {
        case HandMove::Of::fader: performance.moveFader({target.id}, amount); break;
        case HandMove::Of::pan: performance.movePan({target.id}, amount); break;
        case HandMove::Of::send: performance.moveSend({target.id}, amount); break;
        case HandMove::Of::parameter:
            performance.moveParameter({target.id}, target.parameter, amount);
            break;
        }
    });
}

void Programme::adopt(Programme& before) noexcept {
    performance.adopt(before.performance);
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
        std::shared_ptr<TrackStream>& heard = old.onBefore ? old.before : old.now;
        if (heard == sound.now) continue;
        // Swapped and not copied: what is let go of dies with the old programme, on main.
        sound.before.swap(heard);
        sound.onBefore = true;
    }
}

} // namespace lacquer::live
