#include "formats/project/project_json.h"

#include "formats/project/checksum.h"
#include "formats/project/document.h"
#include "engine/project/folder_edits.h"
#include "engine/project/freeze_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/metronome_edits.h"
#include "engine/project/snapshot_edits.h"
#include "engine/project/take_edits.h"
#include "engine/project/vca_edits.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

using namespace lacquer::test;

TEST(Checksum, AgreesWithThePublishedCheckValue) {
    // "check" of CRC-64/XZ in the catalogue of parametrised CRC algorithms.
    EXPECT_EQ(checksumOf("123456789"), 0x995dc9bbdf1939faU);
}

TEST(ProjectJson, KeepsEverythingAProjectHolds) {
    const Project project = makeSample().project;
    const Project read = must(projectFromJson(Json::parse(projectToJson(nullptr, project).dump()), nullptr));
    EXPECT_TRUE(read == project);
}

TEST(ProjectJson, AChangeBringsBackTheNewValueAndSharesTheRest) {
    const Sample s = makeSample();
    const Project next = must(setFader(s.project, s.vocal, Decibels{-7.25}));
    const Json change = Json::parse(projectToJson(&s.project, next).dump());
    const Project read = must(projectFromJson(change, &s.project));
    EXPECT_TRUE(read == next);
    EXPECT_EQ(read.songs[0]->tracks[0], s.project.songs[0]->tracks[0]);
    EXPECT_EQ(read.songs[0]->tracks[1]->clips, s.project.songs[0]->tracks[1]->clips);
    EXPECT_EQ(read.songs[0]->buses, s.project.songs[0]->buses);
    EXPECT_EQ(read.album, s.project.album);
    EXPECT_FALSE(change.contains("sources"));
}

TEST(ProjectJson, AChangeOfOneTrackDoesNotGrowWithTheOthers) {
    const auto sizeWith = [](int tracks) {
        Sample s = makeSample();
        for (int i = 0; i < tracks; ++i)
            s.project = must(addTrack(s.project, s.song, {"More", {}, false, {}, {}})).project;
        return projectToJson(&s.project, must(setPan(s.project, s.bass, 12))).dump().size();
    };
    EXPECT_LE(sizeWith(200), sizeWith(1) + 8); // next_id has more digits
}

