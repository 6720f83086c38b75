#include "engine/mastering/accepted_findings.h"
#include "ui/master/listening_panel.h"
#include "ui/master/tone_panel.h"
#include "ui/master/track_work.h"
#include "tests/ui/window_test.h"

#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "ui/master/chain_panel.h"
#include "ui/master/master_page.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>

namespace lacquer::ui {
namespace {

/// Writes seconds of noise at a level; real audio, for what has to be heard.
std::string writeNoise(const QString& folder, const char* name, double seconds, double level) {
    const std::string file = (folder + "/" + name).toStdString();
    formats::WriteOptions options;
    options.rate = {44100};
    auto writer = formats::AudioFileWriter::create(file, options);
    std::mt19937 random(static_cast<unsigned>(seconds * 1000));
    std::normal_distribution<float> sample(0.0f, static_cast<float>(level));
    std::vector<float> left(static_cast<std::size_t>(seconds * 44100)), right(left.size());
    for (auto* plane : {&left, &right})
        for (float& value : *plane) value = std::clamp(sample(random), -0.9f, 0.9f);
    const float* const planes[] = {left.data(), right.data()};
    EXPECT_TRUE((*writer)->write(planes, static_cast<int>(left.size())));
    EXPECT_TRUE((*writer)->finish());
    return file;
}

class ListeningRoom : public ::testing::Test {
protected:
    ListeningRoom() {
        offscreenApplication();
        EXPECT_TRUE(workspace_.create((folder_.path() + "/Album.lacquer").toStdString(), SampleRate{44100}));
        page_ = std::make_unique<MasterPage>(workspace_, theme_);
        page_->resize(1900, 1000);
        page_->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(page_.get()));
        page_->addFiles({QString::fromStdString(writeNoise(folder_.path(), "01 One.wav", 6, 0.1)),
                         QString::fromStdString(writeNoise(folder_.path(), "02 Two.wav", 5, 0.05))});
        EXPECT_TRUE(QTest::qWaitFor([this] { return workspace_.project()->album->tracks.size() == 2; }, 10000));
        workspace_.setSubject(live::AlbumSubject{});
        page_->measurer().measureNow();
        EXPECT_TRUE(QTest::qWaitFor([this] { return page_->measurer().master().has_value(); }, 20000));
    }

