#include "formats/deliver/manifest.h"

#include "formats/audio/output_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <cmath>
#include <fstream>
#include <limits>

namespace lacquer::formats {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

json level(double value) { return std::isfinite(value) ? json(std::round(value * 1000) / 1000) : json(nullptr); }

double levelIn(const json& object, const char* key) {
    const json& value = object.at(key);
    return value.is_null() ? -std::numeric_limits<double>::infinity() : value.get<double>();
}

json orNull(const std::optional<double>& value) { return value ? json(*value) : json(nullptr); }

json jsonOfFile(const DeliveredFile& file) {
    json object = {{"path", file.path},
                   {"sha256", file.sha256},
                   {"bytes", file.bytes},
                   {"integrated_lufs", nullptr},
                   {"true_peak_dbtp", nullptr},
                   {"sample_rate", nullptr},
                   {"bits", nullptr},
                   {"duration_s", nullptr}};
    if (!file.audio) return object;
    object["integrated_lufs"] = level(file.integratedLufs);
    object["true_peak_dbtp"] = level(file.truePeakDbtp);
    object["range_lu"] = level(file.rangeLu);
    object["sample_rate"] = file.rate.hz;
    object["channels"] = file.channels;
    if (file.bits > 0) object["bits"] = file.bits;
    object["frames"] = file.frames.value;
    object["duration_s"] = secondsOf(file.frames, file.rate).value;
    return object;
}

DeliveredFile fileIn(const json& object) {
    DeliveredFile file;
    file.path = object.at("path").get<std::string>();
    file.sha256 = object.at("sha256").get<std::string>();
    file.bytes = object.at("bytes").get<std::int64_t>();
    file.modified = object.value("modified", std::int64_t{0});
    file.audio = !object.at("sample_rate").is_null();
    if (object.contains("tags")) file.tags = object.at("tags").get<std::map<std::string, std::string>>();
    if (!file.audio) return file;
    file.rate = {object.at("sample_rate").get<std::int32_t>()};
    file.channels = object.at("channels").get<int>();
    file.bits = object.at("bits").is_null() ? 0 : object.at("bits").get<int>();
    file.frames = {object.at("frames").get<std::int64_t>()};
    file.integratedLufs = levelIn(object, "integrated_lufs");
    file.truePeakDbtp = levelIn(object, "true_peak_dbtp");
    file.rangeLu = levelIn(object, "range_lu");
    return file;
}

template <typename Choice>
Choice choiceIn(const json& object, const char* key, std::initializer_list<Choice> choices) {
    const auto word = object.at(key).get<std::string>();
    for (const Choice choice : choices)
        if (word == nameOf(choice)) return choice;
    return *choices.begin();
}

TargetDelivery targetIn(const json& object) {
    using mastering::Container;
    using mastering::LoudnessRule;
    TargetDelivery target;
    target.id = object.at("id").get<std::string>();
    target.name = object.at("name").get<std::string>();
    target.container = choiceIn(object, "container",
                                {Container::wav, Container::flac, Container::mp3, Container::ogg,
                                 Container::opus, Container::m4a, Container::ddp, Container::cue,
                                 Container::toc});
    target.rule = choiceIn(object, "loudness_rule",
                           {LoudnessRule::measure, LoudnessRule::limit, LoudnessRule::normalise});
    if (!object.at("loudness_lufs").is_null()) target.loudness = object.at("loudness_lufs").get<double>();
    if (!object.at("ceiling_dbtp").is_null()) target.ceiling = object.at("ceiling_dbtp").get<double>();
    target.passed = object.at("passed").get<bool>();
    target.recipe = object.at("recipe").get<std::string>();
    target.notes = object.at("notes").get<std::vector<std::string>>();
    target.problems = object.at("problems").get<std::vector<std::string>>();
    for (const json& file : object.at("files")) target.files.push_back(fileIn(file));
    return target;
}

} // namespace

const TargetDelivery* Manifest::find(std::string_view id) const {
    for (const TargetDelivery& target : targets)
        if (target.id == id) return &target;
    return nullptr;
}

json jsonOf(const TargetDelivery& target) {
    json files = json::array();
    for (const DeliveredFile& file : target.files) files.push_back(jsonOfFile(file));
    return {{"id", target.id},          {"name", target.name}, {"files", std::move(files)},
            {"passed", target.passed},  {"problems", target.problems}, {"notes", target.notes}};
}

Result<Manifest> readManifest(const fs::path& folder) {
    const fs::path path = folder / kManifestFile;
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return badInput(fmt::format("\"{}\" has no {}: it is no delivered folder. Choose the folder that "
                                    "was given to `deliver -o`.",
                                    folder.string(), kManifestFile));
    const json object = json::parse(stream, nullptr, false);
    try {
        Manifest manifest;
        manifest.project = object.at("project").get<std::string>();
        for (const json& target : object.at("targets")) manifest.targets.push_back(targetIn(target));
        if (object.contains("accepted")) manifest.accepted = object.at("accepted").get<std::vector<std::string>>();
        if (object.contains("made_by")) manifest.madeBy = object.at("made_by").get<std::map<std::string, std::string>>();
        return manifest;
    } catch (const json::exception&) {
        return badInput(fmt::format("\"{}\" is damaged or not Lacquer's. Deliver again.", path.string()));
    }
}

Result<void> writeManifest(const fs::path& folder, const Manifest& manifest) {
    json targets = json::array();
    for (const TargetDelivery& target : manifest.targets) {
        json object = jsonOf(target);
        object["container"] = nameOf(target.container);
        object["loudness_rule"] = nameOf(target.rule);
        object["loudness_lufs"] = orNull(target.loudness);
        object["ceiling_dbtp"] = orNull(target.ceiling);
        object["recipe"] = target.recipe;
        for (std::size_t k = 0; k < target.files.size(); ++k) {
            object["files"][k]["modified"] = target.files[k].modified;
            if (!target.files[k].tags.empty()) object["files"][k]["tags"] = target.files[k].tags;
        }
        targets.push_back(std::move(object));
    }
    const json object = {{"format", "lacquer delivery"}, {"version", 1}, {"project", manifest.project},
                         {"targets", std::move(targets)}, {"accepted", manifest.accepted}, {"made_by", manifest.madeBy}};
    const std::string text = object.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
    auto file = OutputFile::create(folder / kManifestFile, true);
    if (!file) return tl::make_unexpected(file.error());
    if (auto written = file->write(text.data(), text.size()); !written) return written;
    return file->commit();
}

std::optional<FileStamp> stampOf(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return FileStamp{status.st_size,
                     std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

} // namespace lacquer::formats
