#include "app/cli/album_files.h"
#include "app/cli/album_judgement.h"
#include "app/cli/album_listening.h"
#include "app/cli/edit_command.h"
#include "engine/mastering/isrc_series.h"
#include "engine/project/album_edits.h"
#include "engine/project/edit_names.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/album/mix_offer.h"
#include "formats/project/kept_artwork.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace lacquer::cli {
namespace {

using namespace project;

constexpr const char* kShapes[] = {"linear", "equalpower", "scurve", "exponential"};

using Words = std::vector<std::string>;

Result<FadeShape> parseShape(const std::string& text) {
    const Words names(std::begin(kShapes), std::end(kShapes));
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<FadeShape>(i);
    return badInput(fmt::format("A fade's shape is one of {}; you gave \"{}\".{}", fmt::join(names, ", "),
                                text, suggestion(text, names)));
}

/// "N" as the place of a track that is there, counting from 0.
Result<int> placeOf(const Project& project, const std::string& number) {
    const auto track = findAlbumPlace(project, number);
    if (!track) return tl::make_unexpected(track.error());
    const auto& tracks = project.album->tracks;
    const auto found = std::find_if(tracks.begin(), tracks.end(),
                                    [&](const auto& other) { return other->id == *track; });
    return static_cast<int>(found - tracks.begin());
}

Result<Edit> finish(std::string name, Result<Project> next) {
    if (!next) return tl::make_unexpected(next.error());
    return Edit{std::move(name), std::move(*next), {}};
}

Result<Edit> add(const Words& words, const Project& project, const EditContext& context) {
    Project next = project;
    for (const std::string& word : words) {
        const auto song = findSongPlace(next, word);
        if (song) {
            auto added = addSongToAlbum(std::move(next), *song);
            if (!added) return tl::make_unexpected(added.error());
            next = std::move(added->project);
            continue;
        }
        auto added = addFilesToAlbum(std::move(next), word, context.folder, song.error());
        if (!added) return tl::make_unexpected(added.error());
        next = std::move(*added);
    }
    return Edit{words.size() == 1 ? fmt::format("Add {} to the album", words.front())
                                  : fmt::format("Add {} tracks to the album", words.size()),
                std::move(next), {}};
}

Result<Edit> removeTrack(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    return finish(editOfAlbumTrack(project, "Remove", *track), removeAlbumTrack(project, *track));
}

Result<Edit> move(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    const auto to = placeOf(project, words[1]);
    if (!to) return tl::make_unexpected(to.error());
    return finish(editOfAlbumTrack(project, "Move", *track), moveAlbumTrack(project, *track, *to));
}

Result<Edit> gap(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    const auto time = parseTime(words[1], "A gap");
    if (!time) return tl::make_unexpected(time.error());
    return finish(editOfAlbumTrack(project, "Gap before", *track), setAlbumGap(project, *track, *time));
}

Result<Edit> crossfade(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    const auto time = parseTime(words[1], "A crossfade");
    if (!time) return tl::make_unexpected(time.error());
    FadeShape shape = FadeShape::equalPower;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto pair = splitAssignment(words[i]);
        if (!pair) return tl::make_unexpected(pair.error());
        if (pair->first != "shape")
            return badInput(fmt::format("A crossfade has no value \"{}\": it has a shape.", pair->first));
        const auto parsed = parseShape(pair->second);
        if (!parsed) return tl::make_unexpected(parsed.error());
        shape = *parsed;
    }
    return finish(editOfAlbumTrack(project, "Crossfade into", *track),
                  setAlbumCrossfade(project, *track, *time, shape));
}

Result<Edit> fade(const Words& words, const Project& project) {
    const auto id = findAlbumPlace(project, words[0]);
    if (!id) return tl::make_unexpected(id.error());
    AlbumTrack track = *findAlbumTrack(project, *id);
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto pair = splitAssignment(words[i]);
        if (!pair) return tl::make_unexpected(pair.error());
        const auto& [name, text] = *pair;
        if (name == "in" || name == "out") {
            const auto time = parseTime(text, "A fade");
            if (!time) return tl::make_unexpected(time.error());
            (name == "in" ? track.fadeIn : track.fadeOut) = *time;
        } else if (name == "shape" || name == "in.shape" || name == "out.shape") {
            const auto shape = parseShape(text);
            if (!shape) return tl::make_unexpected(shape.error());
            if (name != "out.shape") track.fadeInShape = *shape;
            if (name != "in.shape") track.fadeOutShape = *shape;
        } else {
            const Words names{"in", "out", "shape", "in.shape", "out.shape"};
            return badInput(fmt::format("A fade has no value \"{}\".{}", name, suggestion(name, names)));
        }
    }
    auto next = setAlbumFadeIn(project, *id, track.fadeIn, track.fadeInShape);
    if (next) next = setAlbumFadeOut(std::move(*next), *id, track.fadeOut, track.fadeOutShape);
    return finish(editOfAlbumTrack(project, "Fades of", *id), std::move(next));
}

