#include "engine/project/edit_names.h"
#include "engine/project/history.h"
#include "engine/project/place.h"
#include "engine/project/release_codes.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

#include <random>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;
using test::SmallCatalogue;

const Track& trackOf(const Project& project, ChannelId id) { return *findTrack(*songOf(project, id), id); }
const Bus& busOf(const Project& project, ChannelId id) { return *findBus(*songOf(project, id), id); }
const Channel& channelOf(const Project& project, ChannelId id) { return *findChannel(project, id); }

std::string refusal(const auto& result) { return result ? std::string() : result.error().message; }

TEST(Edits, LeaveTheOldProjectAndEverythingElseAsItWas) {
    const Sample s = makeSample();
    const Project before = s.project;
    const Project after = must(setFader(s.project, s.vocal, Decibels{-9.5}));
    EXPECT_TRUE(s.project == before);
    EXPECT_EQ(channelOf(after, s.vocal).fader, Decibels{-9.5});
    const Song &was = *before.songs[0], &is = *after.songs[0];
    EXPECT_EQ(is.tracks[0], was.tracks[0]) << "the other track is the same pointer";
    EXPECT_EQ(is.tracks[1]->clips, was.tracks[1]->clips);
    EXPECT_EQ(is.tracks[1]->channel.inserts, was.tracks[1]->channel.inserts);
    EXPECT_EQ(is.buses, was.buses);
    EXPECT_EQ(is.mix, was.mix);
    EXPECT_EQ(after.album, before.album);
    EXPECT_EQ(after.sources, before.sources);
}

TEST(ChannelValues, OutsideTheirRangeAreRefusedWithTheRange) {
    const Sample s = makeSample();
    EXPECT_TRUE(setFader(s.project, s.bass, kSilence));
    EXPECT_TRUE(setFader(s.project, s.bass, Decibels{10}));
    EXPECT_NE(refusal(setFader(s.project, s.bass, Decibels{10.1})).find("-90 to 10 dB, or -inf"), std::string::npos);
    EXPECT_FALSE(setFader(s.project, s.bass, Decibels{std::nan("")}));
    EXPECT_FALSE(setPan(s.project, s.bass, -100.5));
    EXPECT_FALSE(setTrim(s.project, s.bass, kSilence)) << "trim knows no silence";
    EXPECT_FALSE(setFader(s.project, ChannelId{999999}, Decibels{0}));
}

TEST(ChannelNames, AreUniqueInTheirSong) {
    const Sample s = makeSample();
    EXPECT_FALSE(renameChannel(s.project, s.bass, "Hall"));
    EXPECT_FALSE(renameChannel(s.project, s.bass, "Mix"));
    EXPECT_FALSE(renameChannel(s.project, s.bass, ""));
    EXPECT_TRUE(renameChannel(s.project, s.bass, "Bass"));
    EXPECT_EQ(freeChannelName(*findSong(s.project, s.song), "Bass"), "Bass 2");
    const auto made = must(addTrack(s.project, s.song, {"Mix", {}, false, {}, {}}));
    EXPECT_EQ(channelOf(made.project, made.id).name, "Mix 2") << "Mix is the mix";
}

TEST(ClearSolos, EndsEverySoloOfTheSong) {
    const Sample s = makeSample();
    const Project soloed = must(setSoloed(must(setSoloed(s.project, s.bass, true)), s.hall, true));
    const Project cleared = must(clearSolos(soloed, s.song));
    EXPECT_TRUE(cleared == s.project);
    EXPECT_EQ(trackOf(cleared, s.vocal).clips, trackOf(s.project, s.vocal).clips);
}

// Drums ← Bass        Hall ⇐ Vocal (send), Vocal's compressor keyed by Bass
TEST(Routing, RefusesEveryKindOfLoopAndNamesIt) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const Project chained = must(setOutput(s.project, s.drums, s.hall));
    const std::string loop = refusal(setOutput(chained, s.hall, s.drums));
    EXPECT_NE(loop.find("Hall → Drums → Hall"), std::string::npos) << loop;
    EXPECT_FALSE(setOutput(chained, s.hall, s.hall));
    EXPECT_NE(refusal(addSend(chained, s.hall, s.drums, Decibels{0})).find("loop"), std::string::npos);
    // A key carries sound too: keyed by the Hall, which it feeds, the Vocal would hear itself.
    const std::string keyed = refusal(setInsertKey(s.project, catalogue, s.vocal, s.compressor, s.hall));
    EXPECT_NE(keyed.find("Hall → Vocal → Hall"), std::string::npos) << keyed;
    EXPECT_TRUE(setInsertKey(s.project, catalogue, s.vocal, s.compressor, s.drums));
    EXPECT_FALSE(setOutput(s.project, s.bass, s.vocal)) << "tracks take no input";
    EXPECT_FALSE(setOutput(s.project, s.project.songs[0]->mix->id, s.hall));
}

