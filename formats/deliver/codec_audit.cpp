#include "formats/deliver/codec_audit.h"

#include "engine/analysis/true_peak_meter.h"
#include "engine/project/channel_edits.h"
#include "formats/album/facts_json.h"
#include "formats/album/float_file.h"
#include "formats/album/programme_meter.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/decoders.h"
#include "formats/audio/output_file.h"
#include "formats/checksum/checksum.h"
#include "formats/deliver/lossy_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Codec;
using mastering::Container;
using mastering::Encoding;
using nlohmann::json;

constexpr double kStep = 0.1;     // dB, of a trim
constexpr double kMostTrim = 6.0; // dB; beyond, the master is the problem
constexpr int kPiece = 16384;

Container containerOf(Codec codec) {
    switch (codec) {
    case Codec::mp3: return Container::mp3;
    case Codec::vorbis: return Container::ogg;
    case Codec::opus: return Container::opus;
    default: return Container::m4a;
    }
}

/// What services transcode to: 48 kHz for Opus, else 44.1 or 48 kHz.
SampleRate rateFor(Codec codec, SampleRate master) {
    if (codec == Codec::opus) return {48000};
    if (master.hz <= 48000) return master;
    return {master.hz % 44100 == 0 ? 44100 : 48000};
}

struct Decoded {
    double integratedLufs = 0, truePeakDbtp = 0;
    int overs = 0;
    Seconds worst;
};

/// Feeds a song through the encoder at a gain.
Result<void> encode(const AlbumMaster& master, std::size_t track, const Encoding& encoding, double gainDb,
                    const fs::path& file, const std::function<bool()>& goOn) {
    auto writer = LossyWriter::create(file, {encoding.codec, containerOf(encoding.codec), master.rate, encoding.bitrate});
    if (!writer) return tl::make_unexpected(writer.error());
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    const auto gain = static_cast<float>(std::pow(10.0, gainDb / 20));
    std::vector<float> planes[2];
    auto read = readSpan(**reader, master.tracks[track].start, master.programmeLength(track),
                         [&](const float* const* input, int frames) -> Result<void> {
                             if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
                             for (std::size_t c = 0; c < 2; ++c) {
                                 planes[c].resize(static_cast<std::size_t>(frames));
                                 for (std::size_t k = 0; k < planes[c].size(); ++k) planes[c][k] = input[c][k] * gain;
                             }
                             const float* const out[] = {planes[0].data(), planes[1].data()};
                             return (*writer)->write(out, frames);
                         });
    if (!read) return read;
    return (*writer)->finish();
}

/// Decodes as a listener's device does, and keeps what it hears when asked to.
Result<Decoded> decode(const fs::path& file, const Encoding& encoding, double ceiling, const fs::path& keep,
                       const std::function<bool()>& goOn) {
    auto opened = OpenFile::open(file);
    if (!opened) return tl::make_unexpected(opened.error());
    std::string why;
    const auto shared = std::make_shared<const OpenFile>(std::move(*opened));
    const auto reader = encoding.codec == Codec::aac ? openWithAvformat(shared, &why) : openWithSndfile(shared, &why);
    if (!reader) return badInput(fmt::format("{} cannot be decoded: {}", textOf(encoding), why));
    const SampleRate rate = reader->info().rate;
    std::unique_ptr<AudioFileWriter> writer;
    if (!keep.empty()) {
        WriteOptions options;
        options.rate = rate;
        options.samples = SampleFormat::float32;
        options.replace = true;
        auto made = AudioFileWriter::create(keep, options);
        if (!made) return tl::make_unexpected(made.error());
        writer = std::move(*made);
    }
    ProgrammeMeter meter(rate);
    analysis::TruePeakMeter peaks[2];
    const int moment = rate.hz / 50;
    std::vector<float> left(kPiece), right(kPiece);
    Decoded result;
    double highest = 0;
    std::int64_t at = 0;
    float* const places[] = {left.data(), right.data()};
    while (const int frames = reader->read(places, kPiece)) {
        const float* const planes[] = {left.data(), reader->info().channels > 1 ? right.data() : left.data()};
        meter.add(planes, frames);
        for (int from = 0; from < frames; from += moment) {
            const int count = std::min(moment, frames - from);
            double peak = 0;
            for (int c = 0; c < 2; ++c) {
                peaks[c].process(planes[c] + from, count);
                peak = std::max(peak, peaks[c].take());
            }
            if (20 * std::log10(std::max(peak, 1e-9)) > ceiling) ++result.overs;
            if (peak > highest) {
                highest = peak;
                result.worst = secondsOf(FrameCount{at + from}, rate);
            }
        }
        at += frames;
        if (writer)
            if (auto written = writer->write(planes, frames); !written) return tl::make_unexpected(written.error());
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
    }
    if (writer)
        if (auto finished = writer->finish(); !finished) return tl::make_unexpected(finished.error());
    const ProgrammeFacts facts = meter.finish();
    result.integratedLufs = facts.measures.integratedLufs;
    result.truePeakDbtp = facts.measures.truePeakDbtp;
    return result;
}