TEST(ProjectJson, EveryKindOfEditComesBackFromItsChange) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const AutomationTarget fader{AutomationTarget::Owner::channel, 0, "fader"};
    auto taken = must(addTake(s.project, s.vocal, "Loud", TakeContent::copy));
    const TakeId second = taken.id;
    const TakeId first = findTrack(*taken.project.songs[0], s.vocal)->takes[0].id;
    const Project withTakes = must(playTake(std::move(taken.project), s.vocal, first));
    const auto snapped = must(addSnapshot(s.project, s.song, "Before"));
    auto vca = must(addVca(s.project, s.song, "Band"));
    const Project moved = must(setVca(vca.project, s.bass, vca.id));
    Source rendering;
    rendering.name = "Bass frozen";
    rendering.fileRate = SampleRate{48000};
    rendering.length = {480007};
    const Project frozen = must(freezeTrack(s.project, s.bass, rendering, {64})).project;
    const auto folder = must(addFolder(s.project, s.song, "Low", std::vector{s.bass}));
    const std::vector<std::pair<const char*, Project>> edits{
        {"nothing", s.project},
        {"split", must(splitClip(s.project, s.vocalClip, {1000})).project},
        {"move", must(moveClip(s.project, s.bassClip, s.vocal, {500}))},
        {"pregap", must(setAlbumPregap(s.project, s.first, {0.25}))},
        {"side", must(setAlbumSideStart(s.project, s.first, true))},
        {"hold", must(holdMix(s.project, s.first))},
        {"pin", must(pinMix(s.project, s.first, true))},
        {"decline", must(declineMix(must(holdMix(s.project, s.first)), s.first, "abc"))},
        {"reference", must(addReference(s.project, s.project.sources[0]->id))},
        {"remove track", must(removeTrack(s.project, s.bass))},
        {"move track", must(moveTrack(s.project, s.vocal, 0))},
        {"duplicate track", must(duplicateTrack(s.project, s.vocal)).project},
        {"remove bus", must(removeBus(s.project, s.drums))},
        {"remove insert", must(removeInsert(s.project, s.vocal, s.eq))},
        {"move insert", must(moveInsert(s.project, s.vocal, s.compressor, 0))},
        {"insert value", must(setInsertParameter(s.project, catalogue, s.vocal, s.eq, "band1.gain", 3))},
        {"last insert gone",
         must(removeInsert(must(removeInsert(s.project, s.vocal, s.eq)), s.vocal, s.compressor))},
        {"curve gone", must(clearCurve(s.project, s.vocal, fader))},
        {"point", must(setPoint(s.project, catalogue, s.vocal, fader, {{24000}, 1, 0}))},
        {"new song", must(addSong(s.project, "Dawn")).project},
        {"rename song", must(renameSong(s.project, s.song, "Day/Drive"))},
        {"mix", must(setFader(s.project, s.project.songs[0]->mix->id, Decibels{-1}))},
        {"album chain", must(setTrim(s.project, s.project.album->channel->id, Decibels{-1}))},
        {"album order", must(moveAlbumTrack(s.project, s.second, 0))},
        {"album off", must(removeAlbumTrack(must(removeAlbumTrack(s.project, s.first)), s.second))},
        {"metadata", must(setAlbumTrackMetadata(s.project, s.first, "isrc", "DEA122600001"))},
        {"targets", must(setTargets(s.project, {"cd-ddp", "flac"}))},
        {"pan law", must(setPanLaw(s.project, PanLaw::balance))},
        {"take", must(addTake(s.project, s.vocal, "", TakeContent::copy)).project},
        {"take played", withTakes},
        {"take gone", must(removeTake(withTakes, s.vocal, second))},
        {"link", must(addLinkGroup(s.project, s.song, "Kit", std::vector{s.bass, s.vocal})).project},
        {"snapshot", must(addSnapshot(s.project, s.song, "Before")).project},
        {"snapshot renamed", must(renameSnapshot(snapped.project, s.song, snapped.id, "Old"))},
        {"vca", moved},
        {"vca's fader", must(setFader(moved, vca.id, Decibels{-3}))},
        {"vca gone", must(removeVca(moved, vca.id))},
        {"frozen", frozen},
        {"frozen from", must(freezeTrack(s.project, s.bass, rendering, {64}, "0123")).project},
        {"metronome", must(setMetronome(s.project, {true, Decibels{-20}, 2}))},
        {"unfrozen", must(unfreezeTrack(frozen, s.bass))},
        {"folder", must(setFolderColour(folder.project, s.song, folder.id, {0x00abcd}))},
        {"folder closed", must(setFolderOpen(folder.project, s.song, folder.id, false))},
        {"snapshot gone", must(removeSnapshot(snapped.project, s.song, snapped.id))},
    };
    for (const auto& [name, next] : edits) {
        const Json forth = Json::parse(projectToJson(&s.project, next).dump());
        const auto there = projectFromJson(forth, &s.project);
        ASSERT_TRUE(there) << name << ": " << there.error().message;
        EXPECT_TRUE(*there == next) << name;
        const Json back = Json::parse(projectToJson(&next, s.project).dump());
        const auto here = projectFromJson(back, &next);
        ASSERT_TRUE(here) << name << " back: " << here.error().message;
        EXPECT_TRUE(*here == s.project) << name << " back";
    }
}

TEST(Document, ReadsBackWhatWasWritten) {
    const Project project = makeSample().project;
    const auto read = parseDocument(documentText(project, 17));
    ASSERT_EQ(read.state, DocumentState::whole);
    EXPECT_EQ(read.document.sequence, 17U);
    EXPECT_TRUE(read.document.project == project);
}

