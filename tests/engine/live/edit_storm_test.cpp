#include "tests/engine/live/edit_storm.h"

#include "engine/live/player.h"
#include "engine/project/vca_edits.h"
#include "engine/realtime/realtime_guard.h"
#include "tests/engine/live/hand_device.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

/// Everything that can be done to a song, while it plays. In builds with guards a call on the engine
/// thread or a worker that allocates, locks or touches a file ends this program; with a thread
/// sanitizer so does a race.
namespace lacquer::live {
namespace {

using namespace lacquer::testing;

constexpr int kEdits = 400;

std::shared_ptr<const AudioSources> lent(const AudioSources& sources) {
    return std::shared_ptr<const AudioSources>(&sources, [](const auto*) {});
}

TEST(EditStorm, MakesEveryKindOfEdit) {
    for (const auto spares : {EditStorm::Spares::nothing, EditStorm::Spares::firstTrack}) {
        EditStorm storm(7, spares);
        for (int k = 0; k < 4000; ++k) storm.next();
        for (const std::string& kind : storm.kinds()) EXPECT_TRUE(storm.made().contains(kind)) << kind;
        EXPECT_TRUE(storm.made().contains("undo"));
        EXPECT_TRUE(storm.made().contains("redo"));
    }
}

/// With the transport, hands and meters at work and bounces beside it, on a device with a clock.
TEST(EditStorm, IsSurvivedByTheEngineWhileItPlays) {
    EditStorm storm(2026, EditStorm::Spares::nothing);
    Player player(Bench::catalogue());
    ASSERT_TRUE(player.show(storm.project(), lent(storm.sources()), storm.song()));
    ASSERT_TRUE(player.openDevice({.id = "null", .rate = {}, .bufferFrames = 64}));
    player.play();

    std::atomic<bool> over{false};
    std::atomic<int> bounces{0};
    std::mutex newestMutex;
    std::shared_ptr<const project::Project> newest = storm.project();
    // Of whatever the song is now, on all cores, a track of it on its own too.
    std::thread bouncing([&] {
        while (!over) {
            std::shared_ptr<const project::Project> project;
            {
                const std::lock_guard lock(newestMutex);
                project = newest;
            }
            const project::Song& song = *project::findSong(*project, storm.song());
            MemorySink sink, stem;
            std::vector<render::StemSink> stems;
            if (!song.tracks.empty()) stems.push_back({song.tracks.front()->channel.id, &stem});
            render::BounceRequest request;
            request.song = &song;
            request.to = FramePosition{24000};
            if (render::bounce(request, storm.catalogue(), storm.sources(), sink, stems)) ++bounces;
        }
    });
    std::mt19937 random(5);
    std::vector<float> left(2048), right(2048);
    for (int edit = 0; edit < kEdits; ++edit) {
        storm.next();
        ASSERT_TRUE(player.show(storm.project(), lent(storm.sources()), storm.song())) << "edit " << edit;
        {
            const std::lock_guard lock(newestMutex);
            newest = storm.project();
        }
        const auto channel = storm.anyChannel();
        const auto insert = storm.anyInsert();
        switch (random() % 12) {
        case 0: player.locate({static_cast<std::int64_t>(random() % 150000)}); break;
        case 1: player.setLoop({{FramePosition{static_cast<std::int64_t>(random() % 1000)}, FramePosition{2000 + static_cast<std::int64_t>(random() % 50000)}}}); break;
        case 2: player.setLoop(std::nullopt); break;
        case 3: player.stop(); break;
        case 4: player.setDim(random() % 2); break;
        case 5: player.setMonitorMono(random() % 2); break;
        case 6: player.setMonitorMute(random() % 4 == 0); break;
        case 7: player.setMetronome({random() % 2 == 0, {-20}, static_cast<int>(random() % 2)}); break;
        case 8: {
            plan::Monitoring desk;
            desk.point = random() % 2 ? plan::ListenPoint::afterFader : plan::ListenPoint::beforeFader;
            if (channel && !project::isVca(*newest, *channel)) desk.listen.push_back(*channel);
            ASSERT_TRUE(player.setMonitoring(desk)) << "edit " << edit;
            break;
        }
        case 9: {
            plan::Monitoring desk;
            desk.reference = plan::Reference{storm.sound(), {100000}, {-500}, {-3}, random() % 2 == 0};
            ASSERT_TRUE(player.setMonitoring(desk)) << "edit " << edit;
            break;
        }
        case 10: ASSERT_TRUE(player.setMonitoring({})); break;
        default: break;
        }
        player.play();
        for (int drag = 0; drag < 8; ++drag) {
            if (channel) {
                player.previewFader(*channel, {-static_cast<double>(random() % 60)});
                player.previewTrim(*channel, {static_cast<double>(random() % 12)});
                player.previewPan(*channel, static_cast<double>(random() % 200) - 100);
                (void)player.takeMeter(*channel);
            }
            if (insert) {
                for (const processors::ProcessorType& type : storm.catalogue().types()) {
                    const ParameterSpec& parameter = type.spec.parameters[random() % type.spec.parameters.size()];
                    player.previewParameter(*insert, parameter.id, parameter.minimum + (parameter.maximum - parameter.minimum) * static_cast<double>(random() % 101) / 100);
                }
                (void)player.gainReduction(*insert);
            }
        }
        (void)player.state();
        (void)player.loudness();
        (void)player.recentAudio(left.data(), right.data(), left.size());
        for (const auto& track : project::findSong(*newest, storm.song())->tracks) (void)player.takeMeter(track->channel.id);
        std::this_thread::sleep_for(std::chrono::milliseconds(edit % 5));
    }
    over = true;
    bouncing.join();
    EXPECT_GT(bounces, 0);
    // It still plays, and nothing has become of the sound.
    ASSERT_TRUE(player.setMonitoring({}));
    player.setMetronome({});
    player.setLoop(std::nullopt);
    player.play();
    const auto played = player.state().played;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (player.state().played.value < played.value + 4800 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    EXPECT_GE(player.state().played.value, played.value + 4800);
    const std::size_t count = player.recentAudio(left.data(), right.data(), left.size());
    for (std::size_t k = 0; k < count; ++k) ASSERT_TRUE(std::isfinite(left[k]) && std::isfinite(right[k])) << k;
    player.closeDevice();
}

/// All other tracks are silent, so the mix is the first track alone, bit for bit.
TEST(EditStorm, LeavesTheBitsOfAnUntouchedTrackAlone) {
    EditStorm storm(99, EditStorm::Spares::firstTrack);
    Bench bench;
    bench.sources = lent(storm.sources());
    Samples expected;
    {
        MemorySink sink;
        const auto project = storm.project();
        render::BounceRequest request;
        request.song = project::findSong(*project, storm.song());
        request.tail.length = Seconds{0};
        ASSERT_TRUE(render::bounce(request, storm.catalogue(), storm.sources(), sink));
        expected = std::move(sink.audio);
    }
    ASSERT_TRUE(bench.player.openDevice({}));
    ASSERT_TRUE(bench.player.show(storm.project(), bench.sources, storm.song()));
    Samples heard = bench.play(4096);
    ASSERT_FALSE(heard.empty());
    std::size_t seen = 0;
    for (int edit = 0; edit < kEdits; ++edit) {
        storm.next();
        ASSERT_TRUE(bench.player.show(storm.project(), bench.sources, storm.song())) << "edit " << edit;
        bench.turnFor(heard, static_cast<std::int64_t>(heard[0].size()) + 64 * (1 + edit % 9));
        for (; seen < heard[0].size(); ++seen)
            ASSERT_TRUE(heard[0][seen] == expected[0][seen] && heard[1][seen] == expected[1][seen])
                << "frame " << seen << " after edit " << edit;
        if (heard[0].size() + 2000 > expected[0].size()) break;
    }
    EXPECT_GT(seen, 100000u);
}

} // namespace
} // namespace lacquer::live