TEST(Routing, ABusThatOnlySendsFeedIsAnEffectReturnSafeFromSolo) {
    const Sample s = makeSample();
    EXPECT_EQ(busOf(s.project, s.hall).role, BusRole::effectReturn);
    EXPECT_TRUE(busOf(s.project, s.hall).channel.soloSafe);
    EXPECT_EQ(busOf(s.project, s.drums).role, BusRole::group);
    const Project both = must(addSend(s.project, s.vocal, s.drums, Decibels{-3})).project;
    EXPECT_EQ(busOf(both, s.drums).role, BusRole::group) << "tracks are routed to it";
    EXPECT_FALSE(addSend(both, s.vocal, s.drums, Decibels{-3})) << "one send to a bus";
    EXPECT_FALSE(setSendLevel(both, s.vocal, s.send, Decibels{11}));
}

TEST(RemoveBus, LetsGoOfItEverywhere) {
    const Sample s = makeSample();
    const Project chained = must(setOutput(s.project, s.drums, s.hall));
    const Project gone = must(removeBus(chained, s.drums));
    EXPECT_EQ(channelOf(gone, s.bass).output, s.hall) << "goes where the bus went";
    const Project dry = must(removeBus(s.project, s.hall));
    EXPECT_TRUE(channelOf(dry, s.vocal).sends.empty());
    const Project unkeyed = must(removeTrack(s.project, s.bass));
    EXPECT_FALSE(findInsert(channelOf(unkeyed, s.vocal), s.compressor)->key);
}

TEST(Inserts, AreAddedMovedCopiedAndRemoved) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const auto first = must(addInsert(s.project, catalogue, s.vocal, "convolver", {}, 0));
    EXPECT_EQ(channelOf(first.project, s.vocal).inserts[0]->id, first.id);
    EXPECT_FALSE(addInsert(s.project, catalogue, s.vocal, "convolver", {}, 3));
    const Project moved = must(moveInsert(s.project, s.vocal, s.eq, 1));
    EXPECT_EQ(channelOf(moved, s.vocal).inserts[1]->id, s.eq);
    const auto copied = must(copyInsert(s.project, s.vocal, s.eq, s.hall));
    EXPECT_EQ(channelOf(copied.project, s.hall).inserts[0]->values,
              findInsert(channelOf(s.project, s.vocal), s.eq)->values);
    EXPECT_NE(copied.id, s.eq);
    const Project gone = must(removeInsert(s.project, s.vocal, s.compressor));
    EXPECT_EQ(channelOf(gone, s.vocal).automation.size(), 1U) << "its curve goes with it";
    EXPECT_NE(refusal(addInsert(s.project, catalogue, s.bass, "compresor")).find("\"compressor\""), std::string::npos);
}

TEST(Inserts, TurnAnEqBandOnWhenOneOfItsValuesIsSet) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const auto eq = must(addInsert(s.project, catalogue, s.bass, "eq"));
    const auto on = [&](const Project& project) {
        const auto& numbers = findInsert(channelOf(project, s.bass), eq.id)->values.numbers;
        const auto found = numbers.find("band1.on");
        return found != numbers.end() && found->second == 1;
    };
    EXPECT_FALSE(on(eq.project));
    const Project set = must(setInsertParameter(eq.project, catalogue, s.bass, eq.id, "band1.gain", 3));
    EXPECT_TRUE(on(set));
    EXPECT_FALSE(on(must(setInsertParameter(set, catalogue, s.bass, eq.id, "band1.on", 0))));
    const AutomationTarget target{AutomationTarget::Owner::insert, eq.id.value, "band1.freq"};
    EXPECT_TRUE(on(must(setCurve(eq.project, catalogue, s.bass, target, {{{0}, 500, 0}}))));
    EXPECT_FALSE(setInsertParameter(eq.project, catalogue, s.bass, eq.id, "band1.gain", 31));
    EXPECT_TRUE(findInsert(channelOf(must(setInsertParameter(eq.project, catalogue, s.bass, eq.id, "bypass", 1)), s.bass), eq.id)->bypassed);
}

