#include "engine/project/snapshot_edits.h"

#include "engine/project/routing_edits.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

namespace lacquer::project {
namespace {

std::vector<std::shared_ptr<const Channel>> stripsOf(const Song& song) {
    std::vector<std::shared_ptr<const Channel>> strips;
    for (const auto& track : song.tracks) strips.push_back(std::make_shared<const Channel>(track->channel));
    for (const auto& bus : song.buses) strips.push_back(std::make_shared<const Channel>(bus->channel));
    strips.insert(strips.end(), song.vcas.begin(), song.vcas.end());
    strips.push_back(song.mix);
    return strips;
}

template <typename Change>
Result<Project> changeSnapshot(Project project, SongId song, SnapshotId id, Change change) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        for (auto& snapshot : changed.snapshots)
            if (snapshot->id == id) {
                MixSnapshot next = *snapshot;
                change(next, changed);
                snapshot = std::make_shared<const MixSnapshot>(std::move(next));
                return {};
            }
        return detail::gone("snapshot");
    });
}

bool isBroughtBack(std::string_view processor, const RecallParts& parts) {
    constexpr std::array kEqualizers{"eq", "lineareq", "dynamiceq"};
    constexpr std::array kDynamics{"compressor", "gate", "limiter", "multiband", "deesser", "clipper", "transient"};
    if (std::ranges::count(kEqualizers, processor) > 0) return parts.equalizers;
    if (std::ranges::count(kDynamics, processor) > 0) return parts.dynamics;
    return parts.effects;
}

using Chain = std::vector<std::shared_ptr<const Insert>>;

/// The chain with the kinds that are brought back as they were, the others as they are.
Chain recalledChain(const Chain& now, const Chain& then, const RecallParts& parts) {
    Chain chain = now;
    const auto placeOf = [&](InsertId id) {
        return std::ranges::find(chain, id, [](const auto& insert) { return insert->id; });
    };
    std::erase_if(chain, [&](const auto& insert) {
        return isBroughtBack(insert->processor, parts) &&
               std::ranges::none_of(then, [&](const auto& old) { return old->id == insert->id; });
    });
    InsertId before;
    for (const auto& old : then) {
        if (isBroughtBack(old->processor, parts)) {
            if (const auto found = placeOf(old->id); found != chain.end()) {
                *found = old;
            } else {
                // Behind what stood before it then.
                const auto neighbour = before ? placeOf(before) : chain.end();
                chain.insert(neighbour == chain.end() ? chain.begin() : neighbour + 1, old);
            }
        }
        if (placeOf(old->id) != chain.end()) before = old->id;
    }
    // With every kind back the order is back, too.
    if (parts.equalizers && parts.dynamics && parts.effects) return then;
    return chain;
}

bool hasTarget(const Channel& channel, const AutomationTarget& target) {
    switch (target.owner) {
    case AutomationTarget::Owner::channel: return true;
    case AutomationTarget::Owner::send: return std::ranges::any_of(channel.sends, [&](const Send& send) { return send.id.value == target.id; });
    case AutomationTarget::Owner::insert:
        return std::ranges::any_of(channel.inserts, [&](const auto& insert) { return insert->id.value == target.id; });
    }
    return false;
}

/// Whether the curve moves something that is brought back.
bool isCurveBroughtBack(const Channel& was, const AutomationTarget& target, const RecallParts& parts) {
    if (target.owner == AutomationTarget::Owner::send) return parts.sends;
    if (target.owner == AutomationTarget::Owner::insert) {
        for (const auto& insert : was.inserts)
            if (insert->id.value == target.id) return isBroughtBack(insert->processor, parts);
        return false;
    }
    if (target.parameter == "pan" || target.parameter == "width") return parts.pans;
    if (target.parameter == "mute") return parts.mutes;
    return parts.levels;
}

void recallStrip(Channel& now, const Channel& then, const Song& song, const RecallParts& parts) {
    if (parts.levels) {
        now.trim = then.trim;
        now.polarityInverted = then.polarityInverted;
        now.fader = then.fader;
    }
    if (parts.pans) {
        now.pan = then.pan;
        now.width = then.width;
    }
    if (parts.mutes) now.muted = then.muted;
    const Channel before = now;
    now.inserts = recalledChain(now.inserts, then.inserts, parts);
    for (auto& insert : now.inserts)
        if (insert->key && !findChannel(song, insert->key)) {
            Insert own = *insert;
            own.key = {};
            insert = std::make_shared<const Insert>(std::move(own));
        }
    if (parts.sends) {
        now.sends.clear();
        for (const Send& send : then.sends)
            if (findBus(song, send.bus)) now.sends.push_back(send);
    }
    if (parts.outputs && now.id != song.mix->id && (!then.output || findBus(song, then.output))) now.output = then.output;
    if (parts.outputs && (!then.vca || findVca(song, then.vca))) now.vca = then.vca;
    if (parts.automation) {
        std::erase_if(now.automation, [&](const auto& curve) {
            return isCurveBroughtBack(before, curve->target, parts) || isCurveBroughtBack(then, curve->target, parts);
        });
        for (const auto& curve : then.automation)
            if (isCurveBroughtBack(then, curve->target, parts)) now.automation.push_back(curve);
        now.automationMode = then.automationMode;
    }
    std::erase_if(now.automation, [&](const auto& curve) { return !hasTarget(now, curve->target); });
}

