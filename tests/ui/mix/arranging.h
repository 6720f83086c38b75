#pragma once

#include "tests/ui/window_test.h"

#include "engine/processors/catalogue.h"
#include "engine/project/song_edits.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/mix/timeline_view.h"

#include <QAction>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lacquer::ui {

/// A timeline over a song of clips from one source, at 48 kHz. A pixel is 1000 frames and frame 0 lies
/// at pixel 0, so that positions read as pixels; rows are 80 high; nothing snaps.
class Arranging : public ::testing::Test {
protected:
    Arranging() {
        offscreenApplication();
        EXPECT_TRUE(workspace_.create((folder_.path() + "/Song.lacquer").toStdString(), SampleRate{48000}));
    }

    using TrackSketch = std::pair<std::string, std::vector<project::Clip>>;

    /// The clips' source is filled in.
    void arrange(project::Source source, std::vector<TrackSketch> tracks, QSize size) {
        source.fileRate = {48000};
        EXPECT_TRUE(workspace_.apply("Set up", [&](const project::Project& empty) -> Result<project::Project> {
            auto song = project::addSong(empty, "Song");
            song_ = song->id;
            auto pooled = project::addSource(std::move(song->project), source);
            project::Project next = std::move(pooled->project);
            for (auto& [name, clips] : tracks) {
                for (auto& clip : clips) clip.source = pooled->id;
                auto added = project::addTrack(std::move(next), song_, {name, {}, false, clips, {}});
                tracks_.push_back(added->id);
                next = std::move(added->project);
            }
            return next;
        }));
        workspace_.setCurrentSong(song_);
        view_ = std::make_unique<TimelineView>(workspace_, theme_);
        view_->resize(size);
        view_->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(view_.get()));
        view_->state().setStandardSize(RowSize::large);
        view_->state().setScale({1000, 0});
        view_->state().setSnap({.on = false});
        before_ = workspace_.project();
    }

    static project::Source sourceOf(const char* name, const char* file, std::int64_t length) {
        project::Source source;
        source.name = name;
        source.file = file;
        source.length = {length};
        return source;
    }

    static project::Clip clipAt(const char* name, std::int64_t position, std::int64_t offset, std::int64_t length) {
        project::Clip clip;
        clip.name = name;
        clip.position = {position};
        clip.offset = {offset};
        clip.length = {length};
        return clip;
    }

    const project::Track& track(std::size_t k) { return *project::findTrack(*workspace_.song(), tracks_[k]); }
    const project::ClipList& clipsOf(std::size_t k) { return *track(k).clips; }
    QWidget* lanes() { return &view_->lanes(); }

    void choose(std::vector<ClipId> clips) {
        Selection selection;
        selection.clips = std::move(clips);
        workspace_.select(selection);
    }

    /// A command by its words.
    void run(const QString& name) {
        for (QAction* action : view_->actions())
            if (action->text() == name) return action->trigger();
        ADD_FAILURE() << "no command " << name.toStdString();
    }

    /// What every gesture promises: one step, and undo restores the equal value.
    void expectOneUndoableStep() {
        EXPECT_FALSE(*workspace_.project() == *before_) << "the gesture changed nothing";
        const auto after = workspace_.project();
        workspace_.undo();
        // Ids are never given twice, also not after an undo.
        project::Project restored = *workspace_.project();
        restored.nextId = before_->nextId;
        EXPECT_TRUE(restored == *before_) << "undo did not restore the value";
        workspace_.redo();
        EXPECT_TRUE(*workspace_.project() == *after);
    }

    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    SongId song_;
    std::vector<ChannelId> tracks_;
    std::unique_ptr<TimelineView> view_;
    std::shared_ptr<const project::Project> before_;
};

} // namespace lacquer::ui
