#include "ui/master/chain_panel.h"
#include "tests/ui/window_test.h"

#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "engine/project/automation_edits.h"
#include "engine/project/insert_edits.h"
#include "ui/master/album_strip.h"
#include "ui/master/automation_strip.h"
#include "ui/master/master_page.h"
#include "ui/master/vinyl_panel.h"
#include "ui/models/presets.h"

#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

using project::Project;

/// An album of two songs that nobody has to hear: ten and twenty minutes.
class Chains : public ::testing::Test {
protected:
    Chains() {
        offscreenApplication();
        EXPECT_TRUE(workspace_.create((folder_.path() + "/Album.lacquer").toStdString(), SampleRate{48000}));
        page_ = std::make_unique<MasterPage>(workspace_, theme_);
        page_->resize(1900, 1000);
        page_->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(page_.get()));
        workspace_.apply("Two songs", [](Project project) -> Result<Project> {
            for (const int minutes : {10, 20}) {
                project::Source source;
                source.name = std::to_string(minutes) + ".wav";
                source.fileRate = {48000};
                source.length = {std::int64_t{minutes} * 60 * 48000};
                auto pooled = project::addSource(std::move(project), source);
                if (!pooled) return tl::make_unexpected(pooled.error());
                auto added = project::addSourceToAlbum(std::move(pooled->project), pooled->id, source.name);
                if (!added) return tl::make_unexpected(added.error());
                project = std::move(added->project);
            }
            return project;
        });
        workspace_.apply("Equalizer", [this](const Project& project) -> Result<Project> {
            auto added = project::addInsert(project, workspace_.catalogue(), project.album->channel->id, "eq");
            if (!added) return tl::make_unexpected(added.error());
            return std::move(added->project);
        });
    }

    const project::Channel& album() const { return *workspace_.project()->album->channel; }

    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    std::unique_ptr<MasterPage> page_;
};

TEST_F(Chains, BStartsAsACopyAndBothComeBackAsTheyWere) {
    ChainPanel& chain = page_->chain();
    const project::Chain a = project::insertChainOf(album());
    chain.swapChains();
    EXPECT_TRUE(chain.isOnB());
    EXPECT_EQ(project::insertChainOf(album()), a) << "a copy at first";
    workspace_.apply("Limiter", [this](const Project& project) -> Result<Project> {
        auto added = project::addInsert(project, workspace_.catalogue(), project.album->channel->id, "limiter");
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
    const project::Chain b = project::insertChainOf(album());
    chain.swapChains();
    EXPECT_FALSE(chain.isOnB());
    EXPECT_EQ(project::insertChainOf(album()), a);
    ASSERT_TRUE(chain.otherChain());
    EXPECT_EQ(*chain.otherChain(), b);
    chain.swapChains();
    EXPECT_EQ(project::insertChainOf(album()), b);
    EXPECT_EQ(workspace_.undoName(), "Chain B") << "one step, and it can be taken back";
    workspace_.undo();
    EXPECT_EQ(project::insertChainOf(album()), a);
}

TEST_F(Chains, EveryShippedChainCanBePutOnTheAlbumAsOneStep) {
    const auto presets = shippedChains(workspace_.catalogue());
    ASSERT_GE(presets.size(), 5u);
    for (const auto& preset : presets) {
        const auto before = workspace_.project();
        page_->chain().applyPreset(preset.name, preset.steps);
        ASSERT_EQ(album().inserts.size(), preset.steps.size()) << preset.name;
        for (std::size_t k = 0; k < preset.steps.size(); ++k) {
            EXPECT_EQ(album().inserts[k]->processor, preset.steps[k].processor);
            EXPECT_EQ(album().inserts[k]->values, preset.steps[k].values) << preset.name;
            EXPECT_FALSE(preset.steps[k].values.numbers.empty()) << preset.name << ": what is written down is read";
        }
        workspace_.undo();
        EXPECT_EQ(*workspace_.project()->album, *before->album) << preset.name;
    }
}

TEST_F(Chains, AValueIsDrawnOverTheTrackAndCountsFromItsStart) {
    page_->showAutomation(true);
    AutomationStrip& lane = page_->automation();
    const auto& second = *workspace_.project()->album->tracks[1];
    workspace_.selectChannel(second.channel.id);
    page_->chain().setScope(ChainPanel::Scope::track);
    QTest::qWait(20);
    ASSERT_TRUE(lane.isVisible());
    const FramePosition minute{60 * 48000};
    const QPointF at = lane.pointOf(minute, -6);
    EXPECT_NEAR(page_->strip().xAt(FramePosition{} + FrameCount{(10 * 60 + 2 + 60) * 48000}), at.x(), 0.01) << "a minute into the second song";
    QTest::mouseClick(&lane, Qt::LeftButton, {}, at.toPoint());
    const auto* curve = project::findCurve(workspace_.project()->album->tracks[1]->channel, {project::AutomationTarget::Owner::channel, 0, "fader"});
    ASSERT_TRUE(curve);
    ASSERT_EQ(curve->points.size(), 1u);
    EXPECT_NEAR(static_cast<double>(curve->points[0].position.value) / 48000, 60, 1.5);
    EXPECT_NEAR(curve->points[0].value, -6, 0.7);
    const double drawn = curve->points[0].value;
    QTest::keyClick(&lane, Qt::Key_Up);
    curve = project::findCurve(workspace_.project()->album->tracks[1]->channel, {project::AutomationTarget::Owner::channel, 0, "fader"});
    EXPECT_GT(curve->points[0].value, drawn);
    QTest::keyClick(&lane, Qt::Key_Delete);
    EXPECT_FALSE(project::findCurve(workspace_.project()->album->tracks[1]->channel, {project::AutomationTarget::Owner::channel, 0, "fader"}));
}

TEST_F(Chains, AProcessorsValueCanBeDrawnToo) {
    page_->showAutomation(true);
    AutomationStrip& lane = page_->automation();
    const auto insert = album().inserts.front()->id;
    lane.choose({project::AutomationTarget::Owner::insert, insert.value, "band5.gain"});
    ASSERT_TRUE(lane.subject());
    QTest::mouseClick(&lane, Qt::LeftButton, {}, lane.pointOf({60 * 48000}, 3).toPoint());
    const auto* curve = project::findCurve(album(), {project::AutomationTarget::Owner::insert, insert.value, "band5.gain"});
    ASSERT_TRUE(curve);
    EXPECT_NEAR(curve->points.front().value, 3, 0.8);
}

TEST_F(Chains, VinylSidesAreSplitAsTheAlbumSaysAndCostLevelByTheirLength) {
    page_->showVinyl(true);
    VinylPanel& vinyl = page_->vinyl();
    ASSERT_EQ(vinyl.sides().size(), 2u);
    EXPECT_EQ(vinyl.sides()[0].length.value, 600);
    EXPECT_EQ(vinyl.sides()[1].length.value, 1200);
    EXPECT_EQ(vinyl.sides()[0].level, 0);
    vinyl.chooseFormat(1); // 12" at 45
    EXPECT_LT(vinyl.sides()[1].level, -3);
    EXPECT_TRUE(vinyl.sides()[1].tooLong) << "twenty minutes at 45";
    EXPECT_FALSE(vinyl.sides()[0].tooLong);
    EXPECT_NE(vinyl.accessibleDescription().indexOf("side B 20:00"), -1) << vinyl.accessibleDescription().toStdString();
}

} // namespace
} // namespace lacquer::ui