TEST(Document, NeverTakesAChangedByteForTheTruth) {
    const Project project = makeProject("Small", SampleRate{44100});
    const std::string text = documentText(project, 1);
    for (std::size_t i = 0; i < text.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = text;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            EXPECT_NE(parseDocument(changed).state, DocumentState::whole) << "byte " << i;
        }
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_EQ(parseDocument(text.substr(0, length)).state, DocumentState::damaged) << length;
}

TEST(Document, OfANewerVersionIsToldFromADamagedOne) {
    std::string text = documentText(makeProject("Later", SampleRate{48000}), 1);
    const auto at = text.find("\"schema_version\": 1");
    ASSERT_NE(at, std::string::npos);
    text.replace(at, 19, "\"schema_version\": 9");
    EXPECT_EQ(parseDocument(text).state, DocumentState::newer);
}

/// What a newer version would write: more keys, on every level, and a checksum that fits.
std::string withMore(const Project& project, std::uint64_t sequence) {
    Json json = Json::parse(documentText(project, sequence));
    json["made_by"] = "Lacquer 9";
    Json& document = json["project"];
    document["mood"] = "blue";
    document["songs"][0]["lyrics"] = Json::array({"one", "two"});
    document["songs"][0]["tempo"][0]["swing"] = 0.62;
    Json& vocal = document["songs"][0]["tracks"][1];
    vocal["icon"] = "microphone";
    vocal["clips"][0]["stretch"] = Json{{"algorithm", "fine"}, {"factor", 1.5}};
    vocal["clips"][0]["fade_in"]["bend"] = 3;
    vocal["inserts"][0]["oversampling"] = 4;
    vocal["sends"][0]["pan"] = -20;
    vocal["automation"][0]["thinned"] = true;
    document["album"]["concept"] = "rain";
    document["album"]["tracks"][0]["spacing"] = "auto";
    json["checksum"] = "0000000000000000";
    std::string text = json.dump(1, ' ') + "\n";
    const auto at = text.find("0000000000000000");
    return text.replace(at, 16, checksumText(text));
}

TEST(UnknownKeys, OutlastAnEditOfWhatTheyAreIn) {
    const Sample s = makeSample();
    const auto read = parseDocument(withMore(s.project, 3));
    ASSERT_EQ(read.state, DocumentState::whole);
    EXPECT_TRUE(read.document.project == s.project);
    const UnknownKeys unknown = unknownIn(read);
    Project edited = must(setFader(s.project, s.vocal, Decibels{-7}));
    edited = must(setClipGain(edited, s.vocalClip, Decibels{1}));
    edited = must(setInsertParameter(edited, SmallCatalogue(), s.vocal, s.eq, "band1.gain", 3));
    edited = must(moveTrack(edited, s.vocal, 0));
    const Json again = Json::parse(documentText(edited, 4, unknown));
    EXPECT_EQ(again.at("made_by"), "Lacquer 9");
    const Json& document = again.at("project");
    EXPECT_EQ(document.at("mood"), "blue");
    EXPECT_EQ(document.at("songs")[0].at("lyrics").size(), 2U);
    EXPECT_EQ(document.at("songs")[0].at("tempo")[0].at("swing"), 0.62);
    const Json& vocal = document.at("songs")[0].at("tracks")[0];
    EXPECT_EQ(vocal.at("icon"), "microphone");
    EXPECT_EQ(vocal.at("fader_db"), -7) << "what is known is as it was edited";
    EXPECT_EQ(vocal.at("clips")[0].at("stretch").at("factor"), 1.5);
    EXPECT_EQ(vocal.at("clips")[0].at("fade_in").at("bend"), 3);
    EXPECT_EQ(vocal.at("inserts")[0].at("oversampling"), 4);
    EXPECT_EQ(vocal.at("sends")[0].at("pan"), -20);
    EXPECT_EQ(vocal.at("automation")[0].at("thinned"), true);
    EXPECT_EQ(document.at("album").at("concept"), "rain");
    EXPECT_EQ(document.at("album").at("tracks")[0].at("spacing"), "auto");
    EXPECT_FALSE(again.contains("put_aside"));
    EXPECT_TRUE(parseDocument(documentText(edited, 4, unknown)).document.project == edited);
}

