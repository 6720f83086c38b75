#pragma once

#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "engine/processors/catalogue.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

namespace lacquer::ui {

/// An open project with a small song: Kick, Bass and Voice, a Drums group, a Hall return.
class Mixing : public testing::Test {
protected:
    Mixing() : workspace(std::make_shared<const processors::ProcessorCatalogue>()) {
        live::DeviceSettings silent;
        silent.id = "null";
        workspace.setDeviceSettings(silent);
    }

    void SetUp() override {
        ASSERT_TRUE(workspace.create((home.path() + "/Night.lacquer").toStdString(), SampleRate{48000}));
        ASSERT_TRUE(workspace.apply("Song", [this](const project::Project& from) -> Result<project::Project> {
            auto made = project::addSong(from, "Night Drive");
            if (!made) return tl::make_unexpected(made.error());
            song = made->id;
            project::Project next = std::move(made->project);
            for (auto [name, id] : {std::pair{"Kick", &kick}, {"Bass", &bass}, {"Voice", &voice}}) {
                auto track = project::addTrack(std::move(next), song, {name, {0xee8f90}, false, {}, {}});
                *id = track->id;
                next = std::move(track->project);
            }
            auto group = project::addBus(std::move(next), song, "Drums");
            drums = group->id;
            auto room = project::addBus(std::move(group->project), song, "Hall", project::BusRole::effectReturn);
            hall = room->id;
            return std::move(room->project);
        }));
        workspace.setCurrentSong(song);
    }

    const project::Channel& channel(ChannelId id) const { return *project::findChannel(*workspace.project(), id); }

    InsertId addInsert(ChannelId to, const char* processor) {
        InsertId made;
        EXPECT_TRUE(workspace.apply("Add", [&](const project::Project& from) -> Result<project::Project> {
            auto added = project::addInsert(from, workspace.catalogue(), to, processor);
            if (!added) return tl::make_unexpected(added.error());
            made = added->id;
            return std::move(added->project);
        }));
        return made;
    }

    QTemporaryDir home;
    Theme theme;
    Workspace workspace;
    SongId song;
    ChannelId kick, bass, voice, drums, hall;
};

} // namespace lacquer::ui
