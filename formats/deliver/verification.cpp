#include "formats/deliver/verification.h"

#include "formats/checksum/checksum.h"
#include "formats/deliver/flac_signature.h"
#include "formats/deliver/written_tags.h"
#include "formats/disc/ddp_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Container;
using mastering::LoudnessRule;

/// LU and dB by which what is measured now may differ from the manifest: the same decoder may differ
/// by its version.
constexpr double kTolerance = 0.05;

constexpr double kLoudnessTolerance = 0.2; // what `normalise` promises

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool differs(double a, double b) {
    return std::isfinite(a) != std::isfinite(b) || (std::isfinite(a) && std::fabs(a - b) > kTolerance);
}

/// Last time in a cue sheet or TOC, in CD frames; −1 when there is none.
std::int64_t lastIndex(const std::string& cue) {
    std::int64_t last = -1;
    for (std::size_t at = cue.find("INDEX "); at != std::string::npos; at = cue.find("INDEX ", at + 1)) {
        int index = 0, minutes = 0, seconds = 0, frames = 0;
        if (std::sscanf(cue.c_str() + at, "INDEX %d %d:%d:%d", &index, &minutes, &seconds, &frames) == 4)
            last = std::max<std::int64_t>(last, (std::int64_t{minutes} * 60 + seconds) * 75 + frames);
    }
    return last;
}

class TargetCheck {
public:
    TargetCheck(const fs::path& folder, TargetDelivery& target) : folder_(folder), target_(target) {}

    void checkAudio(DeliveredFile& file, const FileFacts& facts) {
        const auto& measures = facts.programme.measures;
        if (facts.rate != file.rate || facts.channels != file.channels || facts.bits != file.bits ||
            facts.frames != file.frames)
            wrong(file, fmt::format("is {} Hz, {} bits, {} frames now", facts.rate.hz, facts.bits, facts.frames.value));
        if (differs(measures.integratedLufs, file.integratedLufs) || differs(measures.truePeakDbtp, file.truePeakDbtp))
            wrong(file, fmt::format("measures {:.2f} LUFS and {:.2f} dBTP now, not {:.2f} and {:.2f}",
                                    measures.integratedLufs, measures.truePeakDbtp, file.integratedLufs,
                                    file.truePeakDbtp));
        file.integratedLufs = measures.integratedLufs;
        file.truePeakDbtp = measures.truePeakDbtp;
        file.frames = facts.frames;
        if (target_.ceiling && measures.truePeakDbtp > *target_.ceiling + kTolerance)
            wrong(file, fmt::format("peaks at {:.2f} dBTP, over its target's {:.1f}", measures.truePeakDbtp,
                                    *target_.ceiling));
        if (!target_.loudness) return;
        const double over = measures.integratedLufs - *target_.loudness;
        if (target_.rule == LoudnessRule::normalise && std::fabs(over) > kLoudnessTolerance)
            wrong(file, fmt::format("has {:.2f} LUFS instead of {:.1f}", measures.integratedLufs, *target_.loudness));
        if (target_.rule == LoudnessRule::limit && over > kLoudnessTolerance)
            wrong(file, fmt::format("has {:.2f} LUFS, over its target's {:.1f}", measures.integratedLufs,
                                    *target_.loudness));
    }

    void checkDisc() {
        if (target_.files.empty()) return;
        const DeliveredFile& image = target_.files.front();
        if (target_.container == Container::ddp) {
            const auto set = disc::readDdp((folder_ / image.path).parent_path());
            if (!set) target_.problems.push_back(set.error().message);
            else target_.problems.insert(target_.problems.end(), set->problems.begin(), set->problems.end());
        }
        if (target_.container == Container::toc) checkToc(image);
        if (target_.container != Container::cue) return;
        for (const DeliveredFile& file : target_.files)
            if (file.path.ends_with(".cue")) {
                const std::string cue = bytesOf(folder_ / file.path);
                const std::string name = fs::path(image.path).filename().string();
                if (cue.find("FILE \"") == std::string::npos || lastIndex(cue) < 0 ||
                    lastIndex(cue) * 588 >= image.frames.value)
                    wrong(file, "has marks that do not lie in \"" + name + "\"");
            }
    }