TEST(UnknownKeys, GoWithAClipToAnotherTrack) {
    const Sample s = makeSample();
    const UnknownKeys unknown = unknownIn(parseDocument(withMore(s.project, 3)));
    const Project moved = must(moveClip(s.project, s.vocalClip, s.bass, {2'000'000}));
    const Json again = Json::parse(documentText(moved, 4, unknown));
    const Json& clips = again.at("project").at("songs")[0].at("tracks")[0].at("clips");
    ASSERT_EQ(clips.size(), 2U);
    EXPECT_EQ(clips[1].at("stretch").at("algorithm"), "fine");
    EXPECT_EQ(clips[1].at("fade_in").at("bend"), 3);
    EXPECT_FALSE(clips[0].contains("stretch"));
}

TEST(UnknownKeys, GoToBothHalvesOfAClipAndToItsCopies) {
    const Sample s = makeSample();
    UnknownKeys unknown = unknownIn(parseDocument(withMore(s.project, 3)));
    const Clip whole = s.project.songs[0]->tracks[1]->clips->front();
    const auto split = must(splitClip(s.project, whole.id, whole.position + FrameCount{whole.length.value / 2}));
    unknown.inherit(s.project, split.project);
    const auto copied = must(copyClip(split.project, split.id, s.bass, {3'000'000}));
    unknown.inherit(split.project, copied.project);
    const Json again = Json::parse(documentText(copied.project, 4, unknown));
    const Json& tracks = again.at("project").at("songs")[0].at("tracks");
    int with = 0;
    for (const Json& track : tracks)
        for (const Json& clip : track.at("clips"))
            if (clip.contains("stretch")) {
                ++with;
                EXPECT_EQ(clip.at("stretch").at("factor"), 1.5);
            }
    EXPECT_EQ(with, 3);
    EXPECT_FALSE(tracks[0].at("clips")[0].contains("stretch")) << "a clip of another source has nothing of it";
}

TEST(UnknownKeys, OfWhatWasTakenAwayComeBackWithItLater) {
    const Sample s = makeSample();
    const UnknownKeys unknown = unknownIn(parseDocument(withMore(s.project, 3)));
    const Project gone = must(removeInsert(s.project, s.vocal, s.eq));
    const auto saved = parseDocument(documentText(gone, 4, unknown));
    ASSERT_EQ(saved.state, DocumentState::whole);
    // Another session undoes it.
    const Json back = Json::parse(documentText(s.project, 5, unknownIn(saved)));
    EXPECT_EQ(back.at("project").at("songs")[0].at("tracks")[1].at("inserts")[0].at("oversampling"), 4);
    EXPECT_FALSE(back.contains("put_aside"));
}

TEST(UnknownKeys, AreNoneInWhatThisVersionWrites) {
    EXPECT_TRUE(unknownIn(parseDocument(documentText(makeSample().project, 1))).empty());
    EXPECT_TRUE(unknownIn(parseDocument(documentText(makeProject("Small", SampleRate{44100}), 1))).empty());
}

TEST(UnknownKeys, OfAChangeAreReadToo) {
    const Sample s = makeSample();
    const Project next = must(setFader(s.project, s.bass, Decibels{-9}));
    const Json known = projectToJson(&s.project, next);
    Json change = known;
    change["songs"]["changed"][0]["tracks"]["changed"][0]["icon"] = "guitar";
    UnknownKeys unknown;
    unknown.learn(change, known, "/project");
    const Json document = Json::parse(documentText(next, 2, unknown));
    EXPECT_EQ(document.at("project").at("songs")[0].at("tracks")[0].at("icon"), "guitar");
}

} // namespace
} // namespace lacquer::formats