TEST(Automation, KeepsOnePointPerFrameInOrder) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const AutomationTarget pan{AutomationTarget::Owner::channel, 0, "pan"};
    const Project set = must(setCurve(s.project, catalogue, s.bass, pan,
                                      {{{300}, 3, 0}, {{100}, 1, 0}, {{300}, 4, 0}, {{200}, 2, 0}}));
    const auto points = findCurve(channelOf(set, s.bass), pan)->points;
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points[0].value, 1);
    EXPECT_EQ(points[2].value, 4) << "the last given one stays";
    const Project moved = must(movePoint(set, catalogue, s.bass, pan, {100}, {{250}, 1, 0}));
    EXPECT_EQ(findCurve(channelOf(moved, s.bass), pan)->points[1].position, FramePosition{250});
    const Project gone = must(removePoints(set, s.bass, pan, {0}, {1000}));
    EXPECT_EQ(findCurve(channelOf(gone, s.bass), pan), nullptr);
    EXPECT_FALSE(setCurve(s.project, catalogue, s.bass, pan, {{{0}, 101, 0}}));
    EXPECT_FALSE(setCurve(s.project, catalogue, s.bass, {AutomationTarget::Owner::channel, 0, "solo"}, {{{0}, 1, 0}}));
    const Project written = must(writePoints(set, catalogue, s.bass, pan, {150}, {250}, {{{160}, 9, 0}}));
    const auto after = findCurve(channelOf(written, s.bass), pan)->points;
    ASSERT_EQ(after.size(), 3U);
    EXPECT_EQ(after[1].value, 9);
}

TEST(Automation, FindsWhatANameMeans) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    const Channel& vocal = channelOf(s.project, s.vocal);
    EXPECT_EQ(must(findAutomated(s.project, catalogue, vocal, "fader")).target.owner, AutomationTarget::Owner::channel);
    EXPECT_EQ(must(findAutomated(s.project, catalogue, vocal, "send.Hall")).target.id, s.send.value);
    EXPECT_EQ(must(findAutomated(s.project, catalogue, vocal, "2.threshold")).target.id, s.compressor.value);
    EXPECT_EQ(must(findAutomated(s.project, catalogue, vocal, "compressor.ratio")).target.id, s.compressor.value);
    EXPECT_FALSE(findAutomated(s.project, catalogue, vocal, "3.threshold"));
    EXPECT_FALSE(findAutomated(s.project, catalogue, vocal, "send.Drums"));
    EXPECT_NE(refusal(findAutomated(s.project, catalogue, vocal, "fadr")).find("\"fader\""), std::string::npos);
}

TEST(Songs, AreKeptWhileTheAlbumHoldsThem) {
    const Sample s = makeSample();
    EXPECT_NE(refusal(removeSong(s.project, s.song)).find("track 1"), std::string::npos);
    EXPECT_TRUE(removeSong(must(removeAlbumTrack(s.project, s.first)), s.song));
    EXPECT_FALSE(addSong(s.project, "Night Drive"));
    EXPECT_FALSE(addSong(s.project, "@album"));
    EXPECT_FALSE(setTempo(s.project, s.song, {{0}, 5, 4, 4}));
    EXPECT_FALSE(setTempo(s.project, s.song, {{0}, 120, 4, 3}));
    EXPECT_FALSE(removeTempo(s.project, s.song, {0}));
}

TEST(DuplicateTrack, CopiesEverythingUnderNewIds) {
    const Sample s = makeSample();
    const auto copy = must(duplicateTrack(s.project, s.vocal));
    const Track &from = trackOf(s.project, s.vocal), &to = trackOf(copy.project, copy.id);
    EXPECT_EQ(to.channel.name, "Vocal 2");
    EXPECT_EQ(songOf(copy.project, copy.id)->tracks[2]->channel.id, copy.id) << "behind the original";
    EXPECT_EQ(to.channel.automation.size(), from.channel.automation.size());
    EXPECT_NE(to.clips->front().id, from.clips->front().id);
    const AutomationTarget ratio{AutomationTarget::Owner::insert, to.channel.inserts[1]->id.value, "ratio"};
    EXPECT_NE(findCurve(to.channel, ratio), nullptr) << "its curves follow its own inserts";
}

