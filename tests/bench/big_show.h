#pragma once

#include "tests/engine/render/song_maker.h"

#include <string>
#include <vector>

namespace lacquer::testing {

/// Every track has EQ, compressor and gate, a fader curve and a send; eight groups, one reverb.
inline constexpr int kShowTracks = 200;

struct Show {
    SongMaker maker;
    std::vector<ChannelId> tracks;

    Show() {
        const ChannelId hall = maker.addBus("Hall");
        maker.insert(hall, "reverb");
        std::vector<ChannelId> groups;
        for (int k = 0; k < 8; ++k) groups.push_back(maker.addBus("Group " + std::to_string(k)));
        for (int k = 0; k < kShowTracks; ++k) {
            const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(2, 4800, 1));
            maker.at(track).output = groups[static_cast<std::size_t>(k % 8)];
            maker.insert(track, "eq", {{"band2.on", 1}, {"band2.freq", 120}, {"band2.gain", 2}});
            maker.insert(track, "compressor", {{"threshold", -24}, {"ratio", 3}});
            maker.insert(track, "gate", {{"threshold", -60}});
            maker.send(track, hall, -12);
            maker.automate(track, "fader", {{{0}, -12}, {{1000}, -9}, {{4000}, -14}});
            tracks.push_back(track);
        }
    }
};

} // namespace lacquer::testing
