#include "engine/live/portaudio_device.h"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdio>

#if defined(__unix__)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace lacquer::live {
namespace {

/// While PortAudio looks for devices, ALSA and its plug-ins complain on stderr about each one that
/// this machine does not have. None of it concerns the user.
class QuietStderr {
public:
    QuietStderr() {
#if defined(__unix__)
        std::fflush(stderr);
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere < 0) return;
        kept_ = dup(2);
        if (kept_ >= 0) dup2(nowhere, 2);
        close(nowhere);
#endif
    }
    ~QuietStderr() {
#if defined(__unix__)
        if (kept_ < 0) return;
        dup2(kept_, 2);
        close(kept_);
#endif
    }
    QuietStderr(const QuietStderr&) = delete;
    QuietStderr& operator=(const QuietStderr&) = delete;

private:
    int kept_ = -1;
};

/// PortAudio counts its users; each holds one of these.
class Session {
public:
    Session() {
        const QuietStderr quiet;
        working_ = Pa_Initialize() == paNoError;
    }
    ~Session() {
        const QuietStderr quiet;
        if (working_) Pa_Terminate();
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    bool isWorking() const { return working_; }

private:
    bool working_ = false;
};

std::string lowered(std::string text) {
    for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return text;
}

struct Found {
    DeviceInfo info;
    PaDeviceIndex index;
};

/// PortAudio's numbers change when a device is plugged in; its names stay.
std::vector<Found> findDevices() {
    std::vector<Found> found;
    for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
        const PaDeviceInfo* device = Pa_GetDeviceInfo(index);
        const PaHostApiInfo* api = Pa_GetHostApiInfo(device->hostApi);
        if (device->maxOutputChannels < 1 || api->type == paJACK) continue;
        DeviceInfo info{lowered(api->name) + ":" + device->name, device->name, api->name,
                        device->maxOutputChannels, device->defaultSampleRate};
        const bool isDefault = api->defaultOutputDevice == index;
        found.insert(isDefault ? found.begin() : found.end(), Found{std::move(info), index});
    }
    return found;
}

class PortAudioDevice final : public Device {
public:
    PortAudioDevice(std::unique_ptr<Session> session, DeviceInfo info, SampleRate rate, int frames)
        : session_(std::move(session)), info_(std::move(info)), rate_(rate), frames_(frames) {}

    ~PortAudioDevice() override {
        if (!stream_) return;
        const QuietStderr quiet;
        Pa_AbortStream(stream_);
        Pa_CloseStream(stream_);
    }

    /// `rateIsFree`: the device's own rate will do where it cannot run at this one.
    Result<void> open(PaDeviceIndex index, bool bufferGiven, bool rateIsFree) {
        PaStreamParameters output{};
        output.device = index;
        output.channelCount = std::min(2, info_.outputs);
        output.sampleFormat = paFloat32 | paNonInterleaved;
        output.suggestedLatency = Pa_GetDeviceInfo(index)->defaultLowOutputLatency;
        channels_ = output.channelCount;
        const QuietStderr quiet;
        if (rateIsFree && Pa_IsFormatSupported(nullptr, &output, rate_.hz) == paInvalidSampleRate)
            rate_ = {static_cast<std::int32_t>(info_.defaultSampleRate)};
        const PaError error = Pa_OpenStream(
            &stream_, nullptr, &output, rate_.hz,
            bufferGiven ? static_cast<unsigned long>(frames_) : paFramesPerBufferUnspecified,
            paNoFlag, &PortAudioDevice::onProcess, this);
        if (error == paNoError) return {};
        stream_ = nullptr;
        return systemRefused(fmt::format(
            "\"{}\" cannot be opened at {} Hz: {}. Choose another rate or device, or close the program "
            "that uses it.",
            info_.name, rate_.hz, Pa_GetErrorText(error)));
    }

    Result<void> start(DeviceClient& client) override {
        sound_ = &client;
        const QuietStderr quiet;
        const PaError error = Pa_StartStream(stream_);
        if (error == paNoError) return {};
        return systemRefused(fmt::format("\"{}\" would not start: {}. Check the device and choose it again.",
                                         info_.name, Pa_GetErrorText(error)));
    }

    const DeviceInfo& info() const override { return info_; }
    SampleRate rate() const override { return rate_; }
    int bufferFrames() const override { return frames_; }
    std::uint64_t xruns() const override { return xruns_; }
    Seconds outputLatency() const override {
        const PaStreamInfo* info = Pa_GetStreamInfo(stream_);
        return info ? Seconds{info->outputLatency} : Device::outputLatency();
    }

    std::string lostBecause() const override {
        if (sound_ && Pa_IsStreamActive(stream_) != 1)
            return fmt::format("\"{}\" stopped answering. Check the cable, then choose the device again.",
                               info_.name);
        return {};
    }

private:
    static int onProcess(const void*, void* output, unsigned long frames,
                         const PaStreamCallbackTimeInfo*, PaStreamCallbackFlags flags, void* self) {
        auto& device = *static_cast<PortAudioDevice*>(self);
        if (flags & paOutputUnderflow) ++device.xruns_;
        device.frames_.store(static_cast<int>(frames), std::memory_order_relaxed);
        auto* const planes = static_cast<float**>(output);
        if (device.channels_ == 2) {
            device.sound_->render(planes, static_cast<int>(frames));
            return paContinue;
        }
        // One loudspeaker hears both sides.
        constexpr int kChunk = 256;
        float right[kChunk];
        for (int done = 0; done < static_cast<int>(frames);) {
            const int count = std::min(kChunk, static_cast<int>(frames) - done);
            float* const sides[2] = {planes[0] + done, right};
            device.sound_->render(sides, count);
            for (int k = 0; k < count; ++k) sides[0][k] = 0.5f * (sides[0][k] + right[k]);
            done += count;
        }
        return paContinue;
    }

    std::unique_ptr<Session> session_;
    DeviceInfo info_;
    SampleRate rate_;
    std::atomic<int> frames_;
    int channels_ = 2;
    PaStream* stream_ = nullptr;
    DeviceClient* sound_ = nullptr;
    std::atomic<std::uint64_t> xruns_{0};
};

} // namespace

std::vector<DeviceInfo> listPortAudioDevices() {
    const Session session;
    std::vector<DeviceInfo> devices;
    if (!session.isWorking()) return devices;
    const QuietStderr quiet;
    for (Found& found : findDevices()) devices.push_back(std::move(found.info));
    return devices;
}

Result<std::unique_ptr<Device>> openPortAudioDevice(const DeviceSettings& settings,
                                                    SampleRate subjectRate) {
    auto session = std::make_unique<Session>();
    if (!session->isWorking())
        return systemRefused("The system's audio devices cannot be reached. Choose the device \"null\", or "
                             "check the sound drivers.");
    for (Found& found : findDevices()) {
        if (found.info.id != settings.id && found.info.name != settings.id) continue;
        const SampleRate rate = settings.rate.value_or(subjectRate);
        auto device = std::make_unique<PortAudioDevice>(std::move(session), found.info, rate,
                                                        settings.bufferFrames.value_or(0));
        if (auto opened = device->open(found.index, settings.bufferFrames.has_value(), !settings.rate); !opened)
            return tl::make_unexpected(opened.error());
        return device;
    }
    return systemRefused(fmt::format(
        "There is no audio device \"{}\". `lacquer devices` lists what there is.", settings.id));
}

} // namespace lacquer::live
