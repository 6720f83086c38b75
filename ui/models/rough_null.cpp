#include "ui/models/rough_null.h"

#include "engine/analysis/stem_check.h"
#include "engine/project/change.h"
#include "engine/render/bounce.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {
namespace {

/// dB of a passage's own level: where less than this is left, nothing is missing.
constexpr double kMissingFrom = -40;


using Stereo = std::array<std::vector<float>, 2>;

class Gather : public render::AudioSink {
public:
    Result<void> write(const float* const* planes, int frames) override {
        for (std::size_t side = 0; side < 2; ++side) sides[side].insert(sides[side].end(), planes[side], planes[side] + frames);
        return {};
    }
    Stereo sides;
};

/// Audio in memory as a source.
class InMemory : public AudioReader {
public:
    explicit InMemory(const Stereo& sides) : sides_(sides) {}
    int channels() const override { return 2; }
    FrameCount length() const override { return {static_cast<std::int64_t>(sides_[0].size())}; }
    void read(FramePosition start, FrameCount count, float* const* planes) override {
        for (std::size_t side = 0; side < 2; ++side)
            for (std::int64_t i = 0; i < count.value; ++i) {
                const std::int64_t at = start.value + i;
                planes[side][i] = at >= 0 && at < length().value ? sides_[side][static_cast<std::size_t>(at)] : 0.0f;
            }
    }

private:
    const Stereo& sides_;
};

double decibels(double power) { return power > 0 ? 10 * std::log10(power) : kSilence.value; }

} // namespace

Result<project::Project> bareTracks(project::Project project, SongId id) {
    return project::changeSong(std::move(project), id, [](project::Song& song) -> Result<void> {
        const auto bare = [](project::Channel& channel) {
            channel.inserts.clear();
            channel.sends.clear();
            channel.automation.clear();
            channel.trim = channel.fader = {0};
            channel.pan = 0;
            channel.width = 100;
            channel.muted = channel.soloed = channel.polarityInverted = false;
            channel.output = channel.vca = {};
        };
        for (auto& track : song.tracks) {
            project::Track own = *track;
            bare(own.channel);
            own.freeze.reset();
            track = std::make_shared<const project::Track>(std::move(own));
        }
        song.buses.clear();
        song.vcas.clear();
        project::Channel mix = *song.mix;
        bare(mix);
        song.mix = std::make_shared<const project::Channel>(std::move(mix));
        return {};
    });
}

