#include "tests/ui/window_test.h"

#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "ui/master/album_strip.h"
#include "ui/master/album_table.h"
#include "ui/master/chain_panel.h"
#include "ui/master/master_page.h"
#include "ui/meters/meter_wall.h"

#include <QSignalSpy>
#include <QLineEdit>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

using project::Project;

/// An album of three files of 100 seconds each with 10 seconds between them.
class Album : public ::testing::Test {
protected:
    Album() {
        offscreenApplication();
        EXPECT_TRUE(workspace_.create((folder_.path() + "/Album.lacquer").toStdString(), SampleRate{48000}));
        workspace_.apply("Set up", [](const Project& empty) -> Result<Project> {
            Project project = empty;
            for (const char* name : {"One", "Two", "Three"}) {
                project::Source source;
                source.name = name;
                source.file = std::string("audio/") + name + ".wav";
                source.contentHash = name;
                source.length = {100 * 48000};
                auto pooled = project::addSource(std::move(project), source);
                auto added = project::addSourceToAlbum(std::move(pooled->project), pooled->id, name);
                project = std::move(added->project);
                if (project.album->tracks.size() > 1) project = *project::setAlbumGap(project, added->id, {10});
            }
            return project;
        });
        page_ = std::make_unique<MasterPage>(workspace_, theme_);
        page_->resize(1900, 1000);
        page_->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(page_.get()));
        before_ = workspace_.project();
    }

    AlbumStrip& strip() { return page_->strip(); }
    const project::AlbumTrack& track(std::size_t index) { return *workspace_.project()->album->tracks[index]; }
    std::string title(std::size_t index) { return project::titleOf(*workspace_.project(), track(index)); }

    void drag(QWidget* on, QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(on, Qt::LeftButton, modifiers, from);
        for (int step = 1; step <= 4; ++step) {
            const QPoint at = from + (to - from) * step / 4;
            QMouseEvent move(QEvent::MouseMove, at, on->mapToGlobal(QPointF(at)), Qt::NoButton, Qt::LeftButton, modifiers);
            QApplication::sendEvent(on, &move);
        }
        QTest::mouseRelease(on, Qt::LeftButton, modifiers, to);
    }

    void expectOneUndoableStep() {
        EXPECT_FALSE(*workspace_.project() == *before_);
        workspace_.undo();
        Project restored = *workspace_.project();
        restored.nextId = before_->nextId;
        EXPECT_TRUE(restored == *before_) << "undo did not restore the value";
    }

    double pixelsPerSecond() { return strip().blockRect(0).width() / 100; }

    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    std::unique_ptr<MasterPage> page_;
    std::shared_ptr<const Project> before_;
};

TEST_F(Album, DraggingABlockReordersTheAlbum) {
    const QPoint first = strip().blockRect(0).center().toPoint();
    const QPoint last = strip().blockRect(2).center().toPoint();
    drag(&strip(), {first.x(), 90}, {last.x() + 30, 90});
    EXPECT_EQ(title(2), "One");
    EXPECT_EQ(title(0), "Two");
    expectOneUndoableStep();
}

TEST_F(Album, DraggingBetweenBlocksSetsTheGapInTenths) {
    const int edge = static_cast<int>(strip().blockRect(1).left()) - 1;
    drag(&strip(), {edge, 100}, {edge + static_cast<int>(std::lround(5 * pixelsPerSecond())), 100});
    EXPECT_NEAR(track(1).gap.value, 15, 0.2);
    EXPECT_NEAR(std::remainder(track(1).gap.value, 0.1), 0, 1e-9);
    expectOneUndoableStep();
}

TEST_F(Album, DraggingPastTheOtherBlockOverlapsAndFadesBoth) {
    const int edge = static_cast<int>(strip().blockRect(1).left()) - 1;
    drag(&strip(), {edge, 100}, {edge - static_cast<int>(std::lround(14 * pixelsPerSecond())), 100});
    EXPECT_NEAR(track(1).gap.value, -4, 0.2);
    EXPECT_NEAR(track(1).fadeIn.value, -track(1).gap.value, 1e-6);
    EXPECT_NEAR(track(0).fadeOut.value, -track(1).gap.value, 1e-6);
    expectOneUndoableStep();
}

