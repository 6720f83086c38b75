#include "engine/live/jack_device.h"

#include "engine/realtime/thread_priority.h"

#include <fmt/format.h>
#include <jack/jack.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace lacquer::live {
namespace {

constexpr std::string_view kPrefix = "jack:";

struct CloseClient {
    void operator()(jack_client_t* client) const { jack_client_close(client); }
};
using Client = std::unique_ptr<jack_client_t, CloseClient>;

Client openClient(const char* name) {
    // JACK tells stderr whatever happens to it; our users get one sentence instead.
    jack_set_error_function([](const char*) {});
    jack_set_info_function([](const char*) {});
    return Client(jack_client_open(name, JackNoStartServer, nullptr));
}

/// Names of the ports that bring sound to hardware, in the server's order.
std::vector<std::string> playbackPorts(jack_client_t* client) {
    std::vector<std::string> names;
    if (const char** ports = jack_get_ports(client, nullptr, JACK_DEFAULT_AUDIO_TYPE,
                                            JackPortIsInput | JackPortIsPhysical)) {
        for (const char** port = ports; *port; ++port) names.emplace_back(*port);
        jack_free(ports);
    }
    return names;
}

std::string clientOf(const std::string& port) { return port.substr(0, port.find(':')); }

std::vector<DeviceInfo> destinationsOf(jack_client_t* client) {
    std::vector<DeviceInfo> devices;
    const double rate = jack_get_sample_rate(client);
    for (const std::string& port : playbackPorts(client)) {
        const std::string owner = clientOf(port);
        const auto known = std::find_if(devices.begin(), devices.end(), [&](const DeviceInfo& info) {
            return info.name == "JACK: " + owner;
        });
        if (known == devices.end())
            devices.push_back({std::string(kPrefix) + owner, "JACK: " + owner, "JACK", 1, rate});
        else
            ++known->outputs;
    }
    devices.push_back({"jack", "JACK, not connected", "JACK", 2, rate});
    return devices;
}

class JackDevice final : public Device {
public:
    JackDevice(Client client, DeviceInfo info) : client_(std::move(client)), info_(std::move(info)) {
        frames_ = static_cast<int>(jack_get_buffer_size(client_.get()));
        rate_ = {static_cast<std::int32_t>(jack_get_sample_rate(client_.get()))};
    }

    ~JackDevice() override {
        if (started_ && !lost_) jack_deactivate(client_.get());
    }