Result<Edit> gain(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    ParameterSpec level;
    level.name = "The gain of an album track";
    level.unit = Unit::decibels;
    level.taper = Taper::fader;
    level.minimum = -90;
    level.maximum = 24;
    const auto value = parseValue(level, words[1]);
    if (!value) return tl::make_unexpected(value.error());
    return finish(editOfAlbumTrack(project, "Gain of", *track),
                  setAlbumGain(project, *track, Decibels{*value}));
}

Result<Edit> meta(const Words& words, const Project& project, const EditContext& context) {
    const bool isOfTrack = !words[0].empty() && words[0].find('=') == std::string::npos;
    AlbumTrackId track;
    if (isOfTrack) {
        const auto found = findAlbumPlace(project, words[0]);
        if (!found) return tl::make_unexpected(found.error());
        track = *found;
        if (words.size() < 2)
            return fail(ErrorKind::badUsage, "Say what to write, like title=\"Night Drive\".");
    }
    Result<Project> next = project;
    for (std::size_t i = isOfTrack ? 1 : 0; i < words.size(); ++i) {
        auto pair = splitAssignment(words[i]);
        if (!pair) return tl::make_unexpected(pair.error());
        if (pair->first == "artwork" && !pair->second.empty()) {
            auto kept = formats::keepArtwork(pair->second, context.folder);
            if (!kept) return tl::make_unexpected(kept.error());
            pair->second = std::move(*kept);
        }
        next = isOfTrack ? setAlbumTrackMetadata(std::move(*next), track, pair->first, pair->second)
                         : setAlbumMetadata(std::move(*next), pair->first, pair->second);
        if (!next) return tl::make_unexpected(next.error());
    }
    return finish(isOfTrack ? editOfAlbumTrack(project, "Tags of", track) : "Tags of the album",
                  std::move(next));
}

Result<Edit> pregap(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    const auto time = parseTime(words[1], "A pregap");
    if (!time) return tl::make_unexpected(time.error());
    return finish(editOfAlbumTrack(project, "Pregap of", *track), setAlbumPregap(project, *track, *time));
}

Result<Edit> index(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    std::vector<Seconds> marks;
    for (std::size_t i = 1; i < words.size() && words[1] != "none"; ++i) {
        const auto time = parseTime(words[i], "An index mark");
        if (!time) return tl::make_unexpected(time.error());
        marks.push_back(*time);
    }
    return finish(editOfAlbumTrack(project, "Index marks of", *track), setAlbumIndexMarks(project, *track, std::move(marks)));
}

Result<bool> parseSwitch(const std::string& text) {
    if (text == "on") return true;
    if (text == "off") return false;
    return badInput(fmt::format("Say on or off; you gave \"{}\".", text));
}

Result<Edit> side(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    const auto on = parseSwitch(words[1]);
    if (!on) return tl::make_unexpected(on.error());
    return finish(editOfAlbumTrack(project, "Side at", *track), setAlbumSideStart(project, *track, *on));
}

Result<Edit> pin(const Words& words, const Project& project) {
    const auto track = findAlbumPlace(project, words[0]);
    if (!track) return tl::make_unexpected(track.error());
    const auto on = parseSwitch(words.size() > 1 ? words[1] : "on");
    if (!on) return tl::make_unexpected(on.error());
    return finish(editOfAlbumTrack(project, *on ? "Pin the mix of" : "Unpin the mix of", *track),
                  pinMix(project, *track, *on));
}

/// Edits of a track that take no more words.
template <typename Change>
auto ofTrack(const char* what, Change change) {
    return [=](const Words& words, const Project& project) -> Result<Edit> {
        const auto track = findAlbumPlace(project, words[0]);
        if (!track) return tl::make_unexpected(track.error());
        return finish(editOfAlbumTrack(project, what, *track), change(project, *track));
    };
}

/// One action: the words behind its name and what they do.
template <typename Work>
void addAction(Command& album, const std::shared_ptr<EditSlot>& slot, const char* name,
               const char* help, const char* usage, int least, int most, Work work) {
    auto words = std::make_shared<Words>();
    Command* action = album.addCommand(name, help);
    action->addOption(usage, *words).required().words(least, most);
    action->callback([words, slot, work] {
        slot->work = [words, work](const Project& project, const EditContext& context) {
            if constexpr (std::is_invocable_v<Work, const Words&, const Project&, const EditContext&>)
                return work(*words, project, context);
            else return work(*words, project);
        };
    });
}

} // namespace

void addAlbumArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    constexpr int kMany = 1 << 20;
    addAction(command, slot, "add", "Songs of the project, or stereo files, at the end",
              "SONG-OR-FILE", 1, kMany, add);
    addAction(command, slot, "remove", "Take a track off the album", "N", 1, 1, removeTrack);
    addAction(command, slot, "move", "Move a track to another place", "FROM TO", 2, 2, move);
    addAction(command, slot, "gap", "Space before a track; negative overlaps", "N SECONDS", 2, 2, gap);
    addAction(command, slot, "fade", "Fade a track in or out: in=1s out=4s shape=scurve", "N NAME=VALUE", 2,
              kMany, fade);
    addAction(command, slot, "crossfade", "Overlap a track with the one before and fade both",
              "N SECONDS", 2, 3, crossfade);
    addAction(command, slot, "gain", "Level of a track before its chain", "N LEVEL", 2, 2, gain);
    addAction(command, slot, "trim",
              "Cut a track's start or end: start=0.5s end=2s; snap=zero (crossings next to it) or frame (of a CD)", "N NAME=VALUE", 2, 4,
              trimAlbumTrack);
    addAction(command, slot, "pregap", "Part of a track's audio that lies before its INDEX 01", "N SECONDS", 2, 2, pregap);
    addAction(command, slot, "index", "INDEX 02… of a track, after its start, or none", "N TIME...", 2, kMany, index);
    addAction(command, slot, "space",
              "Space from where the track before is heard to end: 2s, 150f, 4beats or 1bar; tempo=120 from=incoming "
              "snap=beat|frame",
              "N SPACE [NAME=VALUE]", 2, kMany, spaceAlbumTrack);
    addAction(command, slot, "side", "Begin a side of a record or cassette with a track: on or off", "N ON|OFF", 2, 2, side);
    addAction(command, slot, "align",
              "Bring all tracks to one loudness by integrated, loudest or vocal; to=-12LUFS (else their median) strength=50%",
              "RULE [NAME=VALUE]", 1, 3, alignAlbum);
    addAction(command, slot, "match",
              "Equalizer at the end of a track's chain, towards the album's mean (see `tone`) or another track: to=3 strength=70%",
              "N [NAME=VALUE]", 1, 3, matchAlbumTrack);
    addAction(command, slot, "isrcs", "Count ISRCs up from a track's: the tracks behind it that have none get the codes that follow", "N", 1, 1,
              ofTrack("ISRCs behind", mastering::countIsrcsFrom));
    addAction(command, slot, "accept-finding",
              "A finding of `check` is meant so: FAULT or FAULT@TIME, and why (it goes into the report); withdraw=on takes that back",
              "N FAULT[@TIME] WHY|withdraw=on [who=NAME]", 3, 4, acceptTrackFinding);
    addAction(command, slot, "stems", "Stereo stems as one track to master, in groups by their names", "NAME PATH...", 2, kMany,
              [](const Words& words, const Project& project, const EditContext& context) {
                  return finish(fmt::format("Add {} as stems", words[0]), addStemsToAlbum(project, words, context.folder));
              });
    addAction(command, slot, "hold", "Keep a song's mix as it is now; newer ones are offered (see `mixes`)", "N", 1, 1,
              ofTrack("Hold the mix of", holdMix));
    addAction(command, slot, "accept", "Take the newer mix that is offered", "N", 1, 1, ofTrack("Accept the mix of", holdMix));
    addAction(command, slot, "decline", "Turn down the newer mix that is offered", "N", 1, 1,
              ofTrack("Decline the mix of", [](const Project& project, AlbumTrackId track) -> Result<Project> {
                  const Song* song = findSong(project, findAlbumTrack(project, track)->song);
                  return declineMix(project, track, song ? formats::mixRecipe(project, *song) : std::string{});
              }));
    addAction(command, slot, "pin", "Hold a mix for good: newer ones are not offered", "N [ON|OFF]", 1, 2, pin);
    addAction(command, slot, "follow", "Let a track follow its song's mix again", "N", 1, 1,
              ofTrack("Follow the mix of", followMix));
    addAction(command, slot, "restore", "Bring the song back to the mix that the album holds", "N", 1, 1,
              ofTrack("Restore the mix of", restoreHeldMix));
    addAction(command, slot, "meta",
              "What is written on the album (title, artist, upc, year, genre, artwork) or on a track "
              "(title, artist, isrc, composer)",
              "[N] KEY=VALUE", 1, kMany, meta);
    command.requireCommand();
}

} // namespace lacquer::cli
