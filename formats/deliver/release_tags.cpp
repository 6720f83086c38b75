#include "formats/deliver/release_tags.h"

#include <fmt/format.h>

#include <filesystem>

namespace lacquer::formats {
namespace {

std::string valueIn(const project::Metadata& metadata, std::string_view key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? std::string{} : found->second;
}

void add(ReleaseTags& tags, const char* field, std::string value) {
    if (!value.empty()) tags.fields.emplace_back(field, std::move(value));
}

/// Fields that mean the same for a track and an album; the track's own value goes first.
constexpr std::pair<const char*, const char*> kShared[] = {
    {"year", "DATE"},          {"genre", "GENRE"},     {"composer", "COMPOSER"},
    {"lyricist", "LYRICIST"},  {"copyright", "COPYRIGHT"}, {"label", "LABEL"},
    {"producer", "PRODUCER"},  {"mixer", "MIXER"},     {"engineer", "ENGINEER"},
    {"language", "LANGUAGE"},  {"comment", "COMMENT"}};

} // namespace

std::string ReleaseTags::value(std::string_view field) const {
    for (const auto& [name, text] : fields)
        if (name == field) return text;
    return {};
}

std::string albumText(const project::Project& project, std::string_view key) {
    const std::string text = valueIn(project.album->metadata, key);
    return text.empty() && key == "title" ? project.name : text;
}

std::string trackText(const project::Project& project, std::size_t index, std::string_view key) {
    const project::AlbumTrack& track = *project.album->tracks[index];
    if (std::string text = valueIn(track.metadata, key); !text.empty()) return text;
    if (key == "artist") return valueIn(project.album->metadata, "artist");
    if (key != "title") return {};
    if (const project::Song* song = findSong(project, track.song)) return song->name;
    if (const project::Source* source = findSource(project, track.source))
        return std::filesystem::path(source->name).stem().string();
    return {};
}

ReleaseTags tagsOfTrack(const project::Project& project, std::size_t track) {
    ReleaseTags tags;
    add(tags, "TITLE", trackText(project, track, "title"));
    add(tags, "ARTIST", trackText(project, track, "artist"));
    add(tags, "ALBUM", valueIn(project.album->metadata, "title"));
    add(tags, "ALBUMARTIST", valueIn(project.album->metadata, "artist"));
    add(tags, "TRACKNUMBER", fmt::format("{}", track + 1));
    add(tags, "TRACKTOTAL", fmt::format("{}", project.album->tracks.size()));
    for (const auto& [key, field] : kShared) {
        std::string text = trackText(project, track, key);
        add(tags, field, text.empty() ? valueIn(project.album->metadata, key) : std::move(text));
    }
    add(tags, "ISRC", trackText(project, track, "isrc"));
    add(tags, "BARCODE", valueIn(project.album->metadata, "upc"));
    add(tags, "CATALOGNUMBER", valueIn(project.album->metadata, "catalog"));
    return tags;
}

ReleaseTags tagsOfAlbum(const project::Project& project) {
    ReleaseTags tags;
    add(tags, "TITLE", albumText(project, "title"));
    add(tags, "ALBUM", albumText(project, "title"));
    add(tags, "ARTIST", albumText(project, "artist"));
    for (const auto& [key, field] : kShared) add(tags, field, valueIn(project.album->metadata, key));
    add(tags, "BARCODE", valueIn(project.album->metadata, "upc"));
    return tags;
}

} // namespace lacquer::formats
