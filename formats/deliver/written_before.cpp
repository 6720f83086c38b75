#include "formats/deliver/written_before.h"

#include "formats/album/facts_json.h"
#include "formats/album/program_identity.h"
#include "formats/audio/output_file.h"
#include "formats/checksum/checksum.h"
#include "formats/deliver/delivery_recipe.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <vector>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Notes that are kept; each is a few hundred bytes.
constexpr std::size_t kNotesKept = 4000;

void forgetOldest(const fs::path& folder) {
    std::error_code ignored;
    std::vector<std::pair<fs::file_time_type, fs::path>> notes;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) notes.emplace_back(entry.last_write_time(ignored), entry.path());
    if (notes.size() <= kNotesKept) return;
    std::sort(notes.rbegin(), notes.rend());
    for (std::size_t k = kNotesKept; k < notes.size(); ++k) fs::remove(notes[k].second, ignored);
}

} // namespace

WrittenBefore::WrittenBefore(fs::path cache, fs::path delivered, const TargetDelivery* last)
    : cache_(std::move(cache) / "written"), delivered_(std::move(delivered)), last_(last) {
    std::error_code ignored;
    fs::create_directories(cache_, ignored);
    forgetOldest(cache_);
}

std::string WrittenBefore::keyOf(const Programme& programme, const mastering::Target& target, const ProgrammeTreatment& treatment,
                                 const Artwork& artwork) const {
    if (programme.audio.empty()) return {};
    std::string text = fmt::format("{}\n{}\n{} frames at {} Hz: {}\ngain {:a} ceiling {}\n", programIdentity(), recipeOf(target), programme.length.value,
                                   programme.rate.hz, programme.audio, treatment.gainDb,
                                   treatment.limiterCeiling ? fmt::format("{:a}", *treatment.limiterCeiling) : "-");
    for (const auto& [field, value] : programme.tags.fields) text += fmt::format("{}:{} {}:{}\n", field.size(), field, value.size(), value);
    for (const std::string& name : programme.trackNames) text += fmt::format("{}:{}\n", name.size(), name);
    if (target.artwork) text += hashOf(Hash::sha256, artwork.bytes);
    return hashOf(Hash::sha256, text);
}

std::optional<FileFacts> WrittenBefore::facts(const std::string& key) const {
    if (key.empty()) return std::nullopt;
    std::ifstream stream(cache_ / (key + ".json"), std::ios::binary);
    const json notes = json::parse(stream, nullptr, false);
    if (!notes.is_object()) return std::nullopt;
    try {
        FileFacts facts;
        facts.sha256 = notes.at("sha256").get<std::string>();
        facts.bytes = notes.at("bytes").get<std::int64_t>();
        facts.rate = {notes.at("rate").get<std::int32_t>()};
        facts.channels = notes.at("channels").get<int>();
        facts.bits = notes.at("bits").get<int>();
        facts.encoding = notes.at("encoding").get<std::string>();
        facts.frames = {notes.at("frames").get<std::int64_t>()};
        facts.programme = factsIn(notes.at("programme"));
        return facts;
    } catch (const json::exception&) {
        return std::nullopt; // damaged notes are no notes
    }
}

void WrittenBefore::remember(const std::string& key, const FileFacts& facts) const {
    if (key.empty()) return;
    const json notes = {{"sha256", facts.sha256}, {"bytes", facts.bytes},       {"rate", facts.rate.hz},          {"channels", facts.channels},
                        {"bits", facts.bits},     {"encoding", facts.encoding}, {"frames", facts.frames.value}, {"programme", factsJson(facts.programme)}};
    const std::string text = notes.dump();
    // A cache: without it the next delivery only takes longer.
    if (auto file = OutputFile::create(cache_ / (key + ".json"), true))
        if (file->write(text.data(), text.size())) (void)file->commit();
}

bool WrittenBefore::linkTo(const FileFacts& facts, const fs::path& place) const {
    if (!last_) return false;
    for (const DeliveredFile& file : last_->files) {
        if (file.sha256 != facts.sha256) continue;
        const fs::path old = delivered_ / file.path;
        const auto stamp = stampOf(old);
        if (!stamp || stamp->bytes != file.bytes) continue;
        if (stamp->modified != file.modified) {
            const auto hash = hashOfFile(Hash::sha256, old);
            if (!hash || *hash != facts.sha256) continue;
        }
        std::error_code error;
        fs::create_directories(place.parent_path(), error);
        fs::remove(place, error);
        fs::create_hard_link(old, place, error);
        if (error) fs::copy_file(old, place, fs::copy_options::overwrite_existing, error);
        return !error;
    }
    return false;
}

} // namespace lacquer::formats
