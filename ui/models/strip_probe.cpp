#include "ui/models/strip_probe.h"

#include "engine/render/bounce.h"

#include <algorithm>

namespace lacquer::ui {
namespace {

constexpr std::size_t kKept = 1 << 17;   // frames, 2.7 s at 48 kHz
constexpr std::int64_t kAhead = 1 << 14; // frames behind the playhead, a third of a second

} // namespace

class StripProbe::Sink : public render::AudioSink {
public:
    explicit Sink(StripProbe& probe) : probe_(probe) {}

    Result<void> write(const float* const* planes, int frames) override {
        std::unique_lock lock(probe_.guard_);
        for (int i = 0; i < frames; ++i) {
            const auto at = static_cast<std::size_t>(probe_.written_ + i) % kKept;
            probe_.ring_[at] = 0.5f * (planes[0][i] + planes[1][i]);
        }
        probe_.written_ += frames;
        probe_.moved_.wait(lock, [this] { return probe_.stop_ || probe_.written_ < probe_.wanted_ + kAhead; });
        if (probe_.stop_) return fail(ErrorKind::cancelled, "Nobody listens any more.");
        return {};
    }

private:
    StripProbe& probe_;
};

StripProbe::StripProbe(std::shared_ptr<const project::Project> isolated,
                       SongId song,
                       FramePosition from,
                       std::shared_ptr<const AudioSources> sources,
                       std::shared_ptr<const processors::ProcessorCatalogue> catalogue)
    : project_(std::move(isolated)), song_(song), from_(std::max(from, FramePosition{0})), sources_(std::move(sources)),
      catalogue_(std::move(catalogue)), ring_(kKept), written_(from_.value), wanted_(from_.value) {
    thread_ = std::thread([this] {
        Sink sink(*this);
        render::BounceRequest request;
        request.song = project::findSong(*project_, song_);
        request.rate = project_->rate;
        request.panLaw = project_->panLaw;
        request.from = from_;
        request.to = project::endOf(*request.song) + framesIn(Seconds{30}, project_->rate); // reverbs ring on
        request.threads = 1;
        const auto done = render::bounce(request, *catalogue_, *sources_, sink, {}, [this](double) {
            const std::lock_guard lock(guard_);
            return !stop_;
        });
        (void)done;
        const std::lock_guard lock(guard_);
        ended_ = true;
    });
}

StripProbe::~StripProbe() {
    {
        const std::lock_guard lock(guard_);
        stop_ = true;
    }
    moved_.notify_all();
    thread_.join();
}

void StripProbe::follow(FramePosition playhead) {
    {
        const std::lock_guard lock(guard_);
        if (playhead.value <= wanted_) return;
        wanted_ = playhead.value;
    }
    moved_.notify_all();
}

bool StripProbe::read(FramePosition end, float* mono, std::size_t frames) const {
    const std::lock_guard lock(guard_);
    const std::int64_t start = end.value - static_cast<std::int64_t>(frames);
    if (end.value > written_ && !ended_) return false;
    if (start < written_ - static_cast<std::int64_t>(kKept)) return false;
    for (std::size_t i = 0; i < frames; ++i) {
        const std::int64_t at = start + static_cast<std::int64_t>(i);
        mono[i] = at < from_.value || at >= written_ ? 0.0f : ring_[static_cast<std::size_t>(at) % kKept];
    }
    return true;
}

bool StripProbe::reaches(FramePosition end, FrameCount frames) const {
    const std::lock_guard lock(guard_);
    const std::int64_t start = end.value - frames.value;
    // What was passed over long ago would take as long to render as it takes to start anew.
    return start >= written_ - static_cast<std::int64_t>(kKept) && (start >= from_.value || from_.value == 0) && end.value < written_ + 4 * kAhead;
}

} // namespace lacquer::ui