Result<Decoded> through(const AlbumMaster& master, std::size_t track, const Encoding& encoding, double gainDb, double ceiling,
                        const fs::path& stem, const fs::path& keep, const std::function<bool()>& goOn) {
    const fs::path coded = stem.string() + ".coded";
    auto encoded = encode(master, track, encoding, gainDb, coded, goOn);
    auto decoded = encoded ? decode(coded, encoding, ceiling, keep, goOn) : Result<Decoded>(tl::make_unexpected(encoded.error()));
    std::error_code ignored;
    fs::remove(coded, ignored);
    return decoded;
}

/// The least step down at which the decoded song keeps the ceiling while the step before does not: what
/// a codec overshoots by changes with every bit of the input, so only trying tells.
Result<double> smallestTrim(const AlbumMaster& master, std::size_t track, const Encoding& encoding, double over,
                            double ceiling, const fs::path& stem, const std::function<bool()>& goOn) {
    if (over <= 0) return 0.0;
    const auto keeps = [&](int steps) -> Result<bool> {
        if (steps == 0) return false;
        const auto tried = through(master, track, encoding, -steps * kStep, ceiling, stem, {}, goOn);
        if (!tried) return tl::make_unexpected(tried.error());
        return tried->truePeakDbtp <= ceiling;
    };
    int steps = static_cast<int>(std::ceil(over / kStep));
    auto kept = keeps(steps);
    if (kept && *kept) {
        // Perhaps it was already enough earlier.
        for (kept = keeps(steps - 1); kept && *kept; kept = keeps(steps - 1)) --steps;
    } else {
        while (kept && !*kept && steps * kStep < kMostTrim) kept = keeps(++steps);
    }
    if (!kept) return tl::make_unexpected(kept.error());
    return -steps * kStep;
}

bool readNotes(const fs::path& notes, CodecReading& reading) {
    std::ifstream stream(notes, std::ios::binary);
    const json object = json::parse(stream, nullptr, false);
    std::error_code ignored;
    if (!object.is_object() || !fs::exists(reading.decoded, ignored)) return false;
    try {
        reading.integratedLufs = levelIn(object, "integrated_lufs");
        reading.truePeakDbtp = levelIn(object, "true_peak_dbtp");
        reading.overs = object.at("overs").get<int>();
        reading.worst = {object.at("worst_s").get<double>()};
        reading.trimDb = object.at("trim_db").get<double>();
        return true;
    } catch (const json::exception&) {
        return false;
    }
}

Result<void> writeNotes(const fs::path& notes, const CodecReading& reading) {
    const json object = {{"integrated_lufs", levelJson(reading.integratedLufs)},
                         {"true_peak_dbtp", levelJson(reading.truePeakDbtp)},
                         {"overs", reading.overs},
                         {"worst_s", reading.worst.value},
                         {"trim_db", reading.trimDb}};
    const std::string text = object.dump();
    auto file = OutputFile::create(notes, true);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(text.data(), text.size()); !written) return written;
    return file->commit();
}

/// Readings of the newest albums are kept; each song and codec is a file as long as the song.
constexpr std::size_t kFilesKept = 200;

void forgetOldest(const fs::path& folder) {
    std::error_code ignored;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) files.emplace_back(entry.last_write_time(ignored), entry.path());
    std::sort(files.rbegin(), files.rend());
    for (std::size_t k = 2 * kFilesKept; k < files.size(); ++k) fs::remove(files[k].second, ignored);
}

} // namespace

