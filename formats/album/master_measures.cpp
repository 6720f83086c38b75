#include "formats/album/master_measures.h"

#include "engine/analysis/channel_weights.h"
#include "engine/analysis/loudness_meter.h"
#include "formats/album/each_of.h"
#include "formats/album/float_file.h"
#include "formats/checksum/checksum.h"

#include <algorithm>
#include <limits>
#include <mutex>

namespace lacquer::formats {
namespace {

/// The passage a track lies in.
const RenderedPassage* passageAt(const AlbumMaster& master, std::size_t track) {
    const RenderedPassage* found = nullptr;
    for (const RenderedPassage& passage : master.passages)
        if (passage.start <= master.tracks[track].start) found = &passage;
    return found;
}

/// Takes what an older master knows of the same span of the same passage.
bool takeOld(AlbumMaster& master, std::size_t track, std::span<const AlbumMaster> older) {
    const RenderedPassage* here = passageAt(master, track);
    if (!here) return false;
    for (const AlbumMaster& other : older)
        for (std::size_t k = 0; k < other.tracks.size(); ++k) {
            const RenderedPassage* there = passageAt(other, k);
            if (!there || there->key != here->key || there->length != here->length || other.programmeLength(k) != master.programmeLength(track) ||
                other.tracks[k].start - there->start != master.tracks[track].start - here->start)
                continue;
            master.facts[track] = other.facts[k];
            master.audio[track] = other.audio[k];
            return true;
        }
    return false;
}

/// Loudness over all of it; peaks are the highest of the tracks.
Result<ProgrammeFacts> wholeOf(const AlbumMaster& master, const std::function<bool()>& goOn) {
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    analysis::LoudnessMeter meter(master.rate, analysis::channelWeights(2, {}));
    const auto read = readSpan(**reader, {}, master.length, [&](const float* const* planes, int frames) -> Result<void> {
        meter.process(planes, frames);
        return goOn() ? Result<void>{} : Result<void>(fail(ErrorKind::cancelled, "Stopped."));
    });
    if (!read) return tl::make_unexpected(read.error());
    ProgrammeFacts whole;
    whole.measures.integratedLufs = meter.integrated();
    whole.rangeLu = meter.range();
    whole.momentaryMaxLufs = meter.momentaryMaximum();
    whole.shortTermMaxLufs = meter.shortTermMaximum();
    return whole;
}

} // namespace

Result<void> measureMaster(AlbumMaster& master, std::span<const AlbumMaster> older, int threads, const render::Progress& progress) {
    const std::size_t tracks = master.tracks.size();
    master.facts.resize(tracks);
    master.audio.resize(tracks);
    std::vector<std::size_t> due;
    for (std::size_t k = 0; k < tracks; ++k)
        if (!takeOld(master, k, older)) due.push_back(k);
    master.measured = static_cast<int>(due.size());

    std::mutex mutex;
    bool wanted = true;
    std::size_t finished = 0;
    const auto goOn = [&](std::size_t more) {
        const std::lock_guard lock(mutex);
        finished += more;
        if (wanted && progress && !progress(static_cast<double>(finished) / static_cast<double>(due.size() + 1))) wanted = false;
        return wanted;
    };
    // The whole is the longest job, so it goes first.
    auto done = eachOf(due.size() + 1, threads, [&](std::size_t job) -> Result<void> {
        if (job == 0) {
            auto whole = wholeOf(master, [&] { return goOn(0); });
            if (!whole) return tl::make_unexpected(whole.error());
            master.whole = *whole;
            goOn(1);
            return {};
        }
        const std::size_t k = due[job - 1];
        auto reader = openRendered(master.file);
        if (!reader) return tl::make_unexpected(reader.error());
        ProgrammeMeter meter(master.rate);
        Checksum name(Hash::sha256);
        const auto read = readSpan(**reader, master.tracks[k].start, master.programmeLength(k), [&](const float* const* planes, int frames) -> Result<void> {
            meter.add(planes, frames);
            for (int c = 0; c < 2; ++c) name.add(planes[c], static_cast<std::size_t>(frames) * sizeof(float));
            return {};
        });
        if (!read) return read;
        master.facts[k] = meter.finish();
        master.audio[k] = name.finish();
        return goOn(1) ? Result<void>{} : Result<void>(fail(ErrorKind::cancelled, "Stopped."));
    });
    if (!done) return done;
    auto& peaks = master.whole.measures;
    peaks.truePeakDbtp = peaks.samplePeakDbfs = -std::numeric_limits<double>::infinity();
    for (const ProgrammeFacts& facts : master.facts) {
        peaks.truePeakDbtp = std::max(peaks.truePeakDbtp, facts.measures.truePeakDbtp);
        peaks.samplePeakDbfs = std::max(peaks.samplePeakDbfs, facts.measures.samplePeakDbfs);
    }
    return {};
}

} // namespace lacquer::formats
