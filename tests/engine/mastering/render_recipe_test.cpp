#include "engine/mastering/render_recipe.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::mastering {
namespace {

std::string contentOf(SourceId id) { return "content-" + std::to_string(id.value); }

project::Song song() {
    project::Song made;
    made.name = "Song";
    made.tempo = {project::TempoPoint{}};
    project::Channel mix;
    mix.id = {1};
    made.mix = std::make_shared<const project::Channel>(mix);
    project::Track track;
    track.channel.id = {2};
    track.channel.name = "Bass";
    project::Insert insert;
    insert.processor = "eq";
    insert.values.numbers["band1.freq"] = 100;
    track.channel.inserts = {std::make_shared<const project::Insert>(insert)};
    project::Clip clip;
    clip.source = {9};
    clip.length = {1000};
    track.clips = std::make_shared<const project::ClipList>(project::ClipList{clip});
    made.tracks = {std::make_shared<const project::Track>(track)};
    return made;
}

std::string recipeOf(const project::Song& made) {
    return renderRecipe(made, {48000}, project::PanLaw::minus3dB, contentOf);
}

project::Song withTrack(auto change) {
    project::Song made = song();
    project::Track track = *made.tracks[0];
    change(track);
    made.tracks[0] = std::make_shared<const project::Track>(track);
    return made;
}

TEST(RenderRecipe, DoesNotDependOnWhatOnlyPeopleSee) {
    const project::Song other = withTrack([](project::Track& track) {
        track.channel.name = "Low end";
        track.channel.colour = {0x112233};
        track.channel.notes = "more of it";
    });
    EXPECT_EQ(recipeOf(song()), recipeOf(other));
}

TEST(RenderRecipe, DependsOnEveryValueThatSounds) {
    const std::string before = recipeOf(song());
    EXPECT_NE(before, recipeOf(withTrack([](project::Track& track) {
                  track.channel.fader = {std::nextafter(0.0, 1.0)};
              })));
    EXPECT_NE(before, recipeOf(withTrack([](project::Track& track) {
                  project::Insert insert = *track.channel.inserts[0];
                  insert.values.numbers["band1.freq"] = 101;
                  track.channel.inserts[0] = std::make_shared<const project::Insert>(insert);
              })));
    EXPECT_NE(before, recipeOf(withTrack([](project::Track& track) {
                  auto clips = *track.clips;
                  clips[0].source = {10};
                  track.clips = std::make_shared<const project::ClipList>(clips);
              })));
    EXPECT_NE(before, recipeOf(withTrack([](project::Track& track) {
                  project::AutomationCurve curve;
                  curve.target.parameter = "pan";
                  curve.points = {{}};
                  track.channel.automation = {
                      std::make_shared<const project::AutomationCurve>(curve)};
              })));
    EXPECT_NE(before, renderRecipe(song(), {44100}, project::PanLaw::minus3dB, contentOf));
    EXPECT_NE(before, renderRecipe(song(), {48000}, project::PanLaw::minus6dB, contentOf));
}

} // namespace
} // namespace lacquer::mastering
