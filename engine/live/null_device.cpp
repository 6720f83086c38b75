#include "engine/live/null_device.h"

#include "engine/realtime/thread_priority.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace lacquer::live {
namespace {

class NullDevice final : public Device {
public:
    NullDevice(SampleRate rate, int frames) : info_(nullDeviceInfo()), rate_(rate), frames_(frames) {}

    ~NullDevice() override {
        stop_ = true;
        if (thread_.joinable()) thread_.join();
    }

    Result<void> start(DeviceClient& client) override {
        thread_ = std::thread([this, &client] { run(client); });
        return {};
    }

    const DeviceInfo& info() const override { return info_; }
    SampleRate rate() const override { return rate_; }
    int bufferFrames() const override { return frames_; }
    std::uint64_t xruns() const override { return xruns_; }

private:
    using Clock = std::chrono::steady_clock;

    // Often enough that a start is felt at once, seldom enough to cost nothing.
    static constexpr std::chrono::milliseconds kIdle{40};

    void run(DeviceClient& client) {
        realtime::raiseThreadPriority();
        std::vector<float> sound(static_cast<std::size_t>(2 * frames_));
        float* const planes[2] = {sound.data(), sound.data() + frames_};
        const auto period = std::chrono::duration<double>(static_cast<double>(frames_) / rate_.hz);
        auto start = Clock::now();
        for (std::int64_t buffers = 1; !stop_; ++buffers) {
            client.render(planes, frames_);
            if (client.isIdle()) {
                std::this_thread::sleep_for(kIdle);
                start = Clock::now();
                buffers = 0;
                continue;
            }
            // From the start each time: adding up rounded periods would drift.
            const auto due = start + std::chrono::duration_cast<Clock::duration>(
                                         period * static_cast<double>(buffers));
            const auto now = Clock::now();
            if (now > due + period) {
                // As a sound card would: what is late is lost, and time goes on from here.
                ++xruns_;
                start = now;
                buffers = 0;
            } else {
                std::this_thread::sleep_until(due);
            }
        }
    }

    DeviceInfo info_;
    SampleRate rate_;
    int frames_;
    std::atomic<std::uint64_t> xruns_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace

std::unique_ptr<Device> openNullDevice(SampleRate rate, int bufferFrames) {
    return std::make_unique<NullDevice>(rate, bufferFrames);
}

DeviceInfo nullDeviceInfo() { return {"null", "No device (timer)", "null", 2, 48000}; }

} // namespace lacquer::live
