#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/units.h"
#include "formats/album/album_master.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::formats {

/// A project folder with an album of files, made for one test and removed with it.
class SmallAlbum {
public:
    explicit SmallAlbum(const std::string& name, SampleRate rate = {44100});
    ~SmallAlbum();
    SmallAlbum(const SmallAlbum&) = delete;
    SmallAlbum& operator=(const SmallAlbum&) = delete;

    /// Adds a stereo 16-bit file as the next track. `gap` in seconds.
    void addTrack(const std::vector<std::int16_t>& interleaved, double gap, const std::string& title);
    void setAlbum(const std::string& key, const std::string& value);
    void change(auto&& edit) {
        project::Project copy = *project_;
        edit(copy);
        project_ = std::make_shared<const project::Project>(std::move(copy));
    }
    void changeAlbum(auto&& edit) {
        change([&](project::Project& project) {
            project::Album album = *project.album;
            edit(album, project);
            project.album = std::make_shared<const project::Album>(std::move(album));
        });
    }
    void insertOnAlbum(const std::string& processor, std::map<std::string, double, std::less<>> values);

    RenderSubject subject() const { return {project_, folder_ / "project", 2}; }
    const std::shared_ptr<const project::Project>& project() const { return project_; }
    const std::filesystem::path& folder() const { return folder_; } ///< room for outputs

private:
    std::filesystem::path folder_;
    std::shared_ptr<const project::Project> project_;
};

/// Noise with the spectrum of music, more or less, at a level; the same for a seed. Interleaved stereo.
std::vector<std::int16_t> noise(std::size_t frames, std::uint32_t seed, double rmsDb = -20);

/// What a program prints on both streams; "(exit N)" behind it when it failed.
std::string outputOf(const std::string& command);
bool hasProgram(const std::string& name);

/// 16-bit samples of a WAV by libsndfile.
std::vector<std::int16_t> samplesOf(const std::filesystem::path& wav);

} // namespace lacquer::formats
