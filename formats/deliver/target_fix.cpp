#include "formats/deliver/target_fix.h"

#include "engine/project/insert_edits.h"
#include "formats/deliver/release_tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::formats {
namespace {

using mastering::LoudnessRule;
using project::Project;

constexpr const char* kLimiter = "limiter";
constexpr const char* kCeiling = "ceiling";
constexpr double kCeilingUnset = -1; ///< the limiter's default
constexpr double kStep = 0.1;

/// The last limiter that works; null when the album has none.
const project::Insert* limiterOf(const Project& project) {
    const auto& inserts = project.album->channel->inserts;
    const auto found = std::find_if(inserts.rbegin(), inserts.rend(), [](const auto& insert) { return insert->processor == kLimiter && !insert->bypassed; });
    return found == inserts.rend() ? nullptr : found->get();
}

double ceilingOf(const project::Insert& limiter) {
    const auto found = limiter.values.numbers.find(kCeiling);
    return found == limiter.values.numbers.end() ? kCeilingUnset : found->second;
}

std::string nameOfField(const std::string& key) {
    if (key == "isrc") return "ISRC";
    if (key == "upc") return "UPC";
    return key;
}

std::optional<TargetFix> missingText(const Project& project, const mastering::Target& target) {

    for (const std::string& key : target.requiredOfAlbum)
        if (albumText(project, key).empty()) {
            if (key == "artwork") return TargetFix{TargetFix::Kind::artwork, "Choose the artwork", key, {}, 0};
            return TargetFix{TargetFix::Kind::albumText, fmt::format("Add the album's {}", nameOfField(key)), key, {}, 0};
        }
    for (std::size_t k = 0; k < project.album->tracks.size(); ++k)
        for (const std::string& key : target.requiredOfTracks)
            if (trackText(project, k, key).empty())
                return TargetFix{TargetFix::Kind::trackText, fmt::format("Add the {} of “{}”", nameOfField(key), trackText(project, k, "title")), key,
                                 project.album->tracks[k]->id, 0};
    return std::nullopt;
}

/// dB by which the loudest file goes over the target's ceiling as far as that is known.
double overOf(const mastering::Target& target, const AlbumMaster& master, const CodecAudit* audit) {
    double peak = -std::numeric_limits<double>::infinity();
    for (const auto& facts : master.facts) peak = std::max(peak, facts.measures.truePeakDbtp);
    if (audit) {
        const auto wanted = mastering::encodingsOf(target);
        for (const CodecReading& reading : audit->readings)
            if (std::find(wanted.begin(), wanted.end(), reading.encoding) != wanted.end()) peak = std::max(peak, reading.truePeakDbtp);
    }
    return peak - *target.ceiling;
}

} // namespace

std::optional<TargetFix> fixFor(const Project& project, const mastering::Target& target, const TargetPrediction& prediction, const AlbumMaster* master,
                                const CodecAudit* audit) {
    if (target.layout == mastering::Layout::stems || target.layout == mastering::Layout::alternates || project.album->tracks.empty()) return std::nullopt;
    if (auto missing = missingText(project, target)) return missing;
    if (prediction.verdict == Verdict::unknown && !master) return TargetFix{TargetFix::Kind::measure, "Measure the album", "", {}, 0};
    if (master && target.ceiling && target.rule != LoudnessRule::normalise) {
        const double over = overOf(target, *master, audit);
        if (std::isfinite(over) && over > 0) {
            const project::Insert* limiter = limiterOf(project);
            // What goes over now lies this much over the limiter's own ceiling.
            const double now = limiter ? ceilingOf(*limiter) : *target.ceiling;
            const double lower = limiter ? now - std::ceil(over / kStep - 1e-6) * kStep : std::floor(*target.ceiling / kStep + 1e-6) * kStep;
            const auto level = fmt::format("−{:.1f} dB", std::fabs(lower));
            if (!limiter) return TargetFix{TargetFix::Kind::limiter, "Limit the album to " + level, "", {}, lower};
            return TargetFix{TargetFix::Kind::ceiling, "Lower the ceiling to " + level, "", {}, lower};
        }
    }
    if (target.artwork && albumText(project, "artwork").empty()) return TargetFix{TargetFix::Kind::artwork, "Choose the artwork", "artwork", {}, 0};
    return std::nullopt;
}

Result<Project> limitAlbum(Project project, const processors::ProcessorCatalogue& catalogue, double ceiling) {
    const ChannelId album = project.album->channel->id;
    if (const project::Insert* limiter = limiterOf(project)) {
        const InsertId id = limiter->id;
        return project::setInsertParameter(std::move(project), catalogue, album, id, kCeiling, ceiling);
    }
    ParameterValues values;
    values.numbers[kCeiling] = ceiling;
    auto added = project::addInsert(std::move(project), catalogue, album, kLimiter, values);
    if (!added) return tl::make_unexpected(added.error());
    return std::move(added->project);
}

} // namespace lacquer::formats
