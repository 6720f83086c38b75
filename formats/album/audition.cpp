#include "formats/album/audition.h"

#include "formats/album/float_file.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kJoint{0.010};

/// Ids of what is only heard; far from those a project gives.
constexpr std::uint64_t kFirstId = std::uint64_t{1} << 60;

/// Files by id first, then what the project has.
class HeardSources final : public AudioSources {
public:
    HeardSources(std::shared_ptr<const AudioSources> project, std::vector<std::pair<SourceId, fs::path>> files)
        : project_(std::move(project)), files_(std::move(files)) {}

    std::unique_ptr<AudioReader> open(SourceId source) const override {
        for (const auto& [id, file] : files_)
            if (id == source) {
                auto reader = openRendered(file);
                return reader ? std::move(*reader) : nullptr;
            }
        return project_ ? project_->open(source) : nullptr;
    }

    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override {
        return project_ ? project_->load(file) : AudioSources::load(file);
    }

private:
    std::shared_ptr<const AudioSources> project_;
    std::vector<std::pair<SourceId, fs::path>> files_;
};

project::Insert insertOf(std::uint64_t id, const char* processor, std::initializer_list<std::pair<const char*, double>> values) {
    project::Insert insert;
    insert.id = {kFirstId + id};
    insert.processor = processor;
    for (const auto& [name, value] : values) insert.values.numbers[name] = value;
    return insert;
}

} // namespace

Audition auditionOf(const std::vector<HeardSpan>& spans, SampleRate rate, std::shared_ptr<const AudioSources> files,
                    const std::vector<project::Insert>& chain, Again again) {
    Audition audition;
    auto song = std::make_shared<project::Song>();
    song->name = "Audition";
    song->id = {kFirstId};
    song->tempo = {project::TempoPoint{}};
    project::Channel mix;
    mix.id = {kFirstId + 1};
    for (const auto& insert : chain) mix.inserts.push_back(std::make_shared<const project::Insert>(insert));
    song->mix = std::make_shared<const project::Channel>(std::move(mix));
    project::Track track;
    track.channel.id = {kFirstId + 2};
    project::ClipList clips;
    std::vector<std::pair<SourceId, fs::path>> opened;
    FramePosition at;
    const FrameCount joint = framesIn(kJoint, rate);
    for (std::size_t k = 0; k < spans.size(); ++k) {
        const HeardSpan& span = spans[k];
        project::Clip clip;
        clip.id = {kFirstId + 10 + k};
        clip.source = span.source;
        if (!span.file.empty()) {
            // The same file keeps its id, so that it is opened once.
            const auto known = std::find_if(opened.begin(), opened.end(), [&](const auto& one) { return one.second == span.file; });
            clip.source = known != opened.end() ? known->first : SourceId{kFirstId + opened.size()};
            if (known == opened.end()) opened.emplace_back(clip.source, span.file);
        }
        clip.position = at;
        clip.offset = span.start - FramePosition{};
        clip.length = span.length;
        clip.gain = Decibels{span.gainDb};
        clip.fadeIn.length = clip.fadeOut.length = std::min(joint, FrameCount{span.length.value / 2});
        audition.starts.push_back(at);
        at = at + span.length;
        clips.push_back(std::move(clip));
    }
    track.clips = std::make_shared<const project::ClipList>(std::move(clips));
    song->tracks.push_back(std::make_shared<const project::Track>(std::move(track)));
    song->loop = {{}, at, again == Again::yes};
    audition.song = std::move(song);
    audition.sources = std::make_shared<const HeardSources>(std::move(files), std::move(opened));
    return audition;
}

std::vector<HeardSpan> transitionsOf(const AlbumMaster& master, Seconds before, Seconds after) {
    std::vector<HeardSpan> spans;
    for (std::size_t k = 1; k < master.tracks.size(); ++k) {
        const FramePosition boundary = master.tracks[k].start;
        const std::int64_t from = std::max(master.tracks[k - 1].start.value, boundary.value - framesIn(before, master.rate).value);
        const std::int64_t to = std::min(master.length.value, boundary.value + framesIn(after, master.rate).value);
        spans.push_back({master.file, {}, {from}, {to - from}, 0, ""});
    }
    return spans;
}

