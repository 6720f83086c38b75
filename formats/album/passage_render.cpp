#include "formats/album/passage_render.h"

#include "engine/dsp/resampler.h"
#include "engine/render/bounce.h"
#include "formats/album/each_of.h"
#include "formats/album/float_file.h"
#include "formats/album/master_notes.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

/// −100 dBFS. A chain's tail behind the last track is kept until it stays under this.
constexpr float kInaudible = 1e-5f;

/// Gathered before it is written.
constexpr std::size_t kPiece = 16384;

constexpr FramePosition kNoLimit{std::numeric_limits<std::int64_t>::max()};

/// What many jobs have done of all that is to do.
class Tally {
public:
    Tally(std::size_t jobs, double all, const ShareDone& progress) : done_(jobs), all_(std::max(all, 1.0)), progress_(progress) {}

    bool tell(std::size_t job, double done) {
        const std::lock_guard lock(mutex_);
        done_[job] = done;
        if (goOn_ && progress_ && !progress_(std::accumulate(done_.begin(), done_.end(), 0.0) / all_)) goOn_ = false;
        return goOn_;
    }

private:
    std::mutex mutex_;
    std::vector<double> done_;
    double all_;
    const ShareDone& progress_;
    bool goOn_ = true;
};

/// Puts a passage's render into its place, up to where the next one begins, and looks how long it is.
class PassageSink final : public render::AudioSink {
public:
    PassageSink(const MasterFile& file, FramePosition start, FramePosition limit) : file_(file), start_(start), limit_(limit) {}

    Result<void> write(const float* const* planes, int frames) override {
        for (int k = 0; k < frames; ++k)
            if (std::fabs(planes[0][k]) > kInaudible || std::fabs(planes[1][k]) > kInaudible) heard_ = taken_ + k + 1;
        taken_ += frames;
        for (std::size_t side = 0; side < 2; ++side) gathered_[side].insert(gathered_[side].end(), planes[side], planes[side] + frames);
        return gathered_[0].size() < kPiece ? Result<void>{} : flush();
    }

    Result<void> flush() {
        const auto held = static_cast<std::int64_t>(gathered_[0].size());
        const auto room = std::clamp<std::int64_t>(limit_.value - (start_.value + written_), 0, held);
        const float* const planes[] = {gathered_[0].data(), gathered_[1].data()};
        auto put = room > 0 ? file_.write(start_ + FrameCount{written_}, planes, static_cast<int>(room)) : Result<void>{};
        written_ += held;
        for (auto& side : gathered_) side.clear();
        return put;
    }

    FrameCount length() const { return {taken_}; }
    FrameCount heard() const { return {heard_}; }

private:
    const MasterFile& file_;
    FramePosition start_, limit_;
    std::int64_t taken_ = 0, written_ = 0, heard_ = 0;
    std::vector<float> gathered_[2];
};

/// A passage on its way into the file.
struct Work {
    mastering::Passage passage;
    std::string key;
    FramePosition limit = kNoLimit; ///< where the next one begins
    RenderedPassage made;
    bool known = false; ///< its length is, and it is in the file unless it rings on beyond `limit`

    bool ringsOn() const { return made.length > limit - passage.start; }
};

/// Takes it from an older master; false: nobody has it.
bool takeOld(Work& work, const OlderMasters& older, const MasterFile& file) {
    if (const auto place = older.find(work.key); place.master) {
        work.made.length = place.passage->length;
        work.made.heard = place.passage->heard;
        if (work.ringsOn()) return true;
        // One that has vanished meanwhile is rendered.
        work.made.latency = place.passage->latency;
        if (file.copy(place.master->file, place.passage->start, work.made.length, work.passage.start)) return true;
    }
    const std::int64_t overrun = older.overrun(work.key);
    if (overrun < 0) return false;
    work.made.length = {overrun};
    return work.ringsOn();
}

} // namespace

