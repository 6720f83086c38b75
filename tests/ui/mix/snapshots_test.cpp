#include "engine/project/channel_edits.h"
#include "tests/ui/mix/mixing.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/snapshot_panel.h"
#include "ui/mix/timeline_view.h"
#include "ui/models/level_match.h"

#include <QTest>

#include <algorithm>

namespace lacquer::ui {
namespace {

using project::Project;

class SnapshotsTest : public Mixing {
protected:
    void SetUp() override {
        Mixing::SetUp();
        page = std::make_unique<MixPage>(workspace, theme, [this](QWidget* parent) { return new TimelineView(workspace, theme, parent); }, nullptr);
        page->resize(1600, 900);
        page->show();
        page->snapshots().setOpen(true);
        panel = &page->snapshots();
    }

    template <typename T>
    T* part(const char* name) { return panel->findChild<T*>(name); }
    void fader(ChannelId id, double level) {
        ASSERT_TRUE(workspace.apply("Fader", [&](const Project& from) { return project::setFader(from, id, Decibels{level}); }));
    }

    std::unique_ptr<MixPage> page;
    SnapshotPanel* panel = nullptr;
};

TEST_F(SnapshotsTest, ListsWhatIsDifferentSinceTheSnapshotAndTakesBackOneLine) {
    part<Button>("takeSnapshot")->click();
    auto* list = part<QListWidget>("snapshots");
    auto* lines = part<QListWidget>("differences");
    ASSERT_EQ(list->count(), 1);
    EXPECT_EQ(lines->item(0)->text(), "Nothing is different");
    fader(bass, -6);
    fader(voice, 1.5);
    ASSERT_EQ(lines->count(), 2);
    EXPECT_EQ(lines->item(0)->text(), QString::fromUtf8("Bass  ·  Fader 0 dB → −6 dB (−6.0 dB)"));
    lines->setCurrentRow(0);
    part<Button>("takeBack")->click();
    EXPECT_EQ(channel(bass).fader.value, 0);
    EXPECT_EQ(channel(voice).fader.value, 1.5);
    EXPECT_EQ(lines->count(), 1);
    workspace.undo();
    EXPECT_EQ(channel(bass).fader.value, -6);
}

TEST_F(SnapshotsTest, RecallIsOneStepOfUndoAndPartsTouchOnlyThose) {
    panel->takeSnapshot();
    fader(bass, -6);
    ASSERT_TRUE(workspace.apply("Pan", [&](const Project& from) { return project::setPan(from, bass, 40); }));
    project::RecallParts levels = project::RecallParts::none();
    levels.levels = true;
    panel->recall(levels);
    EXPECT_EQ(channel(bass).fader.value, 0);
    EXPECT_EQ(channel(bass).pan, 40);
    part<Button>("recall")->click();
    EXPECT_EQ(channel(bass).pan, 0);
    workspace.undo();
    EXPECT_EQ(channel(bass).pan, 40);
}

TEST_F(SnapshotsTest, ListeningToASnapshotChangesNothing) {
    panel->takeSnapshot();
    fader(bass, -6);
    const auto before = workspace.project();
    part<Button>("listenSnapshot")->click();
    EXPECT_TRUE(workspace.levelMatch().isOn());
    EXPECT_TRUE(QTest::qWaitFor([&] { return workspace.levelMatch().text() != QString::fromUtf8("Δ …"); }, 10000));
    EXPECT_EQ(workspace.levelMatch().text(), QString::fromUtf8("Δ silent here")) << "there is no audio in this song";
    EXPECT_EQ(workspace.project(), before);
    part<Button>("listenSnapshot")->click();
    EXPECT_FALSE(workspace.levelMatch().isOn());
}

TEST_F(SnapshotsTest, NotesOfTheSongAndTheTrackAreKept) {
    auto* notes = part<QPlainTextEdit>("notes");
    notes->setFocus();
    notes->setPlainText("Singer wants it drier");
    page->snapshots().setOpen(false);
    EXPECT_EQ(workspace.song()->notes, "Singer wants it drier");
    workspace.undo();
    EXPECT_EQ(workspace.song()->notes, "");
}

TEST_F(SnapshotsTest, NotesAreInTheProjectWithEveryLetterAndFollowAnUndo) {
    auto* notes = part<QPlainTextEdit>("notes");
    QTest::keyClicks(notes, "dry");
    EXPECT_EQ(workspace.song()->notes, "dry") << "also for one who quits without leaving the field";
    workspace.endGesture();
    workspace.undo();
    EXPECT_EQ(workspace.song()->notes, "");
    EXPECT_EQ(notes->toPlainText(), "") << "or the next letter would write it again";
}

TEST_F(SnapshotsTest, WhatWasWrittenAboutTheSongIsKeptWhenTheTracksNotesAreTurnedTo) {
    part<QPlainTextEdit>("notes")->setPlainText("In D, 120 bpm");
    const auto buttons = panel->findChildren<QAbstractButton*>();
    const auto tab = std::ranges::find_if(buttons, [](const QAbstractButton* one) { return one->text() == "Track notes"; });
    ASSERT_NE(tab, buttons.end());
    (*tab)->click();
    EXPECT_EQ(workspace.song()->notes, "In D, 120 bpm");
}

} // namespace
} // namespace lacquer::ui
