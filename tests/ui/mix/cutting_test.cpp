#include "tests/ui/mix/arranging.h"

#include "engine/project/link_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "tests/ui/hands.h"
#include "ui/mix/cut_panels.h"

#include <cmath>
#include <random>

namespace lacquer::ui {
namespace {

using project::Project;

/// Two tracks of one recording: six hits half a second apart, each a tenth of a second long, the
/// fourth of them weak.
class Cutting : public Arranging {
protected:
    static constexpr std::int64_t kRate = 48000;
    static constexpr std::int64_t kHit = kRate / 2;

    Cutting() {
        writeHits();
        arrange(sourceOf("Snare", "audio/snare.wav", 7 * kHit),
                {{"Snare top", {clipAt("Snare top", 100'000, 0, 7 * kHit)}}, {"Snare bottom", {clipAt("Snare bottom", 100'000, 0, 7 * kHit)}}}, {1400, 500});
    }

    void writeHits() {
        formats::WriteOptions options;
        options.rate = {kRate};
        auto writer = formats::AudioFileWriter::create(workspace_.folder() / "audio/snare.wav", options);
        std::mt19937 random(5);
        std::uniform_real_distribution<float> noise(-1, 1);
        std::vector<float> samples(7 * kHit);
        for (int hit = 0; hit < 6; ++hit)
            for (std::int64_t i = 0; i < kRate / 10; ++i)
                samples[static_cast<std::size_t>((hit + 1) * kHit + i)] = (hit == 3 ? 0.2f : 0.8f) * noise(random) * std::exp(-static_cast<float>(i) / 800.0f);
        const float* planes[] = {samples.data(), samples.data()};
        EXPECT_TRUE((*writer)->write(planes, static_cast<int>(samples.size())));
        EXPECT_TRUE((*writer)->finish());
    }

    InlinePanel* panel() { return view_->findChild<InlinePanel*>(); }