    Result<void> start(DeviceClient& client) override {
        sound_ = &client;
        jack_client_t* const jack = client_.get();
        for (int side = 0; side < 2; ++side)
            ports_[side] = jack_port_register(jack, side == 0 ? "out_left" : "out_right",
                                              JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
        if (!ports_[0] || !ports_[1])
            return systemRefused("JACK has no port left for Lacquer. Close a client and try again.");
        jack_set_process_callback(jack, &JackDevice::onProcess, this);
        jack_set_xrun_callback(jack, &JackDevice::onXrun, this);
        jack_set_buffer_size_callback(jack, &JackDevice::onBufferSize, this);
        jack_set_sample_rate_callback(jack, &JackDevice::onSampleRate, this);
        jack_on_info_shutdown(jack, &JackDevice::onShutdown, this);
        // A server without real-time scheduling leaves its clients' threads as they come; ours asks
        // for its priority itself, so that a busy desktop does not make it late.
        if (!jack_is_realtime(jack))
            jack_set_thread_init_callback(jack, [](void*) { realtime::raiseThreadPriority(); }, nullptr);
        if (jack_activate(jack) != 0)
            return systemRefused("JACK would not run Lacquer as a client. Check the server and try again.");
        started_ = true;
        connect();
        return {};
    }

    const DeviceInfo& info() const override { return info_; }
    SampleRate rate() const override { return rate_; }
    int bufferFrames() const override { return frames_; }
    std::uint64_t xruns() const override { return xruns_; }

    Seconds outputLatency() const override {
        jack_latency_range_t range{};
        if (started_ && !lost_) jack_port_get_latency_range(ports_[0], JackPlaybackLatency, &range);
        // A server that knows nothing of its hardware still has its own buffer.
        const auto frames = std::max(static_cast<double>(range.max), static_cast<double>(frames_));
        return {frames / rate_.hz};
    }

    std::string lostBecause() const override {
        if (lost_) return "The JACK server went away. Start it again, then choose the device again.";
        if (rateChanged_) return "The JACK server changed its sample rate. Choose the device again.";
        return {};
    }

private:
    void connect() {
        if (info_.id == "jack") return;
        const std::string owner = info_.id.substr(kPrefix.size());
        int side = 0;
        for (const std::string& port : playbackPorts(client_.get()))
            if (clientOf(port) == owner && side < 2)
                jack_connect(client_.get(), jack_port_name(ports_[side++]), port.c_str());
    }

    static int onProcess(jack_nframes_t frames, void* self) {
        auto& device = *static_cast<JackDevice*>(self);
        float* const planes[2] = {
            static_cast<float*>(jack_port_get_buffer(device.ports_[0], frames)),
            static_cast<float*>(jack_port_get_buffer(device.ports_[1], frames))};
        device.sound_->render(planes, static_cast<int>(frames));
        return 0;
    }

    static int onXrun(void* self) {
        ++static_cast<JackDevice*>(self)->xruns_;
        return 0;
    }

    static int onBufferSize(jack_nframes_t frames, void* self) {
        static_cast<JackDevice*>(self)->frames_ = static_cast<int>(frames);
        return 0;
    }

    static int onSampleRate(jack_nframes_t rate, void* self) {
        auto& device = *static_cast<JackDevice*>(self);
        if (static_cast<std::int32_t>(rate) != device.rate_.hz) device.rateChanged_ = true;
        return 0;
    }

    static void onShutdown(jack_status_t, const char*, void* self) {
        static_cast<JackDevice*>(self)->lost_ = true;
    }

    Client client_;
    DeviceInfo info_;
    SampleRate rate_;
    DeviceClient* sound_ = nullptr;
    jack_port_t* ports_[2] = {nullptr, nullptr};
    bool started_ = false;
    std::atomic<int> frames_{0};
    std::atomic<std::uint64_t> xruns_{0};
    std::atomic<bool> lost_{false};
    std::atomic<bool> rateChanged_{false};
};

} // namespace

bool isJackDevice(std::string_view id) {
    return id == "jack" || id.substr(0, kPrefix.size()) == kPrefix;
}

std::vector<DeviceInfo> listJackDevices() {
    const Client client = openClient("lacquer-looks");
    if (!client) return {};
    return destinationsOf(client.get());
}

Result<std::unique_ptr<Device>> openJackDevice(const DeviceSettings& settings, SampleRate) {
    Client client = openClient("Lacquer");
    if (!client)
        return systemRefused(fmt::format(
            "No JACK server answers, so \"{}\" cannot be opened. Start JACK, or choose another device "
            "(`lacquer devices` lists them).",
            settings.id));
    const std::vector<DeviceInfo> devices = destinationsOf(client.get());
    const auto wanted = std::find_if(devices.begin(), devices.end(), [&](const DeviceInfo& info) {
        return info.id == settings.id;
    });
    if (wanted == devices.end())
        return systemRefused(fmt::format(
            "JACK has no destination \"{}\" now. `lacquer devices` lists what there is.", settings.id));
    const int rate = static_cast<int>(jack_get_sample_rate(client.get()));
    const int frames = static_cast<int>(jack_get_buffer_size(client.get()));
    // Another rate than the subject's is converted; one that was asked for by name is not ours to give.
    if (settings.rate && settings.rate->hz != rate)
        return systemRefused(fmt::format(
            "The JACK server runs at {} Hz and {} Hz is wanted. Restart JACK at {} Hz, or leave the rate "
            "to the server.",
            rate, settings.rate->hz, settings.rate->hz));
    // The buffer belongs to everybody on the server: it is not ours to change.
    if (settings.bufferFrames && *settings.bufferFrames != frames)
        return systemRefused(fmt::format(
            "The JACK server's buffer is {} frames and {} are wanted. Change it in JACK's settings, or "
            "leave the buffer to the server.",
            frames, *settings.bufferFrames));
    return std::make_unique<JackDevice>(std::move(client), *wanted);
}

} // namespace lacquer::live
