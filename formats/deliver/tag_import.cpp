#include "formats/deliver/tag_import.h"

#include "engine/project/album_edits.h"
#include "formats/deliver/written_tags.h"

namespace lacquer::formats {

project::Project takeTags(project::Project project, AlbumTrackId track, const std::filesystem::path& file) {
    const auto tags = writtenTags(file);
    const auto valueOf = [&](std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (const auto found = tags.find(name); found != tags.end() && !found->second.empty()) return found->second;
        return std::string{};
    };
    const auto put = [&](Result<project::Project> next) {
        if (next) project = std::move(*next); // a code that cannot be right is left out
    };
    const auto ofTrack = [&](const char* key, const std::string& value) {
        if (!value.empty()) put(setAlbumTrackMetadata(project, track, key, value));
    };
    ofTrack("title", valueOf({"title"}));
    ofTrack("artist", valueOf({"artist"}));
    ofTrack("isrc", valueOf({"isrc"}));
    ofTrack("composer", valueOf({"composer"}));
    ofTrack("genre", valueOf({"genre"}));
    ofTrack("year", valueOf({"date", "year"}).substr(0, 4));
    const auto ofAlbum = [&](const char* key, const std::string& value) {
        const auto now = project.album->metadata.find(key);
        if (!value.empty() && (now == project.album->metadata.end() || now->second.empty())) put(setAlbumMetadata(project, key, value));
    };
    ofAlbum("title", valueOf({"album"}));
    ofAlbum("artist", valueOf({"album_artist", "albumartist"}));
    ofAlbum("upc", valueOf({"barcode", "upc"}));
    return project;
}

} // namespace lacquer::formats
