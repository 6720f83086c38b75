#include "formats/audio/loaded_files.h"

#include "formats/audio/audio_file_reader.h"
#include "formats/audio/shown_text.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace lacquer::formats {
namespace {

constexpr int kSpan = 8192;
constexpr double kLongestSeconds = 15 * 60;

Result<std::shared_ptr<const LoadedAudio>> decodeWhole(const std::filesystem::path& path) {
    auto reader = openAudioFile(path);
    if (!reader) return tl::make_unexpected(reader.error());
    auto audio = std::make_shared<LoadedAudio>();
    audio->rate = (*reader)->info().rate;
    const auto channels = static_cast<std::size_t>((*reader)->info().channels);
    audio->channels.resize(channels);
    const auto most = static_cast<std::size_t>(kLongestSeconds * audio->rate.hz);
    std::vector<float> span(channels * kSpan);
    std::vector<float*> planes;
    for (std::size_t c = 0; c < channels; ++c) planes.push_back(span.data() + c * kSpan);
    while (audio->channels[0].size() < most) {
        const int got = (*reader)->read(planes.data(), kSpan);
        if (got == 0) break;
        for (std::size_t c = 0; c < channels; ++c)
            audio->channels[c].insert(audio->channels[c].end(), planes[c], planes[c] + got);
    }
    if (audio->channels[0].empty())
        return badInput(fmt::format("{} holds no audio: not one frame can be read from it.", shownText(path.string())));
    return std::shared_ptr<const LoadedAudio>(std::move(audio));
}

bool isInside(const std::filesystem::path& file, const std::filesystem::path& folder) {
    const auto relative = file.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

} // namespace

Result<std::shared_ptr<const LoadedAudio>> LoadedFiles::load(const std::string& name) const {
    const std::scoped_lock lock(mutex_);
    if (const auto found = loaded_.find(name); found != loaded_.end()) return found->second;
    const std::filesystem::path path(name);
    auto audio = decodeWhole(path.is_absolute() ? path : folder_ / path);
    if (audio) loaded_.emplace(name, *audio);
    return audio;
}

Result<std::string> keepInProject(const std::string& file, const std::filesystem::path& projectFolder) {
    namespace fs = std::filesystem;
    if (file.empty() || file.starts_with("factory:") || file.starts_with("analysis:")) return file;
    std::error_code trouble;
    const fs::path folder = fs::weakly_canonical(projectFolder, trouble);
    if (fs::path(file).is_relative() && fs::exists(folder / file, trouble) && !fs::exists(file, trouble)) return file;
    const fs::path from = fs::weakly_canonical(fs::absolute(file, trouble), trouble);
    if (auto opened = openAudioFile(from); !opened) return tl::make_unexpected(opened.error());
    if (isInside(from, folder)) return from.lexically_relative(folder).generic_string();

    const auto hash = hashOfFile(Hash::sha256, from);
    if (!hash) return tl::make_unexpected(hash.error());
    const std::string name = fmt::format("{} {}{}", from.stem().string(), hash->substr(0, 8), from.extension().string());
    const fs::path to = folder / "impulses" / name;
    fs::create_directories(to.parent_path(), trouble);
    if (!fs::exists(to)) {
        const fs::path part = to.string() + ".part";
        trouble.clear();
        fs::copy_file(from, part, fs::copy_options::overwrite_existing, trouble);
        if (!trouble) fs::rename(part, to, trouble);
        if (trouble) {
            std::error_code ignored;
            fs::remove(part, ignored);
            return systemRefused(fmt::format("{} cannot be copied into the project: {}. Make room or check the folder's permissions.",
                                             shownText(from.string()), trouble.message()));
        }
    }
    return "impulses/" + name;
}

} // namespace lacquer::formats
