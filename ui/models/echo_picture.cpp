#include "ui/models/echo_picture.h"

#include "engine/project/change.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "engine/render/bounce.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

/// One frame of full scale, then silence; files of the insert come from the project.
class Click : public AudioSources {
public:
    explicit Click(const AudioSources& files) : files_(files) {}

    std::unique_ptr<AudioReader> open(SourceId) const override { return std::make_unique<Reader>(); }
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override { return files_.load(file); }

private:
    class Reader : public AudioReader {
    public:
        int channels() const override { return 2; }
        FrameCount length() const override { return {64}; }
        void read(FramePosition start, FrameCount count, float* const* planes) override {
            for (int side = 0; side < 2; ++side)
                for (std::int64_t i = 0; i < count.value; ++i) planes[side][i] = start.value + i == 0 ? 1.0f : 0.0f;
        }
    };
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

float decibels(double power) { return power > 1e-12 ? static_cast<float>(10 * std::log10(power)) : -120.0f; }

} // namespace

Result<EchoPicture> echoPictureOf(const project::Insert& insert,
                                  const std::vector<project::TempoPoint>& tempo,
                                  SampleRate rate,
                                  double seconds,
                                  int columns,
                                  const processors::ProcessorCatalogue& catalogue,
                                  const AudioSources& sources,
                                  const std::function<bool()>& goOn) {
    auto made = project::addSong(project::makeProject("Click", rate), "Click");
    if (!made) return tl::make_unexpected(made.error());
    const SongId song = made->id;
    project::Source source;
    source.name = "Click";
    source.file = "click";
    source.length = {64};
    auto pooled = project::addSource(std::move(made->project), source);
    if (!pooled) return tl::make_unexpected(pooled.error());
    project::Clip clip;
    clip.source = pooled->id;
    clip.length = {64};
    auto track = project::addTrack(std::move(pooled->project), song, {"Click", {}, false, {clip}, {}});
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
    const Click click(sources);
    Gather gather;
    if (const auto done = render::bounce(request, catalogue, click, gather, {}, [&](double) { return goOn(); }); !done) return tl::make_unexpected(done.error());

    EchoPicture picture;
    picture.seconds = seconds;
    const std::size_t frames = gather.sides[0].size();
    const auto count = static_cast<std::size_t>(std::max(1, columns));
    std::vector<double> energy(count, 0.0);
    for (auto& side : picture.peaks) side.assign(count, -120.0f);
    for (std::size_t column = 0; column < count; ++column) {
        const std::size_t from = column * frames / count, to = std::max(from + 1, (column + 1) * frames / count);
        for (std::size_t side = 0; side < 2; ++side) {
            double peak = 0;
            for (std::size_t i = from; i < std::min(to, frames); ++i) {
                const double x = gather.sides[side][i];
                peak = std::max(peak, std::abs(x));
                energy[column] += x * x;
            }
            picture.peaks[side][column] = decibels(peak * peak);
        }
    }
    // What is still to come, from the end backwards.
    picture.decay.assign(count, -120.0f);
    double left = 0;
    std::vector<double> toCome(count);
    for (std::size_t column = count; column-- > 0;) toCome[column] = left += energy[column];
    for (std::size_t column = 0; column < count && left > 0; ++column) picture.decay[column] = decibels(toCome[column] / left);
    const auto below = [&](float level) {
        return static_cast<std::size_t>(std::ranges::find_if(picture.decay, [&](float value) { return value <= level; }) - picture.decay.begin());
    };
    const std::size_t first = below(-5), last = below(-35);
    // The end of the picture cuts the tail off: only what fell well before it counts.
    if (last > first && last < count * 19 / 20) picture.reverberation = 2.0 * static_cast<double>(last - first) / static_cast<double>(count) * seconds;
    return picture;
}

double echoSpanOf(const project::Insert& insert, const ProcessorSpec& spec) {
    const auto value = [&](const char* id) {
        const ParameterSpec* parameter = project::findParameter(spec, id);
        return parameter ? numberOf(insert.values, *parameter) : 0.0;
    };
    if (project::findParameter(spec, "decay")) return std::clamp(value("predelay") / 1000 + value("decay") * 1.1, 0.4, 10.0);
    if (project::findParameter(spec, "feedback")) return std::clamp(value("time") / 1000 * 8.5, 0.5, 10.0);
    return 3;
}

} // namespace lacquer::ui