    ListeningPanel& panel() { return page_->listening(); }

    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    std::unique_ptr<MasterPage> page_;
};

TEST_F(ListeningRoom, TransitionsAreHeardInTheAlbumsPlaceAndEndWithIt) {
    panel().hearTransitions();
    EXPECT_TRUE(workspace_.isAuditioning());
    EXPECT_EQ(panel().heard(), ListeningPanel::Heard::transitions);
    panel().hearAlbum();
    EXPECT_FALSE(workspace_.isAuditioning());
    EXPECT_EQ(panel().heard(), ListeningPanel::Heard::album);
}

TEST_F(ListeningRoom, AReferenceIsMeasuredAndPlayedAtTheAlbumsLoudness) {
    panel().addReferences({QString::fromStdString(writeNoise(folder_.path(), "Reference.wav", 4, 0.2))});
    ASSERT_TRUE(QTest::qWaitFor([this] { return panel().references().size() == 1; }, 20000));
    const auto& facts = panel().references().begin()->second;
    EXPECT_GT(facts.programme.measures.integratedLufs, page_->measurer().master()->whole.measures.integratedLufs);
    panel().hearReference();
    EXPECT_TRUE(workspace_.isAuditioning());
    ASSERT_EQ(workspace_.project()->album->references.size(), 1u);
    workspace_.undo();
    EXPECT_TRUE(workspace_.project()->album->references.empty()) << "one undoable step";
}

TEST_F(ListeningRoom, OneEarFillsTheSlotThatIsNeverRendered) {
    const auto before = workspace_.project();
    panel().setEar(formats::Ear::side);
    EXPECT_FALSE(workspace_.listeningSlot().empty());
    EXPECT_EQ(workspace_.project(), before) << "the project knows nothing of it";
    panel().setEar(formats::Ear::stereo);
    EXPECT_TRUE(workspace_.listeningSlot().empty());
}

TEST_F(ListeningRoom, TrackCheckSaysWhatIsMissing) {
    EXPECT_TRUE(QTest::qWaitFor([this] { return !panel().findings().empty(); }, 10000));
    bool isrc = false;
    for (const auto& line : panel().findings()) isrc = isrc || (line.text == "ISRC is missing" && line.number == 1);
    EXPECT_TRUE(isrc);
}

TEST_F(ListeningRoom, AFindingIsGoneToAcceptedAndTakenBack) {
    TrackCheckList& check = panel().trackCheck();
    const AlbumTrackId first = workspace_.project()->album->tracks[0]->id;
    const auto heard = [&] { return std::ranges::find_if(check.findings(), [&](const auto& line) { return line.fault == "hard_end" && line.track == first; }); };
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard() != check.findings().end(); }, 10000)) << "noise stops in full sound";
    check.choose(static_cast<int>(heard() - check.findings().begin()));
    const FramePosition place = *heard()->at;
    check.goThere();
    EXPECT_TRUE(QTest::qWaitFor([&] { return workspace_.playerState().position.value >= place.value - 44100; }, 5000)) << "a second before it";
    workspace_.stop();
    check.accept("");
    EXPECT_TRUE(mastering::acceptedFindings(*workspace_.project()).empty()) << "a reason is needed";
    check.accept("it is noise");
    const auto accepted = mastering::acceptedFindings(*workspace_.project());
    ASSERT_EQ(accepted.size(), 1u);
    EXPECT_EQ(accepted[0].track, first);
    EXPECT_NE(heard()->text.find("it is noise"), std::string::npos);
    EXPECT_EQ(heard()->verdict, Verdict::pass);
    EXPECT_EQ(check.chosen(), heard() - check.findings().begin()) << "it moves down and stays chosen";
    check.withdraw();
    EXPECT_TRUE(heard()->accepted.empty());
    workspace_.undo();
    EXPECT_FALSE(heard()->accepted.empty());
}

TEST_F(ListeningRoom, SongsAreComparedAndMatchedInOneUndoableStep) {
    page_->showTone(true);
    ASSERT_TRUE(QTest::qWaitFor([this] { return page_->tone().tone().has_value(); }, 20000));
    EXPECT_EQ(page_->tone().tone()->tracks.size(), 2u);
    EXPECT_LT(page_->tone().tone()->tracks[0].distance, 1) << "noise like noise";
    // The first through a treble cut is no longer like the second.
    const ChannelId channel = workspace_.project()->album->tracks[0]->channel.id;
    ASSERT_TRUE(workspace_.apply("Darker", [&](const project::Project& project) {
        mastering::ToneMatch dark;
        dark.bands = {{{80, 0, 0.7, true}, {250, 0, 0.7, false}, {1000, 0, 0.7, false}, {3500, -4, 0.7, false}, {9000, -4, 0.7, true}}};
        return mastering::addMatch(project, workspace_.catalogue(), channel, dark);
    }));
    page_->measurer().measureNow();
    ASSERT_TRUE(QTest::qWaitFor([this] { return page_->tone().tone()->tracks[0].distance > 1; }, 20000));
    QTest::keyClick(&page_->tone(), Qt::Key_Down);
    EXPECT_TRUE(workspace_.isSelected(channel));
    page_->tone().applyMatch();
    const auto& track = *workspace_.project()->album->tracks[0];
    ASSERT_EQ(track.channel.inserts.size(), 2u);
    EXPECT_GT(track.channel.inserts[1]->values.numbers.at("band5.gain"), 0.3) << "the treble comes back";
    workspace_.undo();
    EXPECT_EQ(workspace_.project()->album->tracks[0]->channel.inserts.size(), 1u);
}

TEST_F(ListeningRoom, JumpsToTheSameRelativePlaceOfTheNextSong) {
    const auto& master = *page_->measurer().master();
    workspace_.locate({3 * 44100}); // the middle of the first
    QTest::qWait(200);
    page_->jump(1);
    QTest::qWait(200);
    EXPECT_NEAR(static_cast<double>((workspace_.playerState().position - master.tracks[1].start).value) / 44100, 2.5, 0.1);
}