OlderMasters::OlderMasters(const fs::path& folder, SampleRate rate) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() != ".wav") continue;
        auto master = readMasterNotes(entry.path());
        if (master && master->rate == rate) masters_.push_back(std::move(*master));
    }
}

OlderMasters::Place OlderMasters::find(const std::string& key) const {
    for (const AlbumMaster& master : masters_)
        for (const RenderedPassage& passage : master.passages)
            if (passage.key == key) return {&master, &passage};
    return {};
}

std::int64_t OlderMasters::overrun(const std::string& key) const {
    for (const AlbumMaster& master : masters_)
        for (const Overrun& overrun : master.overruns)
            if (overrun.key == key) return overrun.length.value;
    return -1;
}

Result<PassageRender> renderPassages(const RenderSubject& subject,
                                     const mastering::AlbumAssembly& album,
                                     const std::function<std::string(const project::Song&)>& keyOf,
                                     const processors::ProcessorCatalogue& catalogue,
                                     const AudioSources& sources,
                                     const OlderMasters& older,
                                     const MasterFile& file,
                                     const ShareDone& progress) {
    PassageRender render;
    std::vector<Work> works;
    for (auto& passage : mastering::passagesOf(album, subject.project->rate)) works.push_back({std::move(passage), {}, kNoLimit, {}, false});
    for (bool again = true; again;) {
        std::vector<std::size_t> due;
        double all = 0;
        for (std::size_t k = 0; k < works.size(); ++k) {
            Work& work = works[k];
            if (work.known) continue;
            work.key = keyOf(work.passage.song);
            work.made = {work.key, work.passage.start, {}, {}, {}};
            work.limit = k + 1 < works.size() ? works[k + 1].passage.start : kNoLimit;
            work.known = takeOld(work, older, file);
            if (work.known) continue;
            due.push_back(k);
            all += static_cast<double>(work.passage.length.value);
            render.rendered = render.rendered + work.passage.length;
        }
        Tally tally(due.size(), all, progress);
        const int side = threadsFor(due.size(), subject.threads);
        const int each = std::max(1, threadsFor(std::numeric_limits<std::size_t>::max(), subject.threads) / side);
        const auto renderOne = [&](std::size_t job) -> Result<void> {
            Work& work = works[due[job]];
            const auto length = static_cast<double>(work.passage.length.value);
            render::BounceRequest request;
            request.song = &work.passage.song;
            request.rate = subject.project->rate;
            request.panLaw = subject.project->panLaw;
            request.threads = each;
            PassageSink sink(file, work.passage.start, work.limit);
            const auto done = bounce(request, catalogue, sources, sink, {}, [&](double share) { return tally.tell(job, share * length); });
            if (!done) return tl::make_unexpected(done.error());
            if (auto flushed = sink.flush(); !flushed) return flushed;
            work.made.length = std::max(sink.length(), work.passage.length);
            work.made.heard = std::max(sink.heard(), work.passage.length);
            work.made.latency = done->latency;
            work.known = true;
            return tally.tell(job, length) ? Result<void>{} : Result<void>(fail(ErrorKind::cancelled, "Stopped."));
        };
        if (auto done = eachOf(due.size(), subject.threads, renderOne); !done) return tl::make_unexpected(done.error());

        std::vector<Work> parted;
        again = false;
        for (std::size_t k = 0; k < works.size(); ++k) {
            std::size_t last = k;
            while (last + 1 < works.size() && works[last].ringsOn()) render.overruns.push_back({works[last].key, works[last].made.length}), ++last;
            if (last == k) {
                parted.push_back(std::move(works[k]));
                continue;
            }
            Work joined{mastering::passageOf(album, works[k].passage.first, works[last].passage.last), {}, kNoLimit, {}, false};
            // What was rendered there before must not shine through.
            const FramePosition to = last + 1 < works.size() ? works[last + 1].passage.start : works[last].passage.start + works[last].made.length;
            if (auto cleared = file.clear(joined.passage.start, to); !cleared) return tl::make_unexpected(cleared.error());
            parted.push_back(std::move(joined));
            again = true;
            k = last;
        }
        works = std::move(parted);
    }
    for (Work& work : works) render.passages.push_back(std::move(work.made));
    return render;
}

