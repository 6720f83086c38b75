#include "formats/album/master_notes.h"

#include "formats/album/facts_json.h"
#include "formats/audio/output_file.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>

namespace lacquer::formats {
namespace {

using nlohmann::json;

std::filesystem::path notesOf(std::filesystem::path wav) { return wav.replace_extension(".json"); }

} // namespace

Result<void> writeMasterNotes(const AlbumMaster& master) {
    json tracks = json::array();
    for (std::size_t k = 0; k < master.tracks.size(); ++k)
        tracks.push_back({{"id", master.tracks[k].track.value},
                          {"start", master.tracks[k].start.value},
                          {"length", master.tracks[k].length.value},
                          {"gap", master.tracks[k].gap.value},
                          {"facts", factsJson(master.facts[k])},
                          {"audio", master.audio[k]}});
    json passages = json::array(), overruns = json::array();
    for (const RenderedPassage& passage : master.passages)
        passages.push_back({{"key", passage.key},
                            {"start", passage.start.value},
                            {"length", passage.length.value},
                            {"heard", passage.heard.value},
                            {"latency", passage.latency.value}});
    for (const Overrun& overrun : master.overruns) overruns.push_back({{"key", overrun.key}, {"length", overrun.length.value}});
    const json notes = {{"key", master.key},
                        {"rate", master.rate.hz},
                        {"length", master.length.value},
                        {"latency", master.latency.value},
                        {"whole", factsJson(master.whole)},
                        {"tracks", tracks},
                        {"passages", passages},
                        {"overruns", overruns}};
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
            master.audio.push_back(track.at("audio").get<std::string>());
        }
        for (const json& passage : notes.at("passages"))
            master.passages.push_back({passage.at("key").get<std::string>(),
                                       {passage.at("start").get<std::int64_t>()},
                                       {passage.at("length").get<std::int64_t>()},
                                       {passage.at("heard").get<std::int64_t>()},
                                       {passage.at("latency").get<std::int64_t>()}});
        for (const json& overrun : notes.at("overruns"))
            master.overruns.push_back({overrun.at("key").get<std::string>(), {overrun.at("length").get<std::int64_t>()}});
        return master;
    } catch (const json::exception&) {
        return std::nullopt; // damaged notes are no notes
    }
}

} // namespace lacquer::formats
