#include "engine/render/bounce.h"
#include "engine/vocabulary/packed_reader.h"
#include "tests/engine/render/song_maker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <cstring>

namespace lacquer::testing {
namespace {

/// Stereo noise that 24-bit words hold exactly.
Samples wholeNoise(int frames, unsigned seed) {
    Samples audio = noise(2, frames, seed);
    for (auto& side : audio)
        for (float& sample : side) sample = static_cast<float>(static_cast<int>(sample * 4194304.0f)) / 8388608.0f;
    return audio;
}

/// The same frames as samples and as words.
class PackedMemoryReader final : public AudioReader, public PackedReader {
public:
    PackedMemoryReader(const Samples& audio, std::atomic<int>& lent) : plain_(audio), lent_(&lent) {
        const std::size_t frames = audio[0].size();
        words_.resize(frames * kFrameBytes + kBytesBehind);
        for (std::size_t k = 0; k < 2 * frames; ++k) {
            const auto word = static_cast<std::int32_t>(audio[k % 2][k / 2] * 8388608.0f);
            std::memcpy(&words_[3 * k], &word, 3);
        }
    }

    int channels() const override { return 2; }
    FrameCount length() const override { return plain_.length(); }
    void read(FramePosition start, FrameCount count, float* const* planes) override { plain_.read(start, count, planes); }
    const unsigned char* lendPacked(FramePosition start, int count) override {
        if (start.value < 0 || start.value + count > length().value) return nullptr;
        *lent_ += count;
        return words_.data() + start.value * kFrameBytes;
    }

private:
    MemoryReader plain_;
    std::vector<unsigned char> words_;
    std::atomic<int>* lent_;
};

class PackedSources final : public AudioSources {
public:
    explicit PackedSources(const MemorySources& plain) : plain_(&plain) {}

    std::unique_ptr<AudioReader> open(SourceId source) const override {
        const auto found = plain_->audio.find(source);
        if (found == plain_->audio.end()) return nullptr;
        // Every other source has words to lend.
        if (source.value % 4 < 2) return std::make_unique<MemoryReader>(found->second);
        return std::make_unique<PackedMemoryReader>(found->second, lent);
    }

    mutable std::atomic<int> lent{0};

private:
    const MemorySources* plain_;
};

/// Clips that lie over each other, fade, are turned, have a gain, reach over their source's end.
SongMaker songOfClips() {
    SongMaker maker;
    constexpr int kFrames = 20000;
    for (unsigned k = 0; k < 11; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), wholeNoise(kFrames, k));
        project::Clip clip = maker.firstClip(track);
        project::ClipList clips;
        clip.position = {static_cast<std::int64_t>(37 * k)};
        clip.offset = {static_cast<std::int64_t>(11 * k)};
        clip.length = {k == 7 ? kFrames + 500 : kFrames - 700};
        if (k % 3 == 1) clip.fadeIn.length = {777};
        if (k % 3 == 2) clip.fadeOut = {{3000}, project::FadeShape::equalPower, {}};
        if (k == 4) clip.gain = {-2.5};
        if (k == 5) clip.reversed = true;
        clips.push_back(clip);
        if (k == 6 || k == 9) {
            project::Clip second = clip;
            second.id = {900'000 + k};
            second.position = {7001};
            second.length = {1999};
            second.muted = k == 9;
            clips.push_back(second);
        }
        maker.setClips(track, clips);
    }
    return maker;
}

Samples bounced(const SongMaker& maker, const AudioSources& sources, int threads) {
    const project::Song song = maker.song();
    MemorySink sink;
    render::BounceRequest request;
    request.song = &song;
    request.threads = threads;
    request.tail.length = Seconds{0};
    const auto done = render::bounce(request, maker.catalogue, sources, sink);
    EXPECT_TRUE(done) << done.error().message;
    return sink.audio;
}

TEST(PackedClips, SoundAsThoseThatAreRead) {
    const SongMaker maker = songOfClips();
    const Samples read = bounced(maker, maker.sources, 1);
    const PackedSources packed(maker.sources);
    for (const int threads : {1, 2}) EXPECT_EQ(bounced(maker, packed, threads), read) << threads;
    EXPECT_GT(packed.lent.load(), 64000) << "frames";
}

} // namespace
} // namespace lacquer::testing