Result<RoughNull> nullAgainst(const project::Project& project, SongId songId, const std::filesystem::path& roughMix,
                              const processors::ProcessorCatalogue& catalogue, const AudioSources& sources, const std::function<bool(double)>& progress) {
    const auto rough = sources.load(roughMix.string());
    if (!rough) return tl::make_unexpected(rough.error());
    const LoadedAudio& mix = **rough;
    const std::string name = roughMix.filename().string();
    if (mix.rate.hz != project.rate.hz)
        return badInput(fmt::format("\"{}\" is at {} Hz and this project at {} Hz. Convert it first: lacquer convert \"{}\" rough.wav --rate {}.", name, mix.rate.hz, project.rate.hz, name, project.rate.hz));
    if (mix.channels.empty() || mix.channels.size() > 2) return badInput(fmt::format("\"{}\" has {} channels. A rough mix has one or two.", name, mix.channels.size()));
    const auto bare = bareTracks(project, songId);
    if (!bare) return tl::make_unexpected(bare.error());
    render::BounceRequest request;
    request.song = project::findSong(*bare, songId);
    request.rate = bare->rate;
    request.panLaw = bare->panLaw;
    request.tail = {Seconds{0}};
    request.threads = 1; // beside the playback
    Gather sum;
    if (const auto done = render::bounce(request, catalogue, sources, sum, {}, [&](double share) { return progress(0.7 * share); }); !done) return tl::make_unexpected(done.error());

    Stereo other{mix.channels.front(), mix.channels.back()};
    InMemory stems(sum.sides), reference(other);
    const FrameCount shared{std::min(stems.length(), reference.length())};
    const auto relation = analysis::relatePhases(stems, {0}, reference, {0}, shared, project.rate, Seconds{0.5});
    if (!progress(0.85)) return fail(ErrorKind::cancelled, "The comparison was stopped.");
    if (!relation)
        return badInput(fmt::format("\"{}\" has too little in common with the tracks of this song to be compared. Is it a mix of the same song, starting at the same place?", name));

    RoughNull null;
    null.late = static_cast<double>(relation->late.value) / project.rate.hz;
    const std::int64_t late = relation->late.value;
    const auto frames = static_cast<std::int64_t>(other[0].size());
    const auto stemAt = [&](std::size_t side, std::int64_t at) -> double {
        const std::int64_t from = at - late;
        return from >= 0 && from < static_cast<std::int64_t>(sum.sides[side].size()) ? static_cast<double>(sum.sides[side][static_cast<std::size_t>(from)]) : 0.0;
    };
    // The one gain that takes most away, for the whole song.
    double both = 0, own = 0;
    for (std::size_t side = 0; side < 2; ++side)
        for (std::int64_t at = 0; at < frames; ++at) {
            const double s = stemAt(side, at);
            both += s * static_cast<double>(other[side][static_cast<std::size_t>(at)]);
            own += s * s;
        }
    const double gain = own > 0 ? both / own : 0;
    null.inverted = gain < 0;
    null.gain = decibels(gain * gain);
    const std::int64_t passage = 2 * project.rate.hz;
    double allLeft = 0, all = 0;
    std::vector<RoughNull::Passage> passages;
    for (std::int64_t start = 0; start < frames; start += passage) {
        double left = 0, power = 0;
        for (std::size_t side = 0; side < 2; ++side)
            for (std::int64_t at = start; at < std::min(frames, start + passage); ++at) {
                const double x = other[side][static_cast<std::size_t>(at)];
                const double rest = x - gain * stemAt(side, at);
                left += rest * rest;
                power += x * x;
            }
        allLeft += left;
        all += power;
        // Silence in both is nothing to report, nor is what rounding and rates leave.
        const RoughNull::Passage heard{static_cast<double>(start - late) / project.rate.hz, decibels(left / power)};
        if (power > 1e-6 * static_cast<double>(passage) && heard.residual > kMissingFrom) passages.push_back(heard);
    }
    null.residual = all > 0 ? decibels(allLeft / all) : kSilence.value;
    std::ranges::sort(passages, std::greater{}, &RoughNull::Passage::residual);
    if (passages.size() > 5) passages.resize(5);
    null.worst = std::move(passages);
    return null;
}

std::vector<std::string> sentencesOf(const RoughNull& null) {
    std::vector<std::string> sentences;
    const double share = std::pow(10.0, null.residual / 10);
    const char* verdict = null.residual < kMissingFrom && null.worst.empty() ? "The tracks are all of the rough mix" : null.residual < -12 ? "The tracks explain most of the rough mix" : "Something of the rough mix is not in the tracks, or it was processed";
    if (std::isfinite(null.residual)) sentences.push_back(fmt::format("{}: {:.1f} dB of it is left ({:.0f} % of its energy)", verdict, null.residual, std::min(100.0, 100 * share)));
    else sentences.push_back(fmt::format("{}: nothing is left", verdict));
    if (std::abs(null.late) > 0.0005) sentences.push_back(fmt::format("The rough mix is {:.1f} ms {} the tracks", std::abs(null.late) * 1000, null.late > 0 ? "behind" : "before"));
    if (null.inverted) sentences.push_back("The rough mix has the other polarity");
    for (const auto& passage : null.worst) {
        const auto seconds = static_cast<int>(std::max(0.0, passage.start));
        sentences.push_back(fmt::format("At {}:{:02d} {:.1f} dB of it is left", seconds / 60, seconds % 60, passage.residual));
    }
    return sentences;
}

} // namespace lacquer::ui