    /// Until the sources have been listened to.
    void listen() {
        EXPECT_TRUE(QTest::qWaitFor([&] { return view_->state().facts().of(clipsOf(0).front().source) != nullptr; }, 10000));
    }
};

TEST_F(Cutting, SlicesAtEveryHitAsThePreviewShows) {
    choose({clipsOf(0)[0].id});
    run("Slice at transients…");
    ASSERT_TRUE(panel());
    listen();
    ASSERT_TRUE(view_->state().cutPreview());
    EXPECT_EQ(view_->state().cutPreview()->cuts.begin()->second.size(), 6u);
    EXPECT_EQ(panel()->summary(), "6 cuts");
    EXPECT_TRUE(*workspace_.project() == *before_) << "a preview changes nothing";
    QTest::keyClick(panel(), Qt::Key_Return);
    ASSERT_EQ(clipsOf(0).size(), 7u);
    for (int hit = 0; hit < 6; ++hit)
        EXPECT_NEAR(static_cast<double>(clipsOf(0)[static_cast<std::size_t>(hit + 1)].position.value), static_cast<double>(100'000 + (hit + 1) * kHit), 48) << hit;
    EXPECT_EQ(clipsOf(1).size(), 1u);
    EXPECT_EQ(workspace_.selection().clips.size(), 7u);
    EXPECT_FALSE(view_->state().cutPreview());
    expectOneUndoableStep();
}

TEST_F(Cutting, LinkedTracksAreSlicedAtTheSameFrames) {
    workspace_.apply("Link", [&](const Project& from) -> Result<Project> { return std::move(project::addLinkGroup(from, song_, "Snare", tracks_)->project); });
    before_ = workspace_.project();
    choose({clipsOf(0)[0].id});
    run("Slice at transients…");
    listen();
    QTest::keyClick(panel(), Qt::Key_Return);
    ASSERT_EQ(clipsOf(1).size(), 7u);
    for (std::size_t k = 0; k < 7; ++k) EXPECT_EQ(clipsOf(0)[k].position, clipsOf(1)[k].position);
    expectOneUndoableStep();
}

TEST_F(Cutting, EscapeLeavesEverythingAsItWas) {
    choose({clipsOf(0)[0].id});
    run("Strip silence…");
    listen();
    ASSERT_TRUE(view_->state().cutPreview());
    QTest::keyClick(panel(), Qt::Key_Escape);
    EXPECT_FALSE(view_->state().cutPreview());
    EXPECT_TRUE(*workspace_.project() == *before_);
}

TEST_F(Cutting, StripsTheSilenceBetweenTheHitsAtTheChosenThreshold) {
    choose({clipsOf(0)[0].id});
    run("Strip silence…");
    listen();
    EXPECT_EQ(view_->state().cutPreview()->kept.begin()->second.size(), 6u);
    // Above the weak hit's peak of −14 dBFS only the loud ones stay.
    auto* threshold = panel()->findChild<ValueField*>("threshold");
    ASSERT_TRUE(threshold);
    threshold->setFocus();
    QTest::keyClick(threshold, Qt::Key_Minus);
    QTest::keyClicks(threshold->findChild<QWidget*>() ? QApplication::focusWidget() : threshold, "10");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    EXPECT_EQ(view_->state().cutPreview()->kept.begin()->second.size(), 5u) << threshold->value();
    panel()->findChild<Button*>("panelAction")->click();
    ASSERT_EQ(clipsOf(0).size(), 5u);
    for (const auto& clip : clipsOf(0)) {
        EXPECT_LT(clip.length.value, kRate / 4);
        EXPECT_EQ(clip.position.value - clip.offset.value, 100'000) << "moved in time";
        EXPECT_GT(clip.fadeIn.length.value, 0);
    }
    expectOneUndoableStep();
}

TEST_F(Cutting, ABadHitIsSwappedForAGoodOneOnTheSameFrame) {
    choose({clipsOf(0)[0].id});
    run("Slice at transients…");
    listen();
    QTest::keyClick(panel(), Qt::Key_Return);
    QTest::qWait(0); // the panel goes
    const project::Clip bad = clipsOf(0)[4];
    before_ = workspace_.project();
    choose({bad.id});
    run("Swap this hit for another…");
    auto* swap = view_->findChild<InlinePanel*>();
    ASSERT_TRUE(swap);
    EXPECT_TRUE(swap->summary().startsWith("1 of ")) << swap->summary().toStdString();
    QTest::keyClick(swap, Qt::Key_Return);
    const project::Clip now = *project::findClip(*workspace_.project(), bad.id).clip;
    EXPECT_NE(now.offset, bad.offset);
    EXPECT_NEAR(static_cast<double>(now.position.value), static_cast<double>(bad.position.value), 96);
    // The good hit is 12 dB louder than the weak one it replaces, and matched to it.
    EXPECT_NEAR(now.gain.value, -12, 1.5);
    expectOneUndoableStep();
}

TEST_F(Cutting, EdgesSnapToTransientsAndTheGuideSaysSo) {
    SnapSettings snap;
    snap.on = true;
    snap.grid = GridUnit::off;
    snap.transients = true;
    view_->state().setSnap(snap);
    listen();
    // Trim the lower track's start near the upper track's first hit, at pixel 124.
    hands::drag(&view_->lanes(), {101, 80 + 25}, {126, 80 + 25});
    EXPECT_NEAR(static_cast<double>(clipsOf(1)[0].position.value), 100'000 + kHit, 48);
    expectOneUndoableStep();
}

TEST_F(Cutting, ThePlayheadStepsFromHitToHit) {
    listen();
    workspace_.selectChannel(tracks_[0]);
    workspace_.locate({110'000});
    view_->commands().toTransient(TimelineActions::Nudge::forth);
    EXPECT_NEAR(static_cast<double>(workspace_.playerState().position.value), 100'000 + kHit, 48);
    view_->commands().toTransient(TimelineActions::Nudge::forth);
    EXPECT_NEAR(static_cast<double>(workspace_.playerState().position.value), 100'000 + 2 * kHit, 48);
    view_->commands().toTransient(TimelineActions::Nudge::back);
    EXPECT_NEAR(static_cast<double>(workspace_.playerState().position.value), 100'000 + kHit, 48);
}

TEST_F(Cutting, MovingInRippleModeTakesWhatFollowsAlong) {
    choose({clipsOf(0)[0].id});
    run("Slice at transients…");
    listen();
    QTest::keyClick(panel(), Qt::Key_Return);
    QTest::qWait(0);
    choose({});
    before_ = workspace_.project();
    view_->state().setRipples(true);
    const auto old = clipsOf(0);
    // The fourth piece, from pixel 172 on, moves 30 pixels later.
    hands::drag(&view_->lanes(), {183, 25}, {213, 25});
    for (std::size_t k = 0; k < old.size(); ++k)
        EXPECT_EQ((clipsOf(0)[k].position - old[k].position).value, k < 3 ? 0 : 30'000) << k;
    EXPECT_EQ(clipsOf(1)[0].position.value, 100'000);
    expectOneUndoableStep();
}

TEST_F(Cutting, TrimmingInRippleModeClosesTheGap) {
    choose({clipsOf(0)[0].id});
    run("Slice at transients…");
    listen();
    QTest::keyClick(panel(), Qt::Key_Return);
    QTest::qWait(0);
    choose({});
    before_ = workspace_.project();
    view_->state().setRipples(true);
    const auto old = clipsOf(0);
    // The right edge of the first piece, at pixel 124, goes 10 pixels to the left.
    hands::drag(&view_->lanes(), {122, 40}, {112, 40});
    EXPECT_EQ((old[0].length - clipsOf(0)[0].length).value, 10'000);
    for (std::size_t k = 1; k < old.size(); ++k) EXPECT_EQ((old[k].position - clipsOf(0)[k].position).value, 10'000) << k;
    expectOneUndoableStep();
}

} // namespace
} // namespace lacquer::ui