TEST_F(Album, DraggingACornerFadesTheTrack) {
    const QRectF block = strip().blockRect(0);
    const QPoint corner(static_cast<int>(block.right()) - 5, static_cast<int>(block.top()) + 4);
    drag(&strip(), corner, corner - QPoint(static_cast<int>(std::lround(20 * pixelsPerSecond())), 0));
    EXPECT_NEAR(track(0).fadeOut.value, 20, 0.3);
    expectOneUndoableStep();
}

TEST_F(Album, KeysChooseMoveAndTakeOff) {
    strip().setFocus();
    QTest::keyClick(&strip(), Qt::Key_Right);
    QTest::keyClick(&strip(), Qt::Key_Right);
    EXPECT_TRUE(workspace_.isSelected(track(1).channel.id));
    QTest::keyClick(&strip(), Qt::Key_Right, Qt::ControlModifier);
    EXPECT_EQ(title(2), "Two");
    expectOneUndoableStep();
    workspace_.selectChannel(track(1).channel.id);
    QTest::keyClick(&strip(), Qt::Key_Delete);
    EXPECT_EQ(workspace_.project()->album->tracks.size(), 2u);
}

TEST_F(Album, TheTableIsEditedInPlace) {
    auto* model = page_->table().model();
    EXPECT_TRUE(model->setData(model->index(1, AlbumTableModel::title), "Interlude", Qt::EditRole));
    EXPECT_EQ(title(1), "Interlude");
    expectOneUndoableStep();
    EXPECT_TRUE(model->setData(model->index(1, AlbumTableModel::gap), "150 f", Qt::EditRole));
    EXPECT_NEAR(track(1).gap.value, 2, 1e-9);
    EXPECT_TRUE(model->setData(model->index(2, AlbumTableModel::gap), "x 4", Qt::EditRole));
    EXPECT_NEAR(track(2).gap.value, -4, 1e-9);
    EXPECT_FALSE(model->setData(model->index(2, AlbumTableModel::gap), "soon", Qt::EditRole));
    ASSERT_TRUE(workspace_.messages().current());
    EXPECT_TRUE(workspace_.messages().current()->text.contains("soon"));
    EXPECT_FALSE(model->setData(model->index(0, AlbumTableModel::isrc), "nonsense", Qt::EditRole));
}

TEST_F(Album, TypingIntoACellWithKeysAlone) {
    auto& table = page_->table();
    table.setFocus();
    table.setCurrentIndex(table.model()->index(0, AlbumTableModel::title));
    QTest::keyClick(&table, Qt::Key_F2);
    auto* edit = table.findChild<QLineEdit*>();
    ASSERT_TRUE(edit);
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(edit, "Dawn");
    QTest::keyClick(edit, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([&] { return title(0) == "Dawn"; }));
}

TEST_F(Album, TheChainTakesProcessorsForTheAlbumAndForATrack) {
    auto& chain = page_->chain();
    EXPECT_EQ(chain.channel(), workspace_.project()->album->channel->id);
    workspace_.selectChannel(track(1).channel.id);
    chain.setScope(ChainPanel::Scope::track);
    EXPECT_EQ(chain.channel(), track(1).channel.id);
    workspace_.apply("Add", [&](const Project& project) -> Result<Project> {
        auto added = project::addInsert(project, workspace_.catalogue(), chain.channel(), "limiter");
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
    EXPECT_EQ(chain.editors().size(), 1u);
    QTest::mouseClick(chain.findChild<QAbstractButton*>("bypassChain"), Qt::LeftButton);
    EXPECT_TRUE(track(1).channel.inserts.front()->bypassed);
    workspace_.undo();
    EXPECT_FALSE(track(1).channel.inserts.front()->bypassed);
}

TEST_F(Album, PaintsAtEverySizeInBothThemesAndWithoutAProject) {
    for (const auto variant : {Theme::Variant::light, Theme::Variant::dark}) {
        theme_.setVariant(variant);
        for (const QSize size : {QSize(1280, 732), QSize(1920, 1012), QSize(3840, 2092)}) {
            page_->resize(size);
            EXPECT_FALSE(page_->grab().isNull());
            EXPECT_LE(page_->table().geometry().right(), page_->meters().geometry().left());
            EXPECT_GE(page_->chain().height(), 200) << size.width();
        }
    }
    workspace_.close();
    EXPECT_FALSE(page_->grab().isNull());
}

} // namespace
} // namespace lacquer::ui
