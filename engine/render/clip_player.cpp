#include "engine/render/clip_player.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <numbers>

namespace lacquer::render {

double fadeGain(project::FadeShape shape, double frame, double length) {
    if (frame >= length) return 1;
    if (frame <= 0) return 0;
    const double t = frame / length;
    switch (shape) {
    case project::FadeShape::linear: return t;
    case project::FadeShape::equalPower: return dsp::sin(t * std::numbers::pi / 2);
    case project::FadeShape::sCurve: return 0.5 - 0.5 * dsp::cos(t * std::numbers::pi);
    case project::FadeShape::exponential: return dsp::gainOfDecibels(60.0 * (t - 1));
    }
    return 1;
}

ClipPlayer::ClipPlayer(std::shared_ptr<const project::Track> track, const AudioSources& sources)
    : track_(std::move(track)) {
    for (const project::Clip& clip : *playedClips(*track_)) {
        if (clip.muted) continue;
        auto found = std::find_if(readers_.begin(), readers_.end(), [&](const auto& entry) {
            return entry.first == clip.source;
        });
        if (found == readers_.end())
            found = readers_.insert(readers_.end(), {clip.source, sources.open(clip.source)});
        auto* const packed = dynamic_cast<PackedReader*>(found->second.get());
        voices_.push_back({&clip, found->second.get(), packed});
        lends_ = lends_ || packed;
    }
}

ClipPlayer::~ClipPlayer() = default;
ClipPlayer::ClipPlayer(ClipPlayer&&) noexcept = default;
ClipPlayer& ClipPlayer::operator=(ClipPlayer&&) noexcept = default;

bool ClipPlayer::read(FramePosition start, int frames, float* left, float* right) {
    bool any = false;
    for (const Voice& voice : voices_) {
        if (!voice.reader || voice.clip->end() <= start ||
            voice.clip->position >= start + FrameCount{frames})
            continue;
        add(voice, start, frames, any ? Mix::onto : Mix::first, left, right);
        any = true;
    }
    if (!any) {
        std::fill_n(left, frames, 0.0f);
        std::fill_n(right, frames, 0.0f);
    }
    return any;
}

const unsigned char* ClipPlayer::lendPacked(FramePosition start, int frames) {
    if (!lends_) return nullptr;
    if (start < plain_.from || start + FrameCount{frames} > plain_.to) findPlain(start, frames);
    return plain_.reader ? plain_.reader->lendPacked({start.value + plain_.ahead}, frames) : nullptr;
}

void ClipPlayer::findPlain(FramePosition start, int frames) {
    plain_ = {};
    const FramePosition end = start + FrameCount{frames};
    const Voice* found = nullptr;
    FramePosition from, to;
    for (const Voice& voice : voices_) {
        const project::Clip& clip = *voice.clip;
        if (!voice.reader || clip.end() <= start || clip.position >= end) continue;
        // What fades, is turned or has a gain of its own has to be worked on, and so have two at once.
        from = clip.position + (clip.fadeIn.length - clip.fadeIn.past);
        to = clip.end() - (clip.fadeOut.length - clip.fadeOut.past);
        if (found || !voice.packed || clip.reversed || clip.gain.value != 0 || std::max(from, clip.position) > start ||
            std::min(to, clip.end()) < end)
            return;
        found = &voice;
        from = std::max(from, clip.position);
        to = std::min(to, clip.end());
    }
    if (!found) return;
    for (const Voice& other : voices_) {
        if (&other == found || !other.reader) continue;
        if (other.clip->position >= end) to = std::min(to, other.clip->position);
        else from = std::max(from, other.clip->end());
    }
    plain_ = {found->packed, from, to, (found->clip->offset - (found->clip->position - FramePosition{})).value};
}

void ClipPlayer::add(const Voice& voice,
                     FramePosition start,
                     int frames,
                     Mix mix,
                     float* left,
                     float* right) {
    const project::Clip& clip = *voice.clip;
    const std::int64_t from = std::max(start, clip.position).value;
    const std::int64_t to = std::min(start.value + frames, clip.end().value);
    const auto count = static_cast<std::size_t>(to - from);
    const auto into = static_cast<std::size_t>(from - start.value);
    const std::int64_t within = from - clip.position.value; // first frame of the span in the clip
    const bool stereo = voice.reader->channels() > 1;

    // The first clip of a span is written where it goes; those that lie over it are added.
    float* planes[2] = {left + into, right + into};
    if (mix == Mix::onto) {
        left_.resize(std::max(left_.size(), count));
        right_.resize(std::max(right_.size(), count));
        planes[0] = left_.data();
        planes[1] = right_.data();
    } else {
        for (float* side : {left, right}) {
            std::fill_n(side, into, 0.0f);
            std::fill(side + into + count, side + frames, 0.0f);
        }
    }
    const std::int64_t sourceStart =
        clip.reversed ? clip.offset.value + clip.length.value - within - (to - from)
                      : clip.offset.value + within;
    voice.reader->read({sourceStart}, {to - from}, planes);
    if (!stereo) std::copy_n(planes[0], count, planes[1]);
    if (clip.reversed)
        for (float* plane : planes) std::reverse(plane, plane + count);
    shape(clip, within, count, planes);
    if (mix == Mix::onto)
        for (std::size_t k = 0; k < count; ++k) {
            left[into + k] += planes[0][k];
            right[into + k] += planes[1][k];
        }
}

void ClipPlayer::shape(const project::Clip& clip,
                       std::int64_t within,
                       std::size_t count,
                       float* const planes[2]) const {
    const double gain = clip.gain.value <= -150 ? 0.0 : dsp::gainOfDecibels(clip.gain.value);
    const auto fadeIn = static_cast<double>(clip.fadeIn.length.value);
    const auto fadeOut = static_cast<double>(clip.fadeOut.length.value);
    const auto pastIn = static_cast<double>(clip.fadeIn.past.value);
    const auto pastOut = static_cast<double>(clip.fadeOut.past.value);
    const auto length = static_cast<double>(clip.length.value);
    const auto first = static_cast<double>(within);
    const double last = first + static_cast<double>(count) - 1;

    if (first + pastIn >= fadeIn && length - 1 - last + pastOut >= fadeOut) {
        if (gain == 1) return;
        const auto g = static_cast<float>(gain);
        for (std::size_t side = 0; side < 2; ++side)
            for (std::size_t k = 0; k < count; ++k) planes[side][k] *= g;
        return;
    }
    for (std::size_t k = 0; k < count; ++k) {
        const double frame = first + static_cast<double>(k);
        double g = gain;
        g *= fadeGain(clip.fadeIn.shape, frame + pastIn, fadeIn);
        g *= fadeGain(clip.fadeOut.shape, length - 1 - frame + pastOut, fadeOut);
        planes[0][k] *= static_cast<float>(g);
        planes[1][k] *= static_cast<float>(g);
    }
}

bool ClipPlayer::failed() const {
    return std::any_of(readers_.begin(), readers_.end(), [](const auto& entry) {
        return !entry.second || entry.second->failed();
    });
}

} // namespace lacquer::render