TEST(Album, MovesSpacesAndFadesItsTracks) {
    const Sample s = makeSample();
    const Project moved = must(moveAlbumTrack(s.project, s.second, 0));
    EXPECT_EQ(moved.album->tracks[0]->id, s.second);
    EXPECT_EQ(moved.album->tracks[0], s.project.album->tracks[1]) << "moved, not copied";
    EXPECT_FALSE(moveAlbumTrack(s.project, s.second, 2));
    const Project crossed = must(setAlbumCrossfade(s.project, s.second, Seconds{4}));
    EXPECT_EQ(findAlbumTrack(crossed, s.second)->gap, Seconds{-4});
    EXPECT_EQ(findAlbumTrack(crossed, s.second)->fadeIn, Seconds{4});
    EXPECT_EQ(findAlbumTrack(crossed, s.first)->fadeOut, Seconds{4});
    EXPECT_FALSE(setAlbumCrossfade(s.project, s.first, Seconds{4}));
    EXPECT_FALSE(setAlbumGap(s.project, s.second, Seconds{std::nan("")}));
    EXPECT_FALSE(setAlbumTrim(s.project, s.second, Seconds{6}, Seconds{4})) << "10 s long";
    EXPECT_TRUE(setAlbumTrim(s.project, s.second, Seconds{6}, Seconds{3.9}));
    EXPECT_FALSE(setAlbumMetadata(s.project, "isrc", "DEA122600001"));
    EXPECT_EQ(must(setAlbumTrackMetadata(s.project, s.first, "title", "")).album->tracks[0]->metadata.count("title"), 0U);
}

struct Upc {
    const char* text;
    bool good;
    const char* right; // the digit a refusal names
};

class UpcCode : public ::testing::TestWithParam<Upc> {};

TEST_P(UpcCode, IsCheckedByItsLastDigit) {
    const auto checked = checkedUpc(GetParam().text);
    EXPECT_EQ(checked.has_value(), GetParam().good) << refusal(checked);
    if (GetParam().right) {
        EXPECT_NE(refusal(checked).find(std::string("check digit is ") + GetParam().right), std::string::npos)
            << refusal(checked);
    }
}

INSTANTIATE_TEST_SUITE_P(Codes, UpcCode,
                         ::testing::Values(Upc{"036000291452", true, nullptr},  // GS1's own example, UPC-A
                                           Upc{"6291041500213", true, nullptr}, // GS1's own example, EAN-13
                                           Upc{"6 291041-500213", true, nullptr},
                                           Upc{"036000291453", false, "2"},
                                           Upc{"6291041500210", false, "3"},
                                           Upc{"03600029145", false, nullptr},
                                           Upc{"62910415002133", false, nullptr},
                                           Upc{"62910415O0213", false, nullptr}, Upc{"", false, nullptr}));

TEST(Isrc, HasItsTwelveCharacters) {
    EXPECT_EQ(must(checkedIsrc("de-a12-26-00001")), "DEA122600001");
    EXPECT_EQ(must(checkedIsrc("USRC17607839")), "USRC17607839"); // example of the ISRC handbook
    for (const char* wrong : {"TOOSHORT", "DEA1226000012", "1EA122600001", "DEA12260000X", "DE?122600001", ""})
        EXPECT_FALSE(checkedIsrc(wrong)) << wrong;
}