/// An insert or send that moved to another strip since then must not be there twice.
void giveOwnIds(Project& project, SongId songId) {
    std::set<std::uint64_t> seen;
    const auto repair = [&](Channel& channel) {
        bool changed = false;
        const auto retarget = [&](AutomationTarget::Owner owner, std::uint64_t from, std::uint64_t to) {
            for (auto& curve : channel.automation)
                if (curve->target.owner == owner && curve->target.id == from) {
                    AutomationCurve moved = *curve;
                    moved.target.id = to;
                    curve = std::make_shared<const AutomationCurve>(std::move(moved));
                }
        };
        for (auto& insert : channel.inserts)
            if (!seen.insert(insert->id.value).second) {
                Insert own = *insert;
                own.id = takeId<InsertId>(project);
                retarget(AutomationTarget::Owner::insert, insert->id.value, own.id.value);
                insert = std::make_shared<const Insert>(std::move(own));
                changed = true;
            }
        for (Send& send : channel.sends)
            if (!seen.insert(send.id.value).second) {
                const SendId own = takeId<SendId>(project);
                retarget(AutomationTarget::Owner::send, send.id.value, own.value);
                send.id = own;
                changed = true;
            }
        return changed;
    };
    for (auto& song : project.songs) {
        if (song->id != songId) continue;
        Song next = *song;
        const auto strip = [&](auto& shared) {
            auto copy = *shared;
            if (repair(copy.channel)) shared = std::make_shared<const std::decay_t<decltype(copy)>>(std::move(copy));
        };
        for (auto& track : next.tracks) strip(track);
        for (auto& bus : next.buses) strip(bus);
        Channel mix = *next.mix;
        if (repair(mix)) next.mix = std::make_shared<const Channel>(std::move(mix));
        song = std::make_shared<const Song>(std::move(next));
    }
}

} // namespace

RecallParts RecallParts::none() { return {false, false, false, false, false, false, false, false, false}; }

const MixSnapshot* findSnapshot(const Song& song, SnapshotId id) {
    for (const auto& snapshot : song.snapshots)
        if (snapshot->id == id) return snapshot.get();
    return nullptr;
}

Result<Added<SnapshotId>> addSnapshot(Project project, SongId songId, std::string name) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    for (std::size_t n = song->snapshots.size() + 1; name.empty(); ++n) {
        const std::string wanted = fmt::format("Mix {}", n);
        if (std::ranges::none_of(song->snapshots, [&](const auto& one) { return one->name == wanted; })) name = wanted;
    }
    MixSnapshot snapshot{takeId<SnapshotId>(project), std::move(name), stripsOf(*song)};
    const SnapshotId id = snapshot.id;
    auto changed = changeSong(std::move(project), songId, [&](Song& next) {
        next.snapshots.push_back(std::make_shared<const MixSnapshot>(std::move(snapshot)));
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<SnapshotId>{std::move(*changed), id};
}

Result<Project> updateSnapshot(Project project, SongId song, SnapshotId id) {
    return changeSnapshot(std::move(project), song, id, [](MixSnapshot& snapshot, const Song& now) { snapshot.channels = stripsOf(now); });
}

Result<Project> renameSnapshot(Project project, SongId song, SnapshotId id, std::string name) {
    if (name.empty()) return badInput("A snapshot needs a name; you gave none.");
    return changeSnapshot(std::move(project), song, id, [&](MixSnapshot& snapshot, const Song&) { snapshot.name = std::move(name); });
}

Result<Project> removeSnapshot(Project project, SongId song, SnapshotId id) {
    return changeSong(std::move(project), song, [&](Song& changed) -> Result<void> {
        if (std::erase_if(changed.snapshots, [&](const auto& one) { return one->id == id; }) == 0) return detail::gone("snapshot");
        return {};
    });
}

Result<Project> recallSnapshot(Project project, SongId songId, SnapshotId id, const RecallParts& parts,
                               std::span<const ChannelId> only) {
    const Song* song = findSong(project, songId);
    if (!song) return detail::gone("song");
    const MixSnapshot* snapshot = findSnapshot(*song, id);
    if (!snapshot) return detail::gone("snapshot");
    const auto strips = snapshot->channels;
    std::vector<ChannelId> recalled;
    auto changed = changeSong(std::move(project), songId, [&](Song& next) -> Result<void> {
        const Song before = next;
        for (const auto& then : strips) {
            if (!only.empty() && std::ranges::find(only, then->id) == only.end()) continue;
            if (!findChannel(before, then->id)) continue;
            recalled.push_back(then->id);
            auto recall = [&](Channel& now) { recallStrip(now, *then, before, parts); };
            if (auto done = changeChannelIn(next, then->id, recall); !done) return done;
        }
        return {};
    });
    if (!changed) return changed;
    giveOwnIds(*changed, songId);
    const Song* now = findSong(*changed, songId);
    for (const ChannelId channel : recalled) {
        const Channel* strip = findChannel(*now, channel);
        std::optional<std::string> loop;
        if (const auto ring = findVcaRing(*now, channel, strip->vca))
            return badInput(fmt::format("This recall would make a VCA move itself: {}. Recall outputs of all strips together.", *ring));
        if (strip->output) loop = findLoop(*changed, channel, strip->output);
        for (const Send& send : strip->sends)
            if (!loop) loop = findLoop(*changed, channel, send.bus);
        if (loop) return badInput(fmt::format("This recall would send sound in a loop: {}. Recall outputs and sends of all strips together.", *loop));
    }
    return changed;
}

Song withSnapshot(Song song, const MixSnapshot& snapshot) {
    for (const auto& strip : snapshot.channels) {
        auto put = [&](Channel& channel) { channel = *strip; };
        if (findChannel(song, strip->id)) (void)changeChannelIn(song, strip->id, put);
    }
    return song;
}

} // namespace lacquer::project