    /// Every FILE line names the image; together they cover it from start to end, and the marks lie in
    /// their tracks.
    void checkToc(const DeliveredFile& image) {
        for (const DeliveredFile& file : target_.files) {
            if (!file.path.ends_with(".toc")) continue;
            std::istringstream lines(bytesOf(folder_ / file.path));
            const std::string name = fs::path(image.path).filename().string();
            std::int64_t covered = 0, length = 0;
            int tracks = 0;
            for (std::string line; std::getline(lines, line);) {
                int m = 0, s = 0, f = 0;
                if (line.starts_with("FILE \"")) {
                    ++tracks;
                    const auto end = line.rfind('"');
                    int from[3]{}, span[3]{};
                    if (line.find(name) == std::string::npos ||
                        std::sscanf(line.c_str() + end + 1, " SWAP %d:%d:%d %d:%d:%d", &from[0], &from[1], &from[2], &span[0],
                                    &span[1], &span[2]) != 6)
                        return wrong(file, "has a FILE line that does not play \"" + name + "\"");
                    if ((from[0] * 60 + from[1]) * 75 + from[2] != covered)
                        return wrong(file, fmt::format("leaves a hole before track {}", tracks));
                    length = (std::int64_t{span[0]} * 60 + span[1]) * 75 + span[2];
                    covered += length;
                } else if (std::sscanf(line.c_str(), "START %d:%d:%d", &m, &s, &f) == 3 ||
                           std::sscanf(line.c_str(), "INDEX %d:%d:%d", &m, &s, &f) == 3) {
                    if ((std::int64_t{m} * 60 + s) * 75 + f >= length)
                        return wrong(file, fmt::format("has a mark behind the end of track {}", tracks));
                }
            }
            if (tracks == 0 || covered * 588 != image.frames.value)
                wrong(file, fmt::format("describes {} sectors, and \"{}\" has {}", covered, name, image.frames.value / 588));
        }
    }

    /// Tags as other programs read them.
    void checkTags(const DeliveredFile& file) {
        if (file.tags.empty()) return;
        const auto written = writtenTags(folder_ / file.path);
        for (const auto& [name, value] : file.tags) {
            const auto found = written.find(name);
            if (found == written.end() || found->second != value)
                wrong(file, fmt::format("has the {} \"{}\" instead of \"{}\"", name,
                                        found == written.end() ? "" : found->second, value));
        }
    }

    void wrong(const DeliveredFile& file, const std::string& what) {
        target_.problems.push_back(fmt::format("\"{}\" {}.", file.path, what));
    }

private:
    const fs::path& folder_;
    TargetDelivery& target_;
};

/// Of a disc, only the image is the container's own; of other targets, whatever is audio.
Container containerOf(const TargetDelivery& target) {
    return target.container == Container::cue ? Container::wav : target.container;
}

} // namespace

Result<std::vector<TargetDelivery>>
verifyDelivery(const fs::path& folder, const std::function<bool(const std::string&, double)>& progress) {
    auto manifest = readManifest(folder);
    if (!manifest) return tl::make_unexpected(manifest.error());
    std::size_t count = 0, done = 0;
    for (const TargetDelivery& target : manifest->targets) count += target.files.size();
    for (TargetDelivery& target : manifest->targets) {
        target.problems.clear();
        TargetCheck check(folder, target);
        for (DeliveredFile& file : target.files) {
            if (progress && !progress(file.path, static_cast<double>(done++) / static_cast<double>(count)))
                return fail(ErrorKind::cancelled, "Stopped.");
            const auto hash = hashOfFile(Hash::sha256, folder / file.path);
            if (!hash) {
                check.wrong(file, "is missing or cannot be read");
                continue;
            }
            if (*hash != file.sha256) check.wrong(file, "is not the file that was delivered: its SHA-256 differs");
            if (!file.audio) continue;
            const auto facts = factsOfFile(folder / file.path, containerOf(target));
            if (!facts) check.wrong(file, "cannot be decoded: " + facts.error().message);
            else check.checkAudio(file, *facts);
            check.checkTags(file);
            if (target.container == Container::flac)
                if (const auto signature = checkFlacSignature(folder / file.path); !signature)
                    check.wrong(file, signature.error().message);
        }
        check.checkDisc();
        target.passed = target.problems.empty();
    }
    return manifest->targets;
}

} // namespace lacquer::formats
