#include "formats/audio/stem_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace lacquer;
using namespace lacquer::formats;
using ::testing::ElementsAre;

namespace {

std::vector<std::string> namesOf(const std::vector<std::string>& files) {
    std::vector<std::string> names;
    for (const StemName& stem : readStemNames(files)) names.push_back(stem.name);
    return names;
}

std::string nameOf(const std::string& file) { return namesOf({file}).front(); }
StemFamily familyOf(const std::string& file) { return readStemNames(std::vector{file})[0].family; }

} // namespace

TEST(StemNames, LeaveOutTheNumberInFront) {
    EXPECT_EQ(nameOf("01 Bass.wav"), "Bass");
    EXPECT_EQ(nameOf("01_Kick.wav"), "Kick");
    EXPECT_EQ(nameOf("1. Snare.aiff"), "Snare");
    EXPECT_EQ(nameOf("(07) Room.flac"), "Room");
    EXPECT_EQ(nameOf("01 - Room mic.wav"), "Room mic");
    EXPECT_EQ(nameOf("03Snare.wav"), "Snare");
    EXPECT_EQ(nameOf("16 Clavinet (clipped).flac"), "Clavinet (clipped)");
}

TEST(StemNames, KeepNumbersThatAreThePartsOwn) {
    EXPECT_EQ(nameOf("808 Bass.wav"), "808 Bass");
    EXPECT_EQ(nameOf("Gtr 2.wav"), "Gtr 2");
    EXPECT_EQ(nameOf("1.wav"), "1");
    EXPECT_EQ(nameOf("01 T0.wav"), "T0");
    EXPECT_EQ(nameOf("2nd Guitar.wav"), "2nd Guitar");
}

TEST(StemNames, LeaveOutWhatProgramsAppend) {
    EXPECT_EQ(nameOf("Lead Vox.dup1.wav"), "Lead Vox");
    EXPECT_EQ(nameOf("Pad_bip.wav"), "Pad");
    EXPECT_EQ(nameOf("Keys (1).wav"), "Keys");
    EXPECT_EQ(nameOf("Snare Top B (polarity).flac"), "Snare Top B (polarity)");
}

TEST(StemNames, LeaveOutTheSongsNameBeforeEachOfThem) {
    EXPECT_THAT(namesOf({"War of freedom - backing.ogg", "War of freedom - guitar.ogg"}),
                ElementsAre("backing", "guitar"));
    EXPECT_THAT(namesOf({"NightDrive_01_Kick.wav", "NightDrive_02_Bass.wav",
                         "NightDrive_03_VocalLead.wav", "NightDrive_04_Thing.wav"}),
                ElementsAre("Kick", "Bass", "VocalLead", "Thing"));
}

TEST(StemNames, KeepASharedWordThatSaysWhatTheyAre) {
    EXPECT_THAT(namesOf({"Drums Kick.wav", "Drums Snare.wav"}),
                ElementsAre("Drums Kick", "Drums Snare"));
    EXPECT_THAT(namesOf({"Tone a.wav", "Tone b.wav"}), ElementsAre("Tone a", "Tone b"));
}

TEST(StemNames, NeverComeOutEmpty) {
    EXPECT_EQ(nameOf(".wav"), ".wav");
    EXPECT_EQ(nameOf("---.wav"), "---");
    EXPECT_EQ(nameOf("new\nline.wav"), "new line");
    EXPECT_EQ(nameOf("latin1_\xE9.wav"), "latin1 \xEF\xBF\xBD");
    EXPECT_EQ(nameOf("日本語のボーカル.wav"), "日本語のボーカル");
}

TEST(StemNames, TellTheFamilyByTheWordThatCounts) {
    EXPECT_EQ(familyOf("01 Kick In.flac"), StemFamily::drums);
    EXPECT_EQ(familyOf("SnareTop.wav"), StemFamily::drums);
    EXPECT_EQ(familyOf("Tom1.wav"), StemFamily::drums);
    EXPECT_EQ(familyOf("08 Bass DI.flac"), StemFamily::bass);
    EXPECT_EQ(familyOf("Lead Guitar.wav"), StemFamily::guitar);
    EXPECT_EQ(familyOf("Lead_Gtr_2.wav"), StemFamily::guitar);
    EXPECT_EQ(familyOf("17 Dist Gtr L.flac"), StemFamily::guitar);
    EXPECT_EQ(familyOf("Double Bass.wav"), StemFamily::bass);
    EXPECT_EQ(familyOf("10 Electric Piano.flac"), StemFamily::keys);
    EXPECT_EQ(familyOf("Minilogue Synth.flac"), StemFamily::synth);
    EXPECT_EQ(familyOf("15 Strings (late start).flac"), StemFamily::strings);
    EXPECT_EQ(familyOf("13 Sax 96k.flac"), StemFamily::brass);
    EXPECT_EQ(familyOf("Vox Lead.flac"), StemFamily::leadVocal);
    EXPECT_EQ(familyOf("Bgvox Echo.flac"), StemFamily::backingVocal);
    EXPECT_EQ(familyOf("20 Sung Backing 44k1.flac"), StemFamily::backingVocal);
    EXPECT_EQ(familyOf("Claps.flac"), StemFamily::percussion);
    EXPECT_EQ(familyOf("FX Riser.wav"), StemFamily::effects);
    EXPECT_EQ(familyOf("Thing.wav"), StemFamily::unknown);
}

TEST(StemNames, KnowWhichSideAFileIs) {
    const auto pair = readStemNames(
        std::vector<std::string>{"17 Dist Gtr L.flac", "18 Dist Gtr R.flac", "OH.L.wav", "Hall.wav"});
    EXPECT_EQ(pair[0].side, StemSide::left);
    EXPECT_EQ(pair[1].side, StemSide::right);
    EXPECT_EQ(pair[0].pairName, pair[1].pairName);
    EXPECT_EQ(pair[2].side, StemSide::left);
    EXPECT_EQ(pair[2].pairName, "OH");
    EXPECT_EQ(pair[3].side, StemSide::both);
}

TEST(StemNames, ComeInTheOrderPeopleCount) {
    std::vector<std::string> names{"10 Toms", "2 Snare", "1 Kick", "b", "A", "a"};
    std::sort(names.begin(), names.end(), naturallyBefore);
    EXPECT_THAT(names, ElementsAre("1 Kick", "2 Snare", "10 Toms", "A", "a", "b"));
}