TEST_F(ListeningRoom, PaintsAtEverySize) {
    for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(2560, 1440)}) {
        page_->resize(size);
        EXPECT_FALSE(page_->grab().isNull());
    }
}

TEST_F(ListeningRoom, TransitionsAreAsLongAsWantedAndStayThat) {
    panel().setTransition({2}, {1});
    EXPECT_EQ(MasterPage(workspace_, theme_).listening().beforeTransition().value, 2) << "also the next time";
    panel().hearTransitions();
    EXPECT_EQ(panel().heard(), ListeningPanel::Heard::transitions);
    panel().setTransition({10}, {8});
    EXPECT_EQ(panel().heard(), ListeningPanel::Heard::transitions) << "what is heard follows";
}

TEST_F(ListeningRoom, JumpsBetweenMatchedSongsAtTheSameRelativePlace) {
    panel().hearSongs();
    ASSERT_EQ(panel().heard(), ListeningPanel::Heard::songs);
    workspace_.stop();
    workspace_.locate({3 * 44100}); // half of the first, which is 6 s long
    ASSERT_TRUE(QTest::qWaitFor([this] { return workspace_.playerState().position.value == 3 * 44100; }, 3000));
    page_->jump(1);
    // Half of the second (5 s), behind the first.
    EXPECT_TRUE(QTest::qWaitFor([this] { return std::abs(workspace_.playerState().position.value - static_cast<std::int64_t>(8.5 * 44100)) < 3000; }, 3000))
        << workspace_.playerState().position.value;
    EXPECT_EQ(panel().heard(), ListeningPanel::Heard::songs);
}

TEST_F(ListeningRoom, ACorrectionIsInTheListeningSlotAndNowhereElse) {
    const QString file = folder_.path() + "/headphone.txt";
    QFile out(file);
    ASSERT_TRUE(out.open(QIODevice::WriteOnly));
    out.write("Preamp: -3 dB\nFilter 1: ON PK Fc 100 Hz Gain 3 dB Q 1\n");
    out.close();
    const auto before = workspace_.project();
    panel().setCorrection(file);
    ASSERT_EQ(workspace_.listeningSlot().size(), 1u);
    EXPECT_EQ(workspace_.listeningSlot().front().processor, "eq");
    EXPECT_EQ(workspace_.project(), before) << "the project knows nothing of it";
    panel().setCorrection({});
    EXPECT_TRUE(workspace_.listeningSlot().empty());
}

TEST_F(ListeningRoom, AnotherRateOfACodecIsHeardAtTheAlbums) {
    panel().chooseTarget("youtube"); // Opus: 48 kHz always
    panel().hearPlatform();
    ASSERT_TRUE(QTest::qWaitFor([this] { return panel().heard() == ListeningPanel::Heard::platform; }, 60000));
    const auto cache = workspace_.cacheFolder() / "codecs";
    bool converted = false;
    for (const auto& entry : std::filesystem::directory_iterator(cache)) converted = converted || entry.path().string().find("@44100.wav") != std::string::npos;
    EXPECT_TRUE(converted) << "what is heard has been through the codec";
}

TEST_F(ListeningRoom, AStartIsCutAtTheZeroCrossingNextToThePlayhead) {
    const AlbumTrackId first = workspace_.project()->album->tracks[0]->id;
    page_->work().cutAt(first, {44100}, TrackWork::Cut::start);
    ASSERT_TRUE(QTest::qWaitFor([&] { return project::findAlbumTrack(*workspace_.project(), first)->trimStart.value > 0; }, 10000));
    EXPECT_NEAR(project::findAlbumTrack(*workspace_.project(), first)->trimStart.value, 1, 0.0101);
    workspace_.undo();
    EXPECT_EQ(project::findAlbumTrack(*workspace_.project(), first)->trimStart.value, 0);
}

} // namespace
} // namespace lacquer::ui