TEST(Places, AreFoundByNameAndBySlash) {
    Sample s = makeSample();
    const auto odd = must(addSong(s.project, "AC/DC"));
    const auto strange = must(addTrack(odd.project, odd.id, {"Gtr/DI", {}, false, {}, {}}));
    const auto slashed = must(addTrack(strange.project, odd.id, {"A\\B", {}, false, {}, {}}));
    const Project& p = slashed.project;
    EXPECT_EQ(must(findPlace(p, "Night Drive/Bass")).channel, s.bass);
    EXPECT_EQ(must(findPlace(p, "Night Drive/Mix")).channel, p.songs[0]->mix->id);
    EXPECT_EQ(must(findPlace(p, "Night Drive")).kind, PlaceKind::song);
    EXPECT_EQ(must(findPlace(p, "AC\\/DC")).song, odd.id);
    EXPECT_EQ(must(findPlace(p, "AC\\/DC/Gtr\\/DI")).channel, strange.id);
    EXPECT_EQ(must(findPlace(p, "AC\\/DC/A\\B")).channel, slashed.id);
    EXPECT_EQ(must(findPlace(p, "@album")).channel, p.album->channel->id);
    EXPECT_EQ(must(findPlace(p, "@album/2")).albumTrack, s.second);
    for (ChannelId id : {s.bass, s.hall, strange.id, slashed.id, p.album->channel->id, p.album->tracks[1]->channel.id})
        EXPECT_EQ(must(findPlace(p, placeText(p, id))).channel, id) << placeText(p, id);
}

TEST(Places, ThatAreNotThereNameTheNearest) {
    const Sample s = makeSample();
    const auto names = [&](const char* place, const char* wanted) {
        const std::string message = refusal(findPlace(s.project, place));
        EXPECT_NE(message.find(wanted), std::string::npos) << place << ": " << message;
    };
    names("Night Drive/Bas", "\"Bass\"");
    names("Night Drive/vocals", "\"Vocal\"");
    names("Nite Drive/Bass", "\"Night Drive\"");
    names("@album/3", "2 tracks");
    names("@album/x", "number");
    names("", "no song");
    EXPECT_NE(refusal(findChannelPlace(s.project, "Night Drive")).find("Night Drive/Mix"), std::string::npos);
}

TEST(EditNames, SayWhatTheyTouch) {
    const SmallCatalogue catalogue;
    const Sample s = makeSample(catalogue);
    EXPECT_EQ(editOfChannel(s.project, "Fader", s.bass), "Fader of Bass");
    EXPECT_EQ(editOfChannel(s.project, "Fader", s.project.songs[0]->mix->id), "Fader of Mix of Night Drive");
    EXPECT_EQ(editOfInsert(s.project, catalogue, "Threshold", s.vocal, s.compressor), "Threshold of Compressor on Vocal");
    EXPECT_EQ(editOfSend(s.project, s.vocal, s.hall), "Send to Hall of Vocal");
    EXPECT_EQ(editOfClips(s.project, "Move", s.vocalClip, 1), "Move Vocal");
    EXPECT_EQ(editOfClips(s.project, "Move", s.vocalClip, 4), "Move 4 clips");
    EXPECT_EQ(editOfAlbumTrack(s.project, "Gap before", s.second), "Gap before 2. Reprise");
}

TEST(History, UndoGivesEqualValuesAndNeverGivesAnIdAgain) {
    const Sample s = makeSample();
    History history(s.project);
    std::vector<Project> values{s.project};
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i) {
        const auto& now = history.current();
        Project next = i % 3 == 0 ? must(addSong(now, "Song " + std::to_string(i))).project
                                  : must(setPan(now, s.bass, static_cast<double>(random() % 201) - 100));
        history.record("edit", next);
        values.push_back(next);
    }
    const auto highest = history.current().nextId;
    const auto equalButForIds = [](Project a, const Project& b) {
        a.nextId = b.nextId;
        return a == b;
    };
    for (int i = 199; i >= 0; --i) {
        ASSERT_EQ(history.undo(1), 1);
        ASSERT_TRUE(equalButForIds(history.current(), values[static_cast<std::size_t>(i)])) << i;
    }
    EXPECT_EQ(history.undo(1), 0);
    EXPECT_EQ(history.current().nextId, highest);
    EXPECT_EQ(history.redo(500), 200);
    EXPECT_TRUE(equalButForIds(history.current(), values.back()));
    history.undo(150);
    history.keepLast(170);
    EXPECT_EQ(history.size(), 170U);
    EXPECT_EQ(history.position(), 20U);
    EXPECT_TRUE(equalButForIds(history.current(), values[50]));
    history.keepLast(10);
    EXPECT_EQ(history.size(), 150U) << "what is undone stays";
}

} // namespace
} // namespace lacquer::project
