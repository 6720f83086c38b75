#pragma once

#include "engine/live/track_stream.h"
#include "engine/realtime/parameter_mailbox.h"
#include "engine/render/performance.h"
#include "engine/vocabulary/ids.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lacquer::live {

/// Where a track's sound comes from. After an edit of its clips, what they sounded like before
/// goes on until the new pages are there, and is crossfaded into them.
struct TrackSound {
    enum class Age { known, fresh };

    TrackSound(ChannelId owner, std::shared_ptr<TrackStream> stream, Age age)
        : channel(owner), now(std::move(stream)), patience(age == Age::fresh ? kPatience : 0) {}

    ChannelId channel;
    std::shared_ptr<TrackStream> now;

    // Of the engine thread once posted:
    std::shared_ptr<TrackStream> before; ///< heard instead of `now` while `onBefore`
    bool onBefore = false;
    bool wasLate = false; ///< the quantum before was not there: what comes now is faded in
    int patience; ///< quanta that may be missing before the disk is called slow

private:
    /// Half a second at 48 kHz: a track that comes while playing is read from then on.
    static constexpr int kPatience = 375;
};

/// A performance and where its tracks sound from.
struct Scene {
    std::shared_ptr<const plan::RenderPlan> plan;
    render::Performance performance;
    std::vector<TrackSound> tracks; ///< by plan::Strip::track

    /// Goes on where `before` is: signals, values and tracks' sound. [render]
    void takeOver(Scene& before) noexcept;
};

/// A value that a hand moves while something plays: ahead of the edit that will follow, or writing
/// automation, until it lets go.
struct HandMove {
    enum class Way { move, hold, lift };
    render::HandPlace place;
    Way way = Way::move;

    friend bool operator==(const HandMove&, const HandMove&) = default;
};

/// What a player shows, ready to run: the performance, its tracks' sound, and the hands on it. Made
/// on main, run by the engine thread, and freed on main again.
///
/// Where an edit takes something away, the scene before goes on for a moment with what leaves faded
/// out; only then the new scene begins.
class Programme {
public:
    /// `before` is what the engine thread runs, or null. `farewellTracks` are those of before.
    Programme(std::shared_ptr<const plan::RenderPlan> plan,
              std::vector<TrackSound> tracks,
              const Programme* before,
              std::vector<TrackSound> farewellTracks,
              const processors::Surroundings& around = {});

    /// What it comes to.
    Scene& scene() noexcept { return *scene_; }
    const render::Performance& performance() const noexcept { return scene_->performance; }
    /// What is run now. [render]
    Scene& running() noexcept { return farewell_ && parting_ > 0 ? *farewell_ : *scene_; }
    /// What leaves or arrives is on its way: no other programme can take over yet. [render]
    bool isCrossing() const noexcept { return parting_ + arriving_ > 0; }
    /// A quantum was run. [render]
    void passOn() noexcept;

    /// Does nothing when more values are moved at once than hands can hold. [main]
    void move(const HandMove& target, float value) noexcept;
    /// The writing hand lets go. [main]
    void letGo(const HandMove& target) noexcept;
    /// What writing hands wanted of another, which was never run. [main]
    void moveAsIn(Programme& unheard) noexcept;
    /// [render]
    void applyMoves() noexcept;
    /// Goes on where `before` is, which must be the one it was built on and goes back to main.
    /// [render]
    void takeOver(Programme& before) noexcept;
    /// Begins afresh: what sounded before has rung out. [render]
    void beginAfresh() noexcept { parting_ = arriving_ = 0; }

private:
    static constexpr std::size_t kMoves = 256;

    static void apply(render::Performance& performance, const HandMove& target, float value) noexcept;

    std::unique_ptr<Scene> farewell_; ///< null: nothing leaves
    std::unique_ptr<Scene> scene_;
    int parting_ = 0;  ///< quanta until the farewell is over
    int arriving_ = 0; ///< quanta until everything new has arrived
    std::vector<HandMove> targets_; ///< by mailbox slot; a slot is filled before it is first posted
    std::size_t used_ = 0;
    realtime::ParameterMailbox mailbox_;
};

} // namespace lacquer::live
