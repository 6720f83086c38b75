#include "tests/formats/album/small_album.h"

#include "formats/checksum/checksum.h"

#include <sndfile.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <unistd.h>

namespace lacquer::formats {

namespace fs = std::filesystem;

SmallAlbum::SmallAlbum(const std::string& name, SampleRate rate)
    : folder_(fs::temp_directory_path() / ("lacquer-" + name + "-" + std::to_string(getpid()))),
      project_(std::make_shared<const project::Project>(project::makeProject("Small Album", rate))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "project" / "audio");
}

SmallAlbum::~SmallAlbum() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void SmallAlbum::addTrack(const std::vector<std::int16_t>& interleaved, double gap, const std::string& title) {
    const std::string file = "audio/" + title + ".wav";
    const fs::path path = folder_ / "project" / file;
    SF_INFO info{};
    info.samplerate = project_->rate.hz;
    info.channels = 2;
    info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    SNDFILE* wav = sf_open(path.c_str(), SFM_WRITE, &info);
    sf_writef_short(wav, interleaved.data(), static_cast<sf_count_t>(interleaved.size() / 2));
    sf_close(wav);
    changeAlbum([&](project::Album& album, project::Project& project) {
        project::Source source;
        source.id = {project.nextId++};
        source.name = title + ".wav";
        source.file = file;
        source.contentHash = hashOfFile(Hash::sha256, path).value_or("");
        source.fileRate = project.rate;
        source.length = {static_cast<std::int64_t>(interleaved.size() / 2)};
        project.sources.push_back(std::make_shared<const project::Source>(source));
        project::AlbumTrack track;
        track.id = {project.nextId++};
        track.source = source.id;
        track.gap = {gap};
        track.metadata["title"] = title;
        track.channel.id = {project.nextId++};
        album.tracks.push_back(std::make_shared<const project::AlbumTrack>(std::move(track)));
    });
}

void SmallAlbum::setAlbum(const std::string& key, const std::string& value) {
    changeAlbum([&](project::Album& album, project::Project&) { album.metadata[key] = value; });
}

void SmallAlbum::insertOnAlbum(const std::string& processor, std::map<std::string, double, std::less<>> values) {
    changeAlbum([&](project::Album& album, project::Project& project) {
        project::Channel channel = *album.channel;
        project::Insert insert;
        insert.id = {project.nextId++};
        insert.processor = processor;
        insert.values.numbers = std::move(values);
        channel.inserts.push_back(std::make_shared<const project::Insert>(std::move(insert)));
        album.channel = std::make_shared<const project::Channel>(std::move(channel));
    });
}

std::vector<std::int16_t> noise(std::size_t frames, std::uint32_t seed, double rmsDb) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    const double level = std::pow(10.0, rmsDb / 20);
    std::vector<std::int16_t> samples(frames * 2);
    double slow[2] = {0, 0};
    for (std::size_t k = 0; k < samples.size(); ++k) {
        // A one-pole at about 350 Hz over white noise; 0.2236 brings it to unit power.
        double& state = slow[k % 2];
        state += 0.05 * (normal(random) - state);
        const double value = level * (state / 0.1601 * 0.9 + 0.1 * normal(random));
        samples[k] = static_cast<std::int16_t>(std::lround(std::fmax(-32768, std::fmin(32767, value * 32768))));
    }
    return samples;
}

std::string outputOf(const std::string& command) {
    std::string text;
    if (std::FILE* pipe = popen((command + " 2>&1").c_str(), "r")) {
        std::array<char, 4096> piece{};
        while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), pipe))
            text.append(piece.data(), count);
        if (const int status = pclose(pipe); status != 0) text += "(exit " + std::to_string(status) + ")";
    }
    return text;
}

bool hasProgram(const std::string& name) {
    return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

std::vector<std::int16_t> samplesOf(const fs::path& wav) {
    SF_INFO info{};
    SNDFILE* file = sf_open(wav.c_str(), SFM_READ, &info);
    if (!file) return {};
    std::vector<std::int16_t> samples(static_cast<std::size_t>(info.frames * info.channels));
    sf_readf_short(file, samples.data(), info.frames);
    sf_close(file);
    return samples;
}

} // namespace lacquer::formats