namespace {

/// A span of a file at another rate into the master; what goes beyond `length` is left away.
Result<void> convertSpan(const fs::path& from, SampleRate rateFrom, const RenderedPassage& span, const MasterFile& file, SampleRate rateTo,
                         const RenderedPassage& place, const ShareDone& goOn) {
    auto resampler = dsp::Resampler::create(rateFrom, rateTo, 2);
    if (!resampler) return tl::make_unexpected(resampler.error());
    auto reader = openRendered(from);
    if (!reader) return tl::make_unexpected(reader.error());
    std::vector<std::vector<float>> converted(2);
    std::int64_t written = 0, done = 0;
    const auto passOn = [&]() -> Result<void> {
        const float* const planes[] = {converted[0].data(), converted[1].data()};
        const auto frames = std::min(static_cast<std::int64_t>(converted[0].size()), place.length.value - written);
        auto put = frames > 0 ? file.write(place.start + FrameCount{written}, planes, static_cast<int>(frames)) : Result<void>{};
        written += std::max<std::int64_t>(frames, 0);
        for (auto& channel : converted) channel.clear();
        return put;
    };
    auto read = readSpan(**reader, span.start, span.length, [&](const float* const* planes, int frames) -> Result<void> {
        resampler->push(planes, frames, converted);
        done += frames;
        if (!goOn(static_cast<double>(done))) return fail(ErrorKind::cancelled, "Stopped.");
        return passOn();
    });
    if (!read) return read;
    resampler->finish(converted);
    return passOn();
}

} // namespace

Result<PassageRender> convertPassages(const AlbumMaster& master,
                                      SampleRate rate,
                                      const OlderMasters& older,
                                      const MasterFile& file,
                                      int threads,
                                      const ShareDone& progress) {
    const auto nearest = [&](FramePosition position) {
        return FramePosition{std::llround(static_cast<double>(position.value) * rate.hz / master.rate.hz)};
    };
    PassageRender render;
    double all = 0;
    for (std::size_t k = 0; k < master.passages.size(); ++k) {
        const RenderedPassage& passage = master.passages[k];
        RenderedPassage place{passage.key, nearest(passage.start), dsp::convertedLength(passage.length, master.rate, rate),
                              dsp::convertedLength(passage.heard, master.rate, rate), passage.latency};
        // The nearest frame of the next one's start may be a frame earlier than this one's last.
        if (k + 1 < master.passages.size())
            place.length = std::min(place.length, nearest(master.passages[k + 1].start) - place.start);
        place.heard = std::min(place.heard, place.length);
        render.passages.push_back(std::move(place));
    }
    std::vector<std::size_t> due;
    for (std::size_t k = 0; k < render.passages.size(); ++k) {
        const RenderedPassage& place = render.passages[k];
        const auto old = older.find(place.key);
        if (old.master && old.passage->length == place.length && file.copy(old.master->file, old.passage->start, place.length, place.start)) continue;
        due.push_back(k);
        all += static_cast<double>(master.passages[k].length.value);
        render.rendered = render.rendered + place.length;
    }
    Tally tally(due.size(), all, progress);
    const auto convertOne = [&](std::size_t job) {
        const std::size_t k = due[job];
        return convertSpan(master.file, master.rate, master.passages[k], file, rate, render.passages[k],
                           [&](double done) { return tally.tell(job, done); });
    };
    if (auto done = eachOf(due.size(), threads, convertOne); !done) return tl::make_unexpected(done.error());
    return render;
}

} // namespace lacquer::formats
