#include "formats/album/master_notes.h"

#include "formats/audio/output_file.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>

namespace lacquer::formats {
namespace {

using nlohmann::json;

json orNull(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

double level(const json& object, const char* key) {
    const json& value = object.at(key);
    return value.is_null() ? -std::numeric_limits<double>::infinity() : value.get<double>();
}

json jsonOf(const ProgrammeFacts& facts) {
    return {{"integrated_lufs", orNull(facts.measures.integratedLufs)},
            {"true_peak_dbtp", orNull(facts.measures.truePeakDbtp)},
            {"sample_peak_dbfs", orNull(facts.measures.samplePeakDbfs)},
            {"range_lu", orNull(facts.rangeLu)},
            {"momentary_max_lufs", orNull(facts.momentaryMaxLufs)},
            {"short_term_max_lufs", orNull(facts.shortTermMaxLufs)}};
}

ProgrammeFacts factsIn(const json& object) {
    ProgrammeFacts facts;
    facts.measures.integratedLufs = level(object, "integrated_lufs");
    facts.measures.truePeakDbtp = level(object, "true_peak_dbtp");
    facts.measures.samplePeakDbfs = level(object, "sample_peak_dbfs");
    facts.rangeLu = level(object, "range_lu");
    facts.momentaryMaxLufs = level(object, "momentary_max_lufs");
    facts.shortTermMaxLufs = level(object, "short_term_max_lufs");
    return facts;
}

std::filesystem::path notesOf(std::filesystem::path wav) { return wav.replace_extension(".json"); }

} // namespace

Result<void> writeMasterNotes(const AlbumMaster& master) {
    json tracks = json::array();
    for (std::size_t k = 0; k < master.tracks.size(); ++k)
        tracks.push_back({{"id", master.tracks[k].track.value},
                          {"start", master.tracks[k].start.value},
                          {"length", master.tracks[k].length.value},
                          {"gap", master.tracks[k].gap.value},
                          {"facts", jsonOf(master.facts[k])}});
    const json notes = {{"key", master.key},
                        {"rate", master.rate.hz},
                        {"length", master.length.value},
                        {"latency", master.latency.value},
                        {"whole", jsonOf(master.whole)},
                        {"tracks", tracks}};
    const std::string text = notes.dump(1);
    auto file = OutputFile::create(notesOf(master.file), true);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(text.data(), text.size()); !written) return written;
    return file->commit();
}

std::optional<AlbumMaster> readMasterNotes(const std::filesystem::path& wav) {
    std::error_code error;
    if (!std::filesystem::exists(wav, error)) return std::nullopt;
    std::ifstream stream(notesOf(wav));
    const json notes = json::parse(stream, nullptr, false);
    if (!notes.is_object()) return std::nullopt;
    try {
        AlbumMaster master;
        master.file = wav;
        master.key = notes.at("key").get<std::string>();
        master.rate = {notes.at("rate").get<std::int32_t>()};
        master.length = {notes.at("length").get<std::int64_t>()};
        master.latency = {notes.at("latency").get<std::int64_t>()};
        master.whole = factsIn(notes.at("whole"));
        for (const json& track : notes.at("tracks")) {
            master.tracks.push_back({{track.at("id").get<std::uint64_t>()},
                                     {track.at("start").get<std::int64_t>()},
                                     {track.at("length").get<std::int64_t>()},
                                     {track.at("gap").get<std::int64_t>()}});
            master.facts.push_back(factsIn(track.at("facts")));
        }
        return master;
    } catch (const json::exception&) {
        return std::nullopt; // damaged notes are no notes
    }
}

} // namespace lacquer::formats
