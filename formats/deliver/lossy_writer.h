#pragma once

#include "engine/mastering/target.h"
#include "engine/render/bounce.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <filesystem>
#include <memory>

namespace lacquer::formats {

struct LossyOptions {
    mastering::Codec codec = mastering::Codec::mp3; ///< mp3, vorbis, opus or aac
    mastering::Container container = mastering::Container::mp3;
    SampleRate rate;
    int bitrate = 320; ///< kbit/s
};

/// Encodes stereo to a lossy file at a chosen bitrate, through libavcodec. The same audio gives the
/// same bytes: no dates, no version strings, fixed stream serials.
///
/// The bytes go straight into `path`; the caller gives the finished file its name, or removes it.
///
/// Errors   a rate the codec has not (it names those it has); a full disk
/// Thread   any, one at a time
class LossyWriter final : public render::AudioSink {
public:
    static Result<std::unique_ptr<LossyWriter>> create(const std::filesystem::path& path,
                                                       const LossyOptions& options);
    ~LossyWriter() override;

    Result<void> write(const float* const* planes, int frames) override;
    Result<void> finish();

private:
    struct State;
    explicit LossyWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace lacquer::formats