std::vector<Encoding> encodingsOf(const std::vector<mastering::Target>& targets) {
    std::vector<Encoding> all;
    for (const auto& target : targets)
        for (const Encoding& encoding : mastering::encodingsOf(target))
            if (std::find(all.begin(), all.end(), encoding) == all.end()) all.push_back(encoding);
    return all;
}

Result<CodecAudit> auditCodecs(const AuditRequest& request, const processors::ProcessorCatalogue& catalogue,
                               const StageProgress& progress) {
    const auto rendered = renderAlbumMaster(request.subject, catalogue, progress);
    if (!rendered) return tl::make_unexpected(rendered.error());
    const fs::path folder = cacheFolderOf(request.subject.folder) / "codecs";
    std::error_code error;
    fs::create_directories(folder, error);
    CodecAudit audit;
    audit.ceilingDbtp = request.ceilingDbtp;
    audit.songTrimsDb.assign(rendered->tracks.size(), 0.0);
    const std::size_t count = rendered->tracks.size() * request.encodings.size();
    std::size_t done = 0;
    for (std::size_t track = 0; track < rendered->tracks.size(); ++track)
        for (const Encoding& encoding : request.encodings) {
            const auto master = masterAtRate(*rendered, rateFor(encoding.codec, rendered->rate), request.subject.threads, progress);
            if (!master) return tl::make_unexpected(master.error());
            CodecReading reading;
            reading.track = rendered->tracks[track].track;
            reading.encoding = encoding;
            reading.sourcePeakDbtp = rendered->facts[track].measures.truePeakDbtp;
            reading.decodedRate = master->rate;
            const std::string key = hashOf(Hash::sha256, fmt::format("{} {} {} {} {} {}", rendered->key, master->rate.hz,
                                                                     master->tracks[track].start.value,
                                                                     master->programmeLength(track).value, textOf(encoding),
                                                                     request.ceilingDbtp));
            const fs::path stem = folder / key;
            reading.decoded = stem.string() + ".wav";
            const fs::path notes = stem.string() + ".json";
            const std::string stage = fmt::format("Track {} through {}", track + 1, textOf(encoding));
            const auto goOn = [&] {
                return !progress || progress(stage, static_cast<double>(done) / static_cast<double>(count));
            };
            if (!readNotes(notes, reading)) {
                const auto heard = through(*master, track, encoding, 0, request.ceilingDbtp, stem, reading.decoded, goOn);
                if (!heard) return tl::make_unexpected(heard.error());
                reading.integratedLufs = heard->integratedLufs;
                reading.truePeakDbtp = heard->truePeakDbtp;
                reading.overs = heard->overs;
                reading.worst = heard->worst;
                const auto trim = smallestTrim(*master, track, encoding, heard->truePeakDbtp - request.ceilingDbtp,
                                               request.ceilingDbtp, stem, goOn);
                if (!trim) return tl::make_unexpected(trim.error());
                reading.trimDb = *trim;
                if (auto written = writeNotes(notes, reading); !written) return tl::make_unexpected(written.error());
            }
            ++done;
            audit.songTrimsDb[track] = std::min(audit.songTrimsDb[track], reading.trimDb);
            audit.albumTrimDb = std::min(audit.albumTrimDb, reading.trimDb);
            audit.readings.push_back(std::move(reading));
        }
    forgetOldest(folder);
    return audit;
}

Result<project::Project> applyTrim(project::Project project, const CodecAudit& audit, TrimScope scope) {
    const auto turn = [&](ChannelId channel, double trim) -> Result<void> {
        const project::Channel* now = findChannel(project, channel);
        auto next = project::setFader(project, channel, Decibels{now->fader.value + trim});
        if (!next) return tl::make_unexpected(next.error());
        project = std::move(*next);
        return {};
    };
    if (scope == TrimScope::album) {
        if (auto done = turn(project.album->channel->id, audit.albumTrimDb); !done) return tl::make_unexpected(done.error());
        return project;
    }
    const auto tracks = project.album->tracks;
    if (tracks.size() != audit.songTrimsDb.size())
        return badInput("The album has other tracks than were audited. Audit it again.");
    for (std::size_t k = 0; k < tracks.size(); ++k)
        if (audit.songTrimsDb[k] < 0)
            if (auto done = turn(tracks[k]->channel.id, audit.songTrimsDb[k]); !done) return tl::make_unexpected(done.error());
    return project;
}

} // namespace lacquer::formats