Result<std::vector<HeardSpan>> chorusesOf(const AlbumMaster& master, Seconds length, bool matched,
                                          const std::function<bool()>& goOn) {
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    const std::int64_t window = master.rate.hz / 2; // half a second
    std::vector<HeardSpan> spans;
    for (std::size_t k = 0; k < master.tracks.size(); ++k) {
        std::vector<double> powers;
        double power = 0;
        std::int64_t in = 0;
        const FrameCount span = master.programmeLength(k);
        const auto read = readSpan(**reader, master.tracks[k].start, span, [&](const float* const* planes, int frames) -> Result<void> {
            for (int j = 0; j < frames; ++j) {
                power += double{planes[0][j]} * planes[0][j] + double{planes[1][j]} * planes[1][j];
                if (++in < window) continue;
                powers.push_back(power);
                power = 0;
                in = 0;
            }
            if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
            return {};
        });
        if (!read) return tl::make_unexpected(read.error());
        const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(1, framesIn(length, master.rate).value / window));
        std::size_t best = 0;
        double sum = 0, most = -1;
        for (std::size_t j = 0; j < powers.size(); ++j) {
            sum += powers[j];
            if (j >= wanted) sum -= powers[j - wanted];
            if (j + 1 >= std::min(wanted, powers.size()) && sum > most) {
                most = sum;
                best = j + 1 - std::min(wanted, j + 1);
            }
        }
        const std::int64_t from = static_cast<std::int64_t>(best) * window;
        HeardSpan heard{master.file, {}, master.tracks[k].start + FrameCount{from},
                        {std::min(framesIn(length, master.rate).value, span.value - from)}, 0, ""};
        const double song = master.facts[k].shortTermMaxLufs, album = master.whole.shortTermMaxLufs;
        if (matched && std::isfinite(song) && std::isfinite(album)) heard.gainDb = std::min(0.0, master.whole.measures.integratedLufs - song);
        spans.push_back(std::move(heard));
    }
    return spans;
}

std::vector<HeardSpan> songsMatched(const AlbumMaster& master) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& facts : master.facts)
        if (std::isfinite(facts.measures.integratedLufs)) least = std::min(least, facts.measures.integratedLufs);
    std::vector<HeardSpan> spans;
    for (std::size_t k = 0; k < master.tracks.size(); ++k) {
        const double own = master.facts[k].measures.integratedLufs;
        spans.push_back({master.file, {}, master.tracks[k].start, std::min(master.tracks[k].length, master.programmeLength(k)),
                         std::isfinite(own) ? least - own : 0, ""});
    }
    return spans;
}

std::size_t trackAt(const AlbumMaster& master, FramePosition position) {
    std::size_t track = 0;
    while (track + 1 < master.tracks.size() && master.tracks[track + 1].start <= position) ++track;
    return track;
}

FramePosition sameRelativePlace(const AlbumMaster& master, FramePosition now, std::size_t track) {
    if (track >= master.tracks.size()) return now;
    const auto& from = master.tracks[trackAt(master, now)];
    const auto& to = master.tracks[track];
    const double share = std::clamp(static_cast<double>((now - from.start).value) / static_cast<double>(std::max<std::int64_t>(1, from.length.value)), 0.0, 1.0);
    return to.start + FrameCount{static_cast<std::int64_t>(share * static_cast<double>(to.length.value))};
}

std::vector<project::Insert> listeningInserts(Ear ear) {
    // Choices of the utility: polarity right is 2, channels mono is 2; of the equalizer's type:
    // lowcut is 0, highcut 1.
    const auto band = [](double from, double to) {
        return std::vector{insertOf(3, "eq", {{"band1.on", from > 0 ? 1.0 : 0.0}, {"band1.type", 0}, {"band1.freq", std::max(from, 20.0)}, {"band1.slope", 3},
                                              {"band2.on", to > 0 ? 1.0 : 0.0}, {"band2.type", 1}, {"band2.freq", to > 0 ? to : 20000.0}, {"band2.slope", 3}})};
    };
    switch (ear) {
    case Ear::stereo: return {};
    case Ear::mid: return {insertOf(4, "utility", {{"channels", 2}})};
    case Ear::side: return {insertOf(4, "utility", {{"polarity", 2}, {"channels", 2}})};
    case Ear::low: return band(0, 120);
    case Ear::lowMid: return band(120, 1000);
    case Ear::highMid: return band(1000, 6000);
    case Ear::high: return band(6000, 0);
    }
    return {};
}

} // namespace lacquer::formats
