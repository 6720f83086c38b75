#include "formats/project/project_json.h"

#include "formats/project/checksum.h"
#include "formats/project/document.h"
#include "engine/project/folder_edits.h"
#include "engine/project/freeze_edits.h"
#include "engine/project/link_edits.h"
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

} // namespace
} // namespace lacquer::formats
