#include "formats/album/album_tones.h"

#include "formats/album/each_of.h"
#include "formats/album/float_file.h"
#include "formats/audio/output_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using analysis::ToneProfile;
using nlohmann::json;

std::optional<ToneProfile> readTone(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const json notes = json::parse(stream, nullptr, false);
    if (!notes.is_object()) return std::nullopt;
    try {
        ToneProfile tone;
        tone.levels = notes.at("levels").get<decltype(tone.levels)>();
        tone.widths = notes.at("widths").get<decltype(tone.widths)>();
        tone.width = notes.at("width").get<double>();
        tone.correlation = notes.at("correlation").get<double>();
        tone.levelDb = notes.at("level_db").get<double>();
        return tone;
    } catch (const json::exception&) {
        return std::nullopt; // damaged notes are no notes
    }
}

void writeTone(const fs::path& file, const ToneProfile& tone) {
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    const std::string text = json{{"levels", tone.levels}, {"widths", tone.widths}, {"width", tone.width}, {"correlation", tone.correlation}, {"level_db", tone.levelDb}}.dump();
    // A cache: without it the next comparison only takes longer.
    if (auto output = OutputFile::create(file, true))
        if (output->write(text.data(), text.size())) (void)output->commit();
}

} // namespace

Result<std::vector<mastering::TrackTone>> tonesOf(const AlbumMaster& master, int threads, const std::function<bool(double)>& progress) {
    std::vector<mastering::TrackTone> tones(master.tracks.size());
    std::mutex mutex;
    std::int64_t read = 0;
    bool wanted = true;
    const auto goOn = [&](int frames) {
        const std::lock_guard lock(mutex);
        read += frames;
        if (wanted && progress && !progress(static_cast<double>(read) / static_cast<double>(std::max<std::int64_t>(1, master.length.value)))) wanted = false;
        return wanted;
    };
    auto done = eachOf(tones.size(), threads, [&](std::size_t k) -> Result<void> {
        tones[k].track = master.tracks[k].track;
        const fs::path notes = master.file.parent_path().parent_path() / "tones" / (master.audio[k] + ".json");
        if (auto known = readTone(notes)) {
            tones[k].tone = *known;
            return {};
        }
        auto reader = openRendered(master.file);
        if (!reader) return tl::make_unexpected(reader.error());
        analysis::ToneMeter meter(master.rate);
        auto measured = readSpan(**reader, master.tracks[k].start, master.programmeLength(k), [&](const float* const* planes, int frames) -> Result<void> {
            meter.add(planes, frames);
            return goOn(frames) ? Result<void>{} : Result<void>(fail(ErrorKind::cancelled, "Stopped."));
        });
        if (!measured) return measured;
        tones[k].tone = meter.finish();
        writeTone(notes, tones[k].tone);
        return {};
    });
    if (!done) return tl::make_unexpected(done.error());
    return tones;
}

} // namespace lacquer::formats
