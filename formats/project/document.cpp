#include "formats/project/document.h"

#include "formats/project/checksum.h"
#include "formats/project/journal.h"
#include "formats/project/project_json.h"

#include <algorithm>

namespace lacquer::formats {
namespace {

constexpr std::string_view kFormat = "lacquer project";
constexpr std::string_view kVersionKey = "schema_version";
/// The checksum is over the text with these in its place.
constexpr std::string_view kNoChecksum = "0000000000000000";
constexpr std::string_view kBeforeChecksum = "\"checksum\": \"";

std::size_t checksumPlace(std::string_view text) {
    const auto key = text.find(kBeforeChecksum);
    if (key == std::string_view::npos) return key;
    const auto place = key + kBeforeChecksum.size();
    return place + kNoChecksum.size() <= text.size() ? place : std::string_view::npos;
}

bool isWhole(std::string_view text) {
    const auto place = checksumPlace(text);
    if (place == std::string_view::npos) return false;
    std::string unsigned_(text);
    const std::string found = unsigned_.substr(place, kNoChecksum.size());
    unsigned_.replace(place, kNoChecksum.size(), kNoChecksum);
    return checksumText(unsigned_) == found;
}

} // namespace

namespace {

Json documentJson(const project::Project& project, std::uint64_t sequence) {
    Json json;
    json["format"] = kFormat;
    json[std::string(kVersionKey)] = kSchemaVersion;
    json["checksum"] = kNoChecksum;
    json["sequence"] = sequence;
    json["project"] = projectToJson(nullptr, project);
    return json;
}

} // namespace

std::string documentText(const project::Project& project, std::uint64_t sequence, const UnknownKeys& unknown) {
    Json json = documentJson(project, sequence);
    unknown.putBack(json);
    std::string text = json.dump(1, ' ') + "\n";
    text.replace(checksumPlace(text), kNoChecksum.size(), checksumText(text));
    return text;
}

ReadDocument parseDocument(std::string_view text) {
    ReadDocument read;
    const bool whole = isWhole(text);
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return read;
    // A newer version may check itself in another way, so its number counts before the checksum.
    const auto version = json.find(kVersionKey);
    if (version != json.end() && version->is_number() && version->get<double>() > kSchemaVersion) {
        read.state = DocumentState::newer;
        return read;
    }
    if (!whole) return read;
    const auto project = json.find("project");
    const auto sequence = json.find("sequence");
    if (project == json.end() || sequence == json.end() || !sequence->is_number_unsigned())
        return read;
    auto parsed = projectFromJson(*project, nullptr);
    if (!parsed) {
        read.state = DocumentState::strange;
        read.document.sequence = sequence->get<std::uint64_t>();
        read.reason = parsed.error().message;
        return read;
    }
    read.state = DocumentState::whole;
    read.document = {std::move(*parsed), sequence->get<std::uint64_t>()};
    read.json = std::move(json);
    return read;
}

UnknownKeys unknownIn(const ReadDocument& read) {
    UnknownKeys unknown;
    unknown.learnDocument(read.json, documentJson(read.document.project, read.document.sequence));
    return unknown;
}

} // namespace lacquer::formats
