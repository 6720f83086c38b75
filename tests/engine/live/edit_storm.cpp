#include "tests/engine/live/edit_storm.h"

#include "engine/plan/compile.h"
#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/folder_edits.h"
#include "engine/project/freeze_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/metronome_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/take_edits.h"
#include "engine/project/vca_edits.h"

#include <algorithm>

namespace lacquer::testing {
namespace {

using namespace project;

constexpr int kFrames = 4 * 48000;
constexpr std::size_t kMostTracks = 14, kMostBuses = 6, kMostInserts = 4, kMostClips = 6;

Result<Project> refused() { return badInput("Not now."); }

template <typename Made>
Result<Project> only(Result<Added<Made>> added) {
    if (!added) return tl::make_unexpected(added.error());
    return std::move(added->project);
}

History begin(SongId& song, ChannelId& first, SourceId& sound, SourceId& kept) {
    Project project = makeProject("Storm", {48000});
    const auto pool = [&](const char* name) {
        Source source;
        source.name = name;
        source.fileRate = {48000};
        source.length = {kFrames};
        auto added = addSource(std::move(project), source);
        project = std::move(added->project);
        return added->id;
    };
    kept = pool("kept");
    sound = pool("sound");
    auto made = addSong(std::move(project), "Song");
    song = made->id;
    project = std::move(made->project);
    const auto track = [&](const char* name, SourceId source) {
        Clip clip;
        clip.source = source;
        clip.length = {kFrames};
        auto added = addTrack(std::move(project), song, {.name = name, .colour = {}, .mono = false, .clips = {clip}, .output = {}});
        project = std::move(added->project);
        return added->id;
    };
    first = track("Kept", kept);
    for (const char* name : {"A", "B", "C", "D"}) track(name, sound);
    for (const char* name : {"Group", "Return"}) project = std::move(addBus(std::move(project), song, name)->project);
    return History(std::move(project));
}

} // namespace

EditStorm::EditStorm(unsigned seed, Spares spares)
    : random_(seed), spares_(spares), history_([this] {
          SourceId kept;
          History history = begin(song_, first_, sound_, kept);
          sources_.kept = kept;
          sources_.ofKept = noise(2, kFrames, 11);
          // What must not be heard beside the first track is silence, through whatever it goes.
          sources_.ofOthers =
              spares_ == Spares::firstTrack ? Samples(2, std::vector<float>(kFrames)) : noise(2, kFrames, 12);
          return history;
      }()) {}

const Song& EditStorm::songOf(const Project& project) const { return *findSong(project, song_); }

FramePosition EditStorm::somewhere() { return {static_cast<std::int64_t>(upTo(kFrames))}; }

ChannelId EditStorm::trackOf(const Project& project) {
    const auto& tracks = songOf(project).tracks;
    const std::size_t spared = spares_ == Spares::firstTrack ? 1 : 0;
    if (tracks.size() <= spared) return {};
    // The first track may have been moved.
    for (int tries = 0; tries < 8; ++tries) {
        const ChannelId id = tracks[upTo(tracks.size())]->channel.id;
        if (spared == 0 || id != first_) return id;
    }
    return {};
}

ChannelId EditStorm::busOf(const Project& project) {
    const auto& buses = songOf(project).buses;
    return buses.empty() ? ChannelId{} : buses[upTo(buses.size())]->channel.id;
}

ChannelId EditStorm::vcaOf(const Project& project) {
    const auto& vcas = songOf(project).vcas;
    return vcas.empty() ? ChannelId{} : vcas[upTo(vcas.size())]->id;
}

ChannelId EditStorm::channelOf(const Project& project) {
    switch (upTo(8)) {
    case 0: return spares_ == Spares::nothing ? songOf(project).mix->id : busOf(project);
    case 1:
    case 2: return busOf(project);
    case 3: return vcaOf(project);
    default: return trackOf(project);
    }
}

std::pair<ChannelId, InsertId> EditStorm::insertOf(const Project& project) {
    for (int tries = 0; tries < 8; ++tries) {
        const Channel* channel = findChannel(project, channelOf(project));
        if (channel && !channel->inserts.empty())
            return {channel->id, channel->inserts[upTo(channel->inserts.size())]->id};
    }
    return {};
}

std::pair<ChannelId, SendId> EditStorm::sendOf(const Project& project) {
    for (int tries = 0; tries < 8; ++tries) {
        const Channel* channel = findChannel(project, channelOf(project));
        if (channel && !channel->sends.empty())
            return {channel->id, channel->sends[upTo(channel->sends.size())].id};
    }
    return {};
}

const Clip* EditStorm::clipOf(const Project& project) {
    const ChannelId id = trackOf(project);
    for (const auto& track : songOf(project).tracks)
        if (track->channel.id == id && !track->clips->empty()) return &(*track->clips)[upTo(track->clips->size())];
    return nullptr;
}

AutomationTarget EditStorm::targetOf(const Project& project, ChannelId channel, double& low, double& high) {
    const Channel* found = findChannel(project, channel);
    low = -30, high = 6;
    if (found && !found->inserts.empty() && upTo(2)) {
        const Insert& insert = *found->inserts[upTo(found->inserts.size())];
        const ProcessorSpec* spec = catalogue_.find(insert.processor);
        const ParameterSpec& parameter = spec->parameters[upTo(spec->parameters.size())];
        low = parameter.minimum, high = parameter.maximum;
        return {AutomationTarget::Owner::insert, insert.id.value, parameter.id};
    }
    if (found && !found->sends.empty() && upTo(2))
        return {AutomationTarget::Owner::send, found->sends[upTo(found->sends.size())].id.value, "level"};
    return {AutomationTarget::Owner::channel, 0, "fader"};
}

bool EditStorm::keepsTime(const Project& next) const {
    const auto latencyOf = [&](const Project& project) {
        const auto plan = plan::compile(songOf(project), project.rate, project.panLaw, catalogue_);
        return plan ? (*plan)->latency.value : -1;
    };
    return latencyOf(next) == 0;
}

const std::vector<EditStorm::Kind>& EditStorm::allKinds() {
    using S = EditStorm&;
    using P = Project;
    static const std::vector<Kind> kinds{
        {"fader", [](S s, P p) { const auto c = s.channelOf(p); return setFader(std::move(p), c, {s.between(-60, 6)}); }, true},
        {"fader to nothing", [](S s, P p) { const auto c = s.channelOf(p); return setFader(std::move(p), c, kSilence); }, true},
        {"trim", [](S s, P p) { const auto c = s.channelOf(p); return setTrim(std::move(p), c, {s.between(-20, 20)}); }, true},
        {"pan", [](S s, P p) { const auto c = s.channelOf(p); return setPan(std::move(p), c, s.between(-100, 100)); }, true},
        {"width", [](S s, P p) { const auto c = s.channelOf(p); return setWidth(std::move(p), c, s.between(0, 200)); }, true},
        {"polarity", [](S s, P p) { const auto c = s.channelOf(p); return setPolarity(std::move(p), c, s.upTo(2) == 1); }, true},
        {"mute", [](S s, P p) { const auto c = s.channelOf(p); return setMuted(std::move(p), c, s.upTo(2) == 1); }, true},
        {"solo", [](S s, P p) { const auto c = s.channelOf(p); return setSoloed(std::move(p), c, s.upTo(2) == 1); }, false},
        {"solo safe", [](S s, P p) { const auto c = s.channelOf(p); return setSoloSafe(std::move(p), c, s.upTo(2) == 1); }, true},
        {"no solos", [](S s, P p) { return clearSolos(std::move(p), s.song_); }, true},
        {"rename", [](S s, P p) { const auto c = s.channelOf(p); return renameChannel(std::move(p), c, "Name " + std::to_string(s.upTo(1000))); }, true},
        {"pan law", [](S s, P p) { return setPanLaw(std::move(p), static_cast<PanLaw>(s.upTo(5))); }, false},
        {"copy a strip",
         [](S s, P p) {
             const Channel* from = findChannel(p, s.trackOf(p));
             const ChannelId to = s.trackOf(p);
             if (!from || from->id == to) return refused();
             const Channel copied = *from;
             return copyStripSettings(std::move(p), copied, to);
         },
         true},
        {"add a track",
         [](S s, P p) {
             if (s.songOf(p).tracks.size() >= kMostTracks) return refused();
             Clip clip;
             clip.source = s.sound_;
             clip.position = s.somewhere();
             clip.length = {kFrames / 2};
             return only(addTrack(std::move(p), s.song_, {.name = "More", .colour = {}, .mono = s.upTo(2) == 1, .clips = {clip}, .output = {}}));
         },
         true},
        {"remove a track",
         [](S s, P p) {
             if (s.songOf(p).tracks.size() < 4) return refused();
             const auto t = s.trackOf(p);
             return removeTrack(std::move(p), t);
         },
         true},
        {"move a track",
         [](S s, P p) {
             const auto t = s.trackOf(p);
             const int to = static_cast<int>(s.upTo(s.songOf(p).tracks.size()));
             return moveTrack(std::move(p), t, to);
         },
         true},
        {"duplicate a track",
         [](S s, P p) {
             if (s.songOf(p).tracks.size() >= kMostTracks) return refused();
             const auto t = s.trackOf(p);
             return only(duplicateTrack(std::move(p), t));
         },
         true},
        {"add a bus",
         [](S s, P p) {
             if (s.songOf(p).buses.size() >= kMostBuses) return refused();
             return only(addBus(std::move(p), s.song_, "Bus"));
         },
         true},
        {"remove a bus", [](S s, P p) { const auto b = s.busOf(p); return removeBus(std::move(p), b); }, true},
        {"move a bus", [](S s, P p) { const auto b = s.busOf(p); return moveBus(std::move(p), b, 0); }, true},
        {"a bus's role", [](S s, P p) { const auto b = s.busOf(p); return setBusRole(std::move(p), b, s.upTo(2) ? BusRole::group : BusRole::effectReturn); }, true},
        {"output",
         [](S s, P p) {
             const auto c = s.upTo(3) ? s.trackOf(p) : s.busOf(p);
             const auto b = s.upTo(3) ? s.busOf(p) : ChannelId{};
             return setOutput(std::move(p), c, b);
         },
         true},
        {"add a send",
         [](S s, P p) {
             const auto c = s.trackOf(p), b = s.busOf(p);
             return only(addSend(std::move(p), c, b, {s.between(-40, 0)}, s.upTo(2) == 1));
         },
         true},
        {"remove a send", [](S s, P p) { const auto [c, id] = s.sendOf(p); return removeSend(std::move(p), c, id); }, true},
        {"send level", [](S s, P p) { const auto [c, id] = s.sendOf(p); return setSendLevel(std::move(p), c, id, {s.between(-60, 6)}); }, true},
        {"send before the fader", [](S s, P p) { const auto [c, id] = s.sendOf(p); return setSendPreFader(std::move(p), c, id, s.upTo(2) == 1); }, true},
        {"send mute", [](S s, P p) { const auto [c, id] = s.sendOf(p); return setSendMuted(std::move(p), c, id, s.upTo(2) == 1); }, true},
        {"add an insert",
         [](S s, P p) {
             const auto c = s.channelOf(p);
             const Channel* channel = findChannel(p, c);
             if (!channel || channel->inserts.size() >= kMostInserts) return refused();
             const auto all = s.catalogue_.all();
             return only(addInsert(std::move(p), s.catalogue_, c, all[s.upTo(all.size())]->id, {}, s.upTo(2) ? 0 : kAtEnd));
         },
         true},
        {"remove an insert", [](S s, P p) { const auto [c, id] = s.insertOf(p); return removeInsert(std::move(p), c, id); }, true},
        {"move an insert", [](S s, P p) { const auto [c, id] = s.insertOf(p); return moveInsert(std::move(p), c, id, 0); }, true},
        {"copy an insert",
         [](S s, P p) {
             const auto [c, id] = s.insertOf(p);
             const auto to = s.trackOf(p);
             const Channel* channel = findChannel(p, to);
             if (!channel || channel->inserts.size() >= kMostInserts) return refused();
             return only(copyInsert(std::move(p), c, id, to));
         },
         true},
        {"bypass", [](S s, P p) { const auto [c, id] = s.insertOf(p); return setInsertBypassed(std::move(p), c, id, s.upTo(2) == 1); }, true},
        {"parameter",
         [](S s, P p) {
             const auto [c, id] = s.insertOf(p);
             const Channel* channel = findChannel(p, c);
             const Insert* insert = channel ? findInsert(*channel, id) : nullptr;
             if (!insert) return refused();
             const ProcessorSpec* spec = s.catalogue_.find(insert->processor);
             const ParameterSpec& parameter = spec->parameters[s.upTo(spec->parameters.size())];
             double value = s.between(parameter.minimum, parameter.maximum);
             if (parameter.kind != ParameterKind::continuous) value = static_cast<double>(static_cast<int>(value));
             return setInsertParameter(std::move(p), s.catalogue_, c, id, parameter.id, value);
         },
         true},
        {"side-chain",
         [](S s, P p) {
             const auto [c, id] = s.insertOf(p);
             const auto key = s.trackOf(p);
             return setInsertKey(std::move(p), s.catalogue_, c, id, key);
         },
         true},
        {"draw automation",
         [](S s, P p) {
             const auto c = s.channelOf(p);
             if (!findChannel(p, c)) return refused();
             double low, high;
             const auto target = s.targetOf(p, c, low, high);
             std::vector<AutomationPoint> points;
             for (std::int64_t at = s.upTo(4000); at < kFrames && points.size() < 40; at += 1 + s.upTo(20000))
                 points.push_back({{at}, s.between(low, high), s.upTo(3) ? 0 : s.between(-0.9, 0.9)});
             return setCurve(std::move(p), s.catalogue_, c, target, std::move(points));
         },
         true},
        {"a point",
         [](S s, P p) {
             const auto c = s.channelOf(p);
             if (!findChannel(p, c)) return refused();
             double low, high;
             const auto target = s.targetOf(p, c, low, high);
             return setPoint(std::move(p), s.catalogue_, c, target, {s.somewhere(), s.between(low, high)});
         },
         true},
        {"clear automation",
         [](S s, P p) {
             const auto c = s.channelOf(p);
             const Channel* channel = findChannel(p, c);
             if (!channel || channel->automation.empty()) return refused();
             const auto target = channel->automation.front()->target;
             return clearCurve(std::move(p), c, target);
         },
         true},
        {"automation mode", [](S s, P p) { const auto c = s.trackOf(p); return setAutomationMode(std::move(p), c, static_cast<AutomationMode>(s.upTo(6))); }, true},
        {"add a VCA",
         [](S s, P p) {
             if (s.songOf(p).vcas.size() >= 3) return refused();
             return only(addVca(std::move(p), s.song_, "VCA " + std::to_string(s.upTo(1000))));
         },
         true},
        {"remove a VCA", [](S s, P p) { const auto v = s.vcaOf(p); return removeVca(std::move(p), v); }, true},
        {"follow a VCA", [](S s, P p) { const auto t = s.trackOf(p); const auto v = s.upTo(3) ? s.vcaOf(p) : ChannelId{}; return setVca(std::move(p), t, v); }, true},
        {"a VCA's VCA", [](S s, P p) { const auto v = s.vcaOf(p), above = s.vcaOf(p); return setVca(std::move(p), v, above); }, true},
        {"move a VCA", [](S s, P p) { const auto v = s.vcaOf(p); return moveVca(std::move(p), v, 0); }, true},
        {"move a clip",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const auto id = clip->id;
             const auto t = s.trackOf(p);
             return moveClip(std::move(p), id, t, s.somewhere());
         },
         true},
        {"split a clip",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const auto id = clip->id;
             return only(splitClip(std::move(p), id, s.somewhere()));
         },
         true},
        {"trim a clip",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const auto id = clip->id;
             return s.upTo(2) ? trimClipStart(std::move(p), id, s.somewhere()) : trimClipEnd(std::move(p), id, s.somewhere());
         },
         true},
        {"fade a clip",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const auto id = clip->id;
             const FrameCount length{s.upTo(5000)};
             const auto shape = static_cast<FadeShape>(s.upTo(4));
             return s.upTo(2) ? setClipFadeIn(std::move(p), id, length, shape) : setClipFadeOut(std::move(p), id, length, shape);
         },
         true},
        {"a clip's gain",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const auto id = clip->id;
             return setClipGain(std::move(p), id, {s.between(-30, 12)});
         },
         true},
        {"reverse a clip",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const auto id = clip->id;
             return reverseClip(std::move(p), id);
         },
         true},
        {"remove a clip",
         [](S s, P p) {
             const Clip* clip = s.clipOf(p);
             if (!clip) return refused();
             const ClipId id[] = {clip->id};
             return removeClips(std::move(p), id);
         },
         true},
        {"freeze a track",
         [](S s, P p) {
             const auto t = s.trackOf(p);
             Source rendering;
             rendering.name = "frozen";
             rendering.fileRate = {48000};
             rendering.length = {kFrames - static_cast<std::int64_t>(s.upTo(1000))};
             return only(freezeTrack(std::move(p), t, std::move(rendering), {s.upTo(2)}));
         },
         true},
        {"unfreeze a track",
         [](S s, P p) {
             for (const auto& track : s.songOf(p).tracks)
                 if (track->freeze) return unfreezeTrack(std::move(p), track->channel.id);
             return refused();
         },
         true},
        {"add a take",
         [](S s, P p) {
             const auto t = s.trackOf(p);
             const Track* track = findTrack(s.songOf(p), t);
             if (!track || track->takes.size() > 3) return refused();
             return only(addTake(std::move(p), t, "", s.upTo(2) ? TakeContent::empty : TakeContent::copy));
         },
         true},
        {"play another take",
         [](S s, P p) {
             const auto t = s.trackOf(p);
             const Track* track = findTrack(s.songOf(p), t);
             if (!track || track->takes.empty()) return refused();
             return playTake(std::move(p), t, track->takes[s.upTo(track->takes.size())].id);
         },
         true},
        {"comp from a take",
         [](S s, P p) {
             const auto t = s.trackOf(p);
             const Track* track = findTrack(s.songOf(p), t);
             if (!track || track->takes.empty()) return refused();
             const auto take = track->takes[s.upTo(track->takes.size())].id;
             const FramePosition from = s.somewhere();
             return compFromTake(std::move(p), t, take, from, from + FrameCount{1 + s.upTo(40000)}, {s.upTo(500)});
         },
         true},
        {"remove a take",
         [](S s, P p) {
             const auto t = s.trackOf(p);
             const Track* track = findTrack(s.songOf(p), t);
             if (!track || track->takes.empty()) return refused();
             return removeTake(std::move(p), t, track->takes.front().id);
         },
         true},
        {"make a folder",
         [](S s, P p) {
             if (s.songOf(p).folders.size() >= 3) return refused();
             const ChannelId tracks[] = {s.trackOf(p)};
             return only(addFolder(std::move(p), s.song_, "Folder", tracks));
         },
         true},
        {"into a folder",
         [](S s, P p) {
             const auto& folders = s.songOf(p).folders;
             if (folders.empty()) return refused();
             const auto folder = s.upTo(3) ? folders[s.upTo(folders.size())].id : TrackFolderId{};
             const auto t = s.trackOf(p);
             return setTrackFolder(std::move(p), t, folder);
         },
         true},
        {"remove a folder",
         [](S s, P p) {
             if (s.songOf(p).folders.empty()) return refused();
             const auto folder = s.songOf(p).folders.front().id;
             return removeFolder(std::move(p), s.song_, folder);
         },
         true},
        {"link channels",
         [](S s, P p) {
             const ChannelId channels[] = {s.trackOf(p), s.trackOf(p)};
             if (s.songOf(p).links.size() >= 3) return refused();
             return only(addLinkGroup(std::move(p), s.song_, "Link", channels));
         },
         true},
        {"metronome", [](S s, P p) { return setMetronome(std::move(p), {false, {s.between(-60, 6)}, static_cast<int>(s.upTo(3))}); }, false},
        {"tempo", [](S s, P p) { return setTempo(std::move(p), s.song_, {s.somewhere(), s.between(60, 180), 4, 4}); }, true},
        {"no tempo",
         [](S s, P p) {
             if (s.songOf(p).tempo.size() < 2) return refused();
             const auto at = s.songOf(p).tempo.back().position;
             return removeTempo(std::move(p), s.song_, at);
         },
         true},
    };
    return kinds;
}

