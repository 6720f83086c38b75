#include "formats/audio/file_source.h"

#include "formats/audio/audio_file_reader.h"
#include "formats/audio/loaded_files.h"
#include "formats/audio/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace lacquer::formats {
namespace {

constexpr int kSpan = 4096;

/// Room for what a reader decodes and nobody wants.
class Scratch {
public:
    explicit Scratch(int channels) : samples_(static_cast<std::size_t>(channels) * kSpan) {
        for (int c = 0; c < channels; ++c)
            planes_.push_back(samples_.data() + static_cast<std::size_t>(c) * kSpan);
    }

    float* const* planes() { return planes_.data(); }

private:
    std::vector<float> samples_;
    std::vector<float*> planes_;
};

class ForwardReader final : public AudioReader {
public:
    ForwardReader(std::filesystem::path path, int channels, FrameCount length)
        : path_(std::move(path)), channels_(channels), length_(length), scratch_(channels) {}

    int channels() const override { return channels_; }
    FrameCount length() const override { return length_; }
    bool failed() const override { return failed_; }

    void read(FramePosition start, FrameCount count, float* const* planes) override {
        std::array<float*, 2> into{planes[0], channels_ > 1 ? planes[1] : nullptr};
        std::int64_t remaining = count.value;
        const auto silence = [&](std::int64_t frames) {
            for (int c = 0; c < channels_; ++c) {
                std::fill_n(into[static_cast<std::size_t>(c)], frames, 0.0f);
                into[static_cast<std::size_t>(c)] += frames;
            }
            remaining -= frames;
        };
        if (start.value < 0) silence(std::min(remaining, -start.value));
        if (remaining > 0 && goTo(std::max<std::int64_t>(0, start.value))) {
            while (remaining > 0) {
                const int got = reader_->read(
                    into.data(), static_cast<int>(std::min<std::int64_t>(remaining, kSpan)));
                if (got == 0) break;
                for (int c = 0; c < channels_; ++c) into[static_cast<std::size_t>(c)] += got;
                remaining -= got;
                position_ += got;
            }
        }
        silence(remaining);
    }

private:
    bool goTo(std::int64_t frame) {
        if (!reader_ || position_ > frame) {
            auto opened = openAudioFile(path_);
            failed_ = !opened;
            if (failed_) return false;
            reader_ = std::move(*opened);
            position_ = 0;
        }
        while (position_ < frame) {
            const int got = reader_->read(
                scratch_.planes(), static_cast<int>(std::min<std::int64_t>(frame - position_, kSpan)));
            if (got == 0) return false;
            position_ += got;
        }
        return true;
    }

    std::filesystem::path path_;
    int channels_;
    FrameCount length_;
    Scratch scratch_;
    std::unique_ptr<AudioFileReader> reader_;
    std::int64_t position_ = 0;
    bool failed_ = false;
};

} // namespace

struct FileSource::State {
    std::filesystem::path path;
    AudioFileInfo info;
    FrameCount length;
    LoadedFiles files{"."};
};

FileSource::FileSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileSource::~FileSource() = default;

Result<std::unique_ptr<FileSource>> FileSource::open(const std::filesystem::path& path) {
    auto reader = openAudioFile(path);
    if (!reader) return tl::make_unexpected(reader.error());
    auto state = std::make_unique<State>();
    state->path = path;
    state->info = (*reader)->info();
    if (state->info.channels > 2)
        return badInput(fmt::format("{} has {} channels; a chain takes one or two. Split it first, "
                                    "for instance by importing it into a project.",
                                    shownText(path.string()),
                                    state->info.channels));
    // Headers may promise more than there is; the output must be as long as what is.
    Scratch scratch(state->info.channels);
    while (const int got = (*reader)->read(scratch.planes(), kSpan))
        state->length = state->length + FrameCount{got};
    state->info.notes = (*reader)->notes();
    if (state->length.value == 0)
        return badInput(fmt::format("{} holds no audio: not one frame can be read from it.",
                                    shownText(path.string())));
    return std::unique_ptr<FileSource>(new FileSource(std::move(state)));
}

const AudioFileInfo& FileSource::info() const { return state_->info; }
FrameCount FileSource::length() const { return state_->length; }

std::unique_ptr<AudioReader> FileSource::open(SourceId) const {
    return std::make_unique<ForwardReader>(state_->path, state_->info.channels, state_->length);
}

Result<std::shared_ptr<const LoadedAudio>> FileSource::load(const std::string& file) const {
    return state_->files.load(file);
}

} // namespace lacquer::formats
