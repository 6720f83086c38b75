#include "formats/deliver/size_estimate.h"

#include "formats/album/alternate_mixes.h"

#include <algorithm>
#include <set>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Codec;
using mastering::Layout;
using mastering::Target;
using project::Project;

/// What FLAC leaves of loud stereo music: about three quarters of 24 bits, two thirds of 16.
constexpr double kFlac24 = 0.75, kFlac16 = 0.68;

double bytesPerSecond(const Target& target, SampleRate projectRate) {
    const double frames = mastering::rateOf(target, projectRate).hz;
    if (mastering::isLossy(target.codec)) return target.bitrate.value_or(256) * 1000.0 / 8;
    const int bits = target.codec == Codec::floatingPoint ? 32 : target.bits.value_or(24);
    const double pcm = frames * 2 * bits / 8;
    if (target.codec != Codec::flac) return pcm;
    return pcm * (bits > 16 ? kFlac24 : kFlac16);
}

double albumSeconds(const Project& project, const mastering::MixLengths& mixes) {
    const auto timeline = mastering::albumTimeline(project, mixes);
    return timeline ? secondsOf(timeline->end - FramePosition{}, project.rate).value : 0;
}

} // namespace

std::int64_t estimatedBytes(const Project& project, const Target& target, const mastering::MixLengths& mixes) {
    const double each = bytesPerSecond(target, project.rate);
    double bytes = 0;
    if (target.layout == Layout::stems || target.layout == Layout::alternates) {
        for (const auto& song : project.songs) {
            const auto files = target.layout == Layout::stems ? song->tracks.size() + song->buses.size() : alternatesOf(*song).size();
            bytes += static_cast<double>(files) * each * secondsOf(endOf(*song) - FramePosition{}, project.rate).value;
        }
    } else {
        bytes = each * albumSeconds(project, mixes);
    }
    return static_cast<std::int64_t>(bytes);
}

std::int64_t estimatedCacheBytes(const Project& project, std::span<const Target> targets, const mastering::MixLengths& mixes, bool rendered) {
    std::set<std::int32_t> rates;
    for (const Target& target : targets)
        if (target.layout != Layout::stems && target.layout != Layout::alternates) rates.insert(mastering::rateOf(target, project.rate).hz);
    if (rates.empty()) return 0;
    rates.insert(project.rate.hz);
    if (rendered) rates.erase(project.rate.hz);
    double bytes = 0;
    for (const std::int32_t rate : rates) bytes += 8.0 * rate * albumSeconds(project, mixes);
    return static_cast<std::int64_t>(bytes);
}

std::optional<std::int64_t> freeBytes(const fs::path& folder) {
    std::error_code error;
    fs::path there = fs::absolute(folder, error);
    while (!error && !there.empty() && !fs::exists(there, error) && there != there.parent_path()) there = there.parent_path();
    const auto space = fs::space(there, error);
    if (error) return std::nullopt;
    return static_cast<std::int64_t>(std::min<std::uintmax_t>(space.available, INT64_MAX));
}

} // namespace lacquer::formats