std::vector<std::string> EditStorm::kinds() const {
    std::vector<std::string> names;
    for (const Kind& kind : allKinds())
        if (mayMake(kind)) names.emplace_back(kind.name);
    return names;
}

void EditStorm::next() {
    // Now and then a run of undos, and half of it back.
    if (upTo(12) == 0) {
        const int back = history_.undo(static_cast<int>(upTo(30)));
        made_["undo"] += back;
        made_["redo"] += history_.redo(back / 2);
        return;
    }
    for (int tries = 0; tries < 20; ++tries) {
        const Kind& kind = allKinds()[upTo(allKinds().size())];
        if (!mayMake(kind)) continue;
        auto next = kind.make(*this, history_.current());
        // As a project that is open for editing does.
        if (!next || !keepsFrozen(history_.current(), *next)) continue;
        if (spares_ == Spares::firstTrack && !keepsTime(*next)) continue;
        history_.record(kind.name, std::move(*next));
        ++made_[kind.name];
        return;
    }
}

std::optional<ChannelId> EditStorm::anyChannel() {
    const ChannelId id = channelOf(history_.current());
    return id ? std::optional(id) : std::nullopt;
}

std::optional<InsertId> EditStorm::anyInsert() {
    const auto [channel, insert] = insertOf(history_.current());
    return insert ? std::optional(insert) : std::nullopt;
}

} // namespace lacquer::testing
