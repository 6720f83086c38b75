#include "ui/models/strip_spectrum.h"

#include "ui/models/workspace.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

constexpr double kPictureEvery = 0.04; // spectra move 25 times a second; more is unrest
constexpr double kRestartEvery = 0.15; // while a control before the place is dragged
constexpr double kFall = 24;           // dB per second
constexpr double kLastingTime = 1.5;   // seconds
constexpr double kSilent = -120;
constexpr int kPerOctave = 24;
constexpr double kTilt = 3; // dB per octave
constexpr double kPreRoll = 1; // seconds for dynamics and reverbs to find their state

std::vector<SpectrumPoint> emptyPoints() {
    std::vector<SpectrumPoint> points;
    const int count = static_cast<int>(std::log2(20'000.0 / 20) * kPerOctave);
    for (int i = 0; i <= count; ++i) points.push_back({20 * std::exp2(static_cast<double>(i) / kPerOctave), kSilent});
    return points;
}

/// The level around each point, over a third of an octave.
std::vector<double> thirds(const std::vector<SpectrumPoint>& points) {
    constexpr std::ptrdiff_t kReach = kPerOctave / 6;
    std::vector<double> smooth(points.size());
    const auto count = static_cast<std::ptrdiff_t>(points.size());
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        double power = 0;
        const std::ptrdiff_t from = std::max<std::ptrdiff_t>(0, i - kReach), to = std::min(count, i + kReach + 1);
        for (std::ptrdiff_t k = from; k < to; ++k) power += std::pow(10.0, points[static_cast<std::size_t>(k)].level / 10);
        smooth[static_cast<std::size_t>(i)] = 10 * std::log10(power / static_cast<double>(to - from) + 1e-12);
    }
    return smooth;
}

} // namespace

StripSpectrum::StripSpectrum(Workspace& workspace) : workspace_(workspace), mono_(PictureSpectrum::kSize) {}

StripSpectrum::~StripSpectrum() = default;

void StripSpectrum::clear() {
    probe_.reset();
    made_.reset();
    seen_.reset();
    points_.clear();
    lasting_.clear();
}

void StripSpectrum::watch(std::optional<Place> place) {
    if (place == place_) return;
    place_ = place;
    clear();
}

void StripSpectrum::renew() {
    const auto& project = workspace_.project();
    if (project == seen_ && workspace_.sources() == sources_) return;
    if (probe_ && sinceStart_ < kRestartEvery) return;
    seen_ = project;
    auto isolated = isolatedAt(*project, workspace_.currentSong(), place_->point, place_->side);
    if (!isolated || !workspace_.song() || !workspace_.sources()) return clear();
    // What lies behind the place does not change what is heard there.
    const project::Song* before = made_ ? project::findSong(*made_, workspace_.currentSong()) : nullptr;
    const project::Song* now = project::findSong(*isolated, workspace_.currentSong());
    if (before && now && *before == *now && workspace_.sources() == sources_) return;
    sources_ = workspace_.sources();
    made_ = std::make_shared<const project::Project>(std::move(*isolated));
    probe_.reset();
}

bool StripSpectrum::advance(double elapsed) {
    if (!place_ || !workspace_.isOpen()) return false;
    sincePicture_ += elapsed;
    sinceStart_ += elapsed;
    if (sincePicture_ < kPictureEvery) return false;
    renew();
    if (!made_) return false;
    const bool playing = workspace_.playerState().playing;
    const FramePosition playhead = workspace_.playerState().position;
    // Playing, the newest moment; standing, the one around the playhead.
    const FrameCount size{PictureSpectrum::kSize};
    const FramePosition end = playing ? playhead : playhead + FrameCount{size.value / 2};
    if (probe_ && !playing && shownAt_ == end && !points_.empty()) return false;
    if (probe_ && !probe_->reaches(end, size) && sinceStart_ >= kRestartEvery) probe_.reset();
    if (!probe_) {
        const FramePosition from = std::max(FramePosition{0}, end - framesIn(Seconds{kPreRoll}, workspace_.project()->rate));
        probe_ = std::make_unique<StripProbe>(made_, workspace_.currentSong(), from, sources_, workspace_.sharedCatalogue());
        sinceStart_ = 0;
        shownAt_ = {-1};
    }
    probe_->follow(end);
    if (!probe_->read(end, mono_.data(), mono_.size())) return false;
    take(sincePicture_, playing);
    sincePicture_ = 0;
    shownAt_ = end;
    return true;
}

void StripSpectrum::take(double elapsed, bool playing) {
    if (points_.empty()) points_ = lasting_ = emptyPoints();
    const std::vector<float>& levels = transform_.measure(mono_.data());
    const double binWidth = static_cast<double>(workspace_.project()->rate.hz) / PictureSpectrum::kSize;
    const double share = playing ? std::min(1.0, elapsed / kLastingTime) : 1.0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        SpectrumPoint& point = points_[i];
        const double low = point.frequency * std::exp2(-0.5 / kPerOctave) / binWidth;
        const double high = point.frequency * std::exp2(0.5 / kPerOctave) / binWidth;
        double level = kSilent;
        if (high - low < 1) {
            // Finer than the bins: between two of them.
            const double at = std::clamp(point.frequency / binWidth, 0.0, static_cast<double>(levels.size()) - 1.001);
            const auto bin = static_cast<std::size_t>(at);
            const double rest = at - static_cast<double>(bin);
            level = static_cast<double>(levels[bin]) * (1 - rest) + static_cast<double>(levels[bin + 1]) * rest;
        } else {
            double power = 0;
            for (auto bin = static_cast<std::size_t>(low); bin < std::min(levels.size(), static_cast<std::size_t>(high) + 1); ++bin)
                power += std::pow(10.0, static_cast<double>(levels[bin]) / 10);
            level = 10 * std::log10(power + 1e-12);
        }
        level = std::max(kSilent, level + kTilt * std::log2(point.frequency / 1000));
        point.level = playing ? std::max(level, point.level - kFall * elapsed) : level;
        const double before = std::pow(10.0, lasting_[i].level / 10);
        lasting_[i].level = 10 * std::log10(before + (std::pow(10.0, level / 10) - before) * share + 1e-12);
    }
}

std::vector<Overlap> overlapsOf(const std::vector<SpectrumPoint>& one, const std::vector<SpectrumPoint>& other) {
    std::vector<Overlap> overlaps;
    if (one.empty() || one.size() != other.size()) return overlaps;
    const std::vector<double> a = thirds(one), b = thirds(other);
    const double loudestA = *std::ranges::max_element(a), loudestB = *std::ranges::max_element(b);
    if (loudestA < -90 || loudestB < -90) return overlaps; // silence covers nothing
    constexpr double kNear = 24, kClose = 8;
    bool inside = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double ra = a[i] - loudestA, rb = b[i] - loudestB;
        const bool covers = ra > -kNear && rb > -kNear && std::abs(ra - rb) <= kClose;
        if (covers && !inside) overlaps.push_back({one[i].frequency, one[i].frequency});
        if (covers) overlaps.back().to = one[i].frequency;
        inside = covers;
    }
    // A sliver between two bands says nothing.
    std::erase_if(overlaps, [](const Overlap& overlap) { return overlap.to < overlap.from * std::exp2(1.0 / 6); });
    return overlaps;
}

} // namespace lacquer::ui
