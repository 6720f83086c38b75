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
    int patience; ///< quanta that may be missing before the disk is called slow

private:
    /// Half a second at 48 kHz: a track that comes while playing is read from then on.
    static constexpr int kPatience = 375;
};

/// A value that a hand moves while something plays, ahead of the edit that will follow.
struct HandMove {
    enum class Of { fader, pan, send, parameter };
    Of of = Of::fader;
    std::uint64_t id = 0;      ///< channel, send or insert
    std::size_t parameter = 0; ///< index into the processor's spec

    friend bool operator==(const HandMove&, const HandMove&) = default;
};

/// What a player shows, ready to run: the performance, its tracks' sound, and the hands on it. Made
/// on main, run by the engine thread, and freed on main again.
class Programme {
public:
    Programme(std::shared_ptr<const plan::RenderPlan> plan, std::vector<TrackSound> tracks);

    render::Performance performance;
    std::vector<TrackSound> tracks; ///< by plan::Strip::track

    /// Does nothing when more values are moved at once than hands can hold. [main]
    void move(const HandMove& target, float value) noexcept;
    /// [render]
    void applyMoves() noexcept;
    /// Goes on where `before` is, which goes back to main: signals, values and tracks' sound.
    /// [render]
    void adopt(Programme& before) noexcept;

private:
    static constexpr std::size_t kMoves = 256;

    std::vector<HandMove> targets_; ///< by mailbox slot; a slot is filled before it is first posted
    std::size_t used_ = 0;
    realtime::ParameterMailbox mailbox_;
};

} // namespace lacquer::live
