#pragma once

#include "engine/mastering/target.h"
#include "engine/vocabulary/result.h"
#include "formats/deliver/file_facts.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// What a delivery made, as `manifest.json` keeps it: every file with its checksum and the facts
/// measured on it as decoded, and what each target asked for, so that the folder can be verified by
/// itself.
struct DeliveredFile {
    std::string path; ///< relative to the delivery's folder, with `/`
    std::string sha256;
    std::int64_t bytes = 0;
    std::int64_t modified = 0; ///< when it was written, as the file system counts; to see changes fast
    bool audio = false;        ///< what follows is only known for audio
    SampleRate rate;
    int channels = 0;
    int bits = 0; ///< 0: lossy
    FrameCount frames;
    double integratedLufs = 0;
    double truePeakDbtp = 0;
    double rangeLu = 0;
    std::map<std::string, std::string> tags; ///< what was written into it: title, artist, album, track, isrc
};

struct TargetDelivery {
    std::string id;
    std::string name;
    mastering::Container container = mastering::Container::wav;
    mastering::LoudnessRule rule = mastering::LoudnessRule::measure;
    std::optional<double> loudness;
    std::optional<double> ceiling;
    std::vector<DeliveredFile> files;
    bool passed = false;
    bool kept = false; ///< was there and up to date; not written to the manifest
    std::vector<std::string> problems;
    std::vector<std::string> notes;
    std::string recipe; ///< names everything the files depend on
};

struct Manifest {
    std::string project;
    std::vector<TargetDelivery> targets;
    std::vector<std::string> accepted; ///< findings that somebody wants as they are, a line each
    /// What made the bytes and could make others: version, build, libraries, CPU.
    std::map<std::string, std::string> madeBy;

    const TargetDelivery* find(std::string_view id) const;
};

inline constexpr const char* kManifestFile = "manifest.json";
inline constexpr const char* kReportFile = "report.html";
inline constexpr const char* kReportPdf = "report.pdf";

Result<Manifest> readManifest(const std::filesystem::path& folder);
Result<void> writeManifest(const std::filesystem::path& folder, const Manifest& manifest);

/// The keys of the command line's `deliver` and `verify`.
nlohmann::json jsonOf(const TargetDelivery& target);

/// As the file system has it: size and time of the last change; none when there is no such file.
struct FileStamp {
    std::int64_t bytes = 0;
    std::int64_t modified = 0;
};

std::optional<FileStamp> stampOf(const std::filesystem::path& file);

} // namespace lacquer::formats
