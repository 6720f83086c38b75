#pragma once

#include "engine/live/player.h"
#include "engine/surfaces/hands.h"
#include "engine/surfaces/rig.h"
#include "formats/audio/source_pool.h"
#include "formats/project/project_store.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::cli {

/// Surfaces on a song that plays without the window: what they ask for becomes edits of the open
/// project, and the transport's wishes.
///
/// Errors   an edit that cannot be saved, told on stderr and not made
/// Thread   [main]
class SurfaceSession {
public:
    SurfaceSession(formats::ProjectStore store, SongId song, live::Player& player,
                   std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<const AudioSources> sources);
    ~SurfaceSession();

    void add(surfaces::Setup setup) { rig_.add(std::move(setup)); }
    /// Carries out what waits and tells the surfaces how things stand; every few milliseconds.
    void turn();
    bool isPlaying() const { return playing_; }

private:
    void obey(const surfaces::Deed& deed);
    void press(const surfaces::Press& press);
    bool commit(const std::string& name, project::Project next);
    void step(int by);
    void locate(FramePosition position);
    void tellMix();
    void hear();
    FramePosition end() const;
    const project::Song* song() const;

    formats::ProjectStore store_;
    SongId song_;
    live::Player& player_;
    std::shared_ptr<const Catalogue> catalogue_;
    std::shared_ptr<const AudioSources> sources_;
    surfaces::AutomationRecorder recorder_;
    surfaces::Hands hands_;
    ChannelId selected_;
    bool dim_ = false, mono_ = false;
    bool playing_ = false;
    FramePosition position_;
    std::chrono::steady_clock::time_point nextReading_{};
    surfaces::Rig rig_; ///< last: its thread ends before what it speaks to
};

} // namespace lacquer::cli
