#include "ui/models/insert_response.h"

#include "engine/project/change.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "engine/render/bounce.h"

#include <algorithm>

namespace lacquer::ui {
namespace {

/// Every source is the test sound; files of the insert come from the project.
class TestSound : public AudioSources {
public:
    TestSound(const std::vector<float>& sound, const AudioSources& files) : sound_(sound), files_(files) {}

    std::unique_ptr<AudioReader> open(SourceId) const override { return std::make_unique<Reader>(sound_); }
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override { return files_.load(file); }

private:
    class Reader : public AudioReader {
    public:
        explicit Reader(const std::vector<float>& sound) : sound_(sound) {}
        int channels() const override { return 2; }
        FrameCount length() const override { return {static_cast<std::int64_t>(sound_.size())}; }
        void read(FramePosition start, FrameCount count, float* const* planes) override {
            for (int side = 0; side < 2; ++side)
                std::copy_n(sound_.begin() + static_cast<std::ptrdiff_t>(start.value), count.value, planes[side]);
        }

    private:
        const std::vector<float>& sound_;
    };
    const std::vector<float>& sound_;
    const AudioSources& files_;
};

class Gather : public render::AudioSink {
public:
    Result<void> write(const float* const* planes, int frames) override {
        for (std::size_t side = 0; side < 2; ++side) sides[side].insert(sides[side].end(), planes[side], planes[side] + frames);
        return {};
    }
    std::array<std::vector<float>, 2> sides;
};

} // namespace

Result<std::array<std::vector<float>, 2>> responseOf(const project::Insert& insert,
                                                     const std::vector<float>& sound,
                                                     const std::vector<project::TempoPoint>& tempo,
                                                     SampleRate rate,
                                                     double seconds,
                                                     const processors::ProcessorCatalogue& catalogue,
                                                     const AudioSources& sources,
                                                     const std::function<bool()>& goOn) {
    auto made = project::addSong(project::makeProject("Test", rate), "Test");
    if (!made) return tl::make_unexpected(made.error());
    const SongId song = made->id;
    project::Source source;
    source.name = "Test";
    source.file = "test";
    source.length = {static_cast<std::int64_t>(sound.size())};
    auto pooled = project::addSource(std::move(made->project), source);
    if (!pooled) return tl::make_unexpected(pooled.error());
    project::Clip clip;
    clip.source = pooled->id;
    clip.length = source.length;
    auto track = project::addTrack(std::move(pooled->project), song, {"Test", {}, false, {clip}, {}});
    if (!track) return tl::make_unexpected(track.error());
    auto filled = project::addInsert(std::move(track->project), catalogue, track->id, insert.processor, insert.values);
    if (!filled) return tl::make_unexpected(filled.error());
    auto project = project::changeSong(std::move(filled->project), song, [&](project::Song& changed) -> Result<void> {
        if (!tempo.empty()) changed.tempo = {tempo.front()};
        if (!changed.tempo.empty()) changed.tempo.front().position = {};
        return {};
    });
    if (!project) return tl::make_unexpected(project.error());

    render::BounceRequest request;
    request.song = project::findSong(*project, song);
    request.rate = rate;
    request.panLaw = project->panLaw;
    request.to = FramePosition{} + framesIn(Seconds{seconds}, rate);
    request.threads = 1;
    const TestSound played(sound, sources);
    Gather gather;
    if (const auto done = render::bounce(request, catalogue, played, gather, {}, [&](double) { return goOn(); }); !done) return tl::make_unexpected(done.error());
    return std::move(gather.sides);
}

} // namespace lacquer::ui
