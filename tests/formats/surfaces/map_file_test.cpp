#include "formats/surfaces/map_file.h"

#include <gtest/gtest.h>

#include <set>

namespace lacquer::formats {
namespace {

using namespace surfaces;

TEST(SurfaceMaps, ThatShipAreAllReadAndHaveTheirOwnNames) {
    std::vector<std::string> notes;
    const auto maps = surfaceMaps(&notes);
    EXPECT_TRUE(notes.empty()) << notes.front();
    EXPECT_GE(maps.size(), 6U);
    std::set<std::string> ids;
    for (const GenericMap& map : maps) EXPECT_TRUE(ids.insert(map.id).second) << map.id;
}

TEST(SurfaceMaps, AreFoundByPartsOfPortNames) {
    const auto maps = surfaceMaps();
    const GenericMap* map = findSurfaceMap(maps, "nanoKONTROL2:nanoKONTROL2 MIDI 1");
    ASSERT_TRUE(map);
    EXPECT_EQ(map->id, "nanokontrol2");
    EXPECT_FALSE(findSurfaceMap(maps, "Toaster"));
}

TEST(SurfaceMaps, LayARowOnStripAfterStrip) {
    const auto maps = surfaceMaps();
    const GenericMap* map = findSurfaceMap(maps, "MIDI Mix");
    ASSERT_TRUE(map);
    // Fader 5 of an Akai MIDImix is controller 49.
    const Binding& fader = map->bindings[4];
    EXPECT_EQ(fader.source.number, 49);
    EXPECT_EQ(fader.destination.strip, 4);
    EXPECT_EQ(fader.destination.parameter, "fader");
    EXPECT_EQ(fader.takeover, Takeover::pickup);
}

TEST(SurfaceMaps, AreTheSameAfterWritingAndReading) {
    for (const GenericMap& map : surfaceMaps()) {
        const auto again = parseSurfaceMap(surfaceMapText(map), "again.json");
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(*again, map) << map.id;
    }
    GenericMap learned;
    learned.id = learned.name = "x";
    Binding binding;
    binding.source = {Source::Kind::osc, 0, 1, "/1/fader1"};
    binding.low = 1;
    binding.high = 0.25;
    binding.feedback = Source{Source::Kind::note, 3, 17};
    binding.destination.control = insertControl({12}, {34}, "band1.gain");
    learned.bindings.push_back(binding);
    EXPECT_EQ(*parseSurfaceMap(surfaceMapText(learned), "x.json"), learned);
}

TEST(SurfaceMaps, SayWhatIsWrongWithThem) {
    const std::pair<const char*, const char*> cases[] = {
        {"[]", "not a JSON object"},
        {R"({"id":"a"})", "\"name\" must be text"},
        {R"({"id":"a","name":"b","knobs":1})", "\"knobs\" is no field"},
        {R"({"id":"a","name":"b","hello":["F0 4Z"]})", "not hexadecimal"},
        {R"({"id":"a","name":"b","bindings":[{"source":"cv","moves":"mix.fader"}]})", "can be cc, cc14"},
        {R"({"id":"a","name":"b","bindings":[{"number":200,"moves":"mix.fader"}]})", "0 to 127"},
        {R"({"id":"a","name":"b","bindings":[{"number":2}]})", "\"moves\" is missing"},
        {R"({"id":"a","name":"b","bindings":[{"number":2,"moves":"strip.volume"}]})", "does not have"},
        {R"({"id":"a","name":"b","bindings":[{"number":2,"moves":"command.dance"}]})", "does not exist"},
    };
    for (const auto& [text, sentence] : cases) {
        const auto map = parseSurfaceMap(text, "box.json");
        ASSERT_FALSE(map) << text;
        EXPECT_NE(map.error().message.find(sentence), std::string::npos) << map.error().message;
        EXPECT_NE(map.error().message.find("box.json"), std::string::npos);
    }
}

} // namespace
} // namespace lacquer::formats
