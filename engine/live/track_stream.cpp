#include "engine/live/track_stream.h"

#include <algorithm>

namespace lacquer::live {
namespace {

const Page kSilentPage{};

} // namespace

TrackStream::TrackStream(FramePosition end, std::function<TrackReader()> open)
    : pages_(static_cast<std::size_t>((std::max<std::int64_t>(end.value, 0) + kPageFrames - 1) /
                                      kPageFrames)),
      open_(std::move(open)) {}

TrackStream::~TrackStream() {
    for (std::size_t index = 0; index < pages_.size(); ++index) takeOut(index);
}

const Page* TrackStream::silentPage() noexcept { return &kSilentPage; }

bool TrackStream::load(std::size_t index) {
    if (page(index)) return false;
    if (!reader_) reader_ = open_();
    // Not initialised on purpose: the reader writes every frame.
    if (!scratch_) scratch_.reset(new Page);
    const FramePosition start{static_cast<std::int64_t>(index) * kPageFrames};
    const bool sounds =
        reader_(start, kPageFrames, scratch_->sides[0].data(), scratch_->sides[1].data());
    pages_[index].store(sounds ? scratch_.release() : &kSilentPage);
    return sounds;
}

std::unique_ptr<const Page> TrackStream::takeOut(std::size_t index) noexcept {
    const Page* page = pages_[index].exchange(nullptr);
    return std::unique_ptr<const Page>(page == &kSilentPage ? nullptr : page);
}

} // namespace lacquer::live
