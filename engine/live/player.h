#pragma once

#include "engine/live/metronome.h"
#include "engine/live/monitor.h"
#include "engine/plan/monitoring.h"
#include "engine/project/hand_order.h"
#include "engine/project/project.h"
#include "engine/processors/catalogue.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lacquer::live {

/// A place that sound can go to. "null" is a device that runs on a timer and needs no hardware.
struct DeviceInfo {
    std::string id; ///< stable across runs, what `--device` takes
    std::string name;
    std::string api; ///< "JACK", "ALSA", "null"
    int outputs = 2;
    double defaultSampleRate = 48000;
};

struct DeviceSettings {
    std::string id;                   ///< empty: the system's default, or null when there is none
    std::optional<SampleRate> rate;   ///< none: the subject's
    std::optional<int> bufferFrames;  ///< none: the device's own
};

/// The album, assembled as a song by mastering::assembleAlbum; the sources shown with it open the
/// rendered mixes too.
struct AlbumSubject {
    std::shared_ptr<const project::Song> assembled;
};

/// What is played: a song's mix or the album.
using Subject = std::variant<SongId, AlbumSubject>;

/// Peak and RMS of a channel since the last reading, linear, left and right; after the fader.
struct MeterReading {
    float peak[2] = {0, 0};
    float rms[2] = {0, 0};
    bool clipped[2] = {false, false};
    std::uint32_t overs = 0; ///< passages above full scale, of either side
    /// K-weighted mean squares of the last 400 ms and 3 s, both sides together; 0 where they were not
    /// asked for. −0.691 + 10 lg of them is LUFS.
    float momentary = 0, shortTerm = 0;
};

/// Loudness costs the engine something, so it measures a strip's only for those who look.
enum class MeterWish { levels, loudnessToo };

struct LoudnessReading {
    double momentaryLufs, shortTermLufs, integratedLufs, truePeakDbtp; ///< −inf: silence
    double correlation;                                                ///< −1…1
    double momentaryMaximumLufs = -std::numeric_limits<double>::infinity();
    double shortTermMaximumLufs = -std::numeric_limits<double>::infinity();
    double rangeLu = 0;
    double plr = 0; ///< true peak over integrated loudness, dB; 0 while there is none
    double psr = 0; ///< the last three seconds' true peak over their loudness, likewise
    double seconds = 0; ///< measured so far
};

struct PlayerState {
    bool playing = false;
    FramePosition position; ///< of what is heard now
    FrameCount played;      ///< that the transport has rolled since the player was made
    std::string device;     ///< id
    std::string api;
    SampleRate rate;       ///< of what is played: positions and the newest sound are in it
    SampleRate deviceRate; ///< of the device; where it is another, what is heard is converted
    int bufferFrames = 0;
    /// From the engine to the converter, as far as the device knows: buffers and rate conversion. What
    /// the plan's own latency takes is in `position`.
    Seconds outputLatency;
    std::uint64_t xruns = 0;
    double loadMean = 0, loadP99 = 0, loadMax = 0; ///< of the buffer's time
    std::size_t readAheadBytes = 0, readAheadBudget = 0; ///< of tracks' sound in memory
    std::string trouble; ///< one sentence when the device is gone or files play as silence
    /// One sentence when the system gives the engine no real-time priority; empty while it has it, or
    /// while nothing was asked for sound yet.
    std::string priorityNote;
};

class Device;
/// Opens a device by its settings, at a subject's rate unless they say another.
using DeviceOpener = std::function<Result<std::unique_ptr<Device>>(const DeviceSettings&, SampleRate)>;

/// The real-time engine: a device, a transport, streaming from disk and meters.
///
/// Thread   previews and hand() [any but the engine's], the rest [main]; none of them blocks on the engine thread
class Player {
public:
    explicit Player(std::shared_ptr<const processors::ProcessorCatalogue> catalogue);
    /// With devices of another kind, such as one that a test turns by hand.
    Player(std::shared_ptr<const processors::ProcessorCatalogue> catalogue, DeviceOpener opener);
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    static std::vector<DeviceInfo> devices();

    /// Opens a device and keeps it running; silence until play(). Replaces the one before.
    Result<void> openDevice(const DeviceSettings& settings);
    void closeDevice();

    /// Compiles and publishes what is to be heard. While playing, what did not change goes on
    /// without a click. Cheap when little changed.
    Result<void> show(std::shared_ptr<const project::Project> project,
                      std::shared_ptr<const AudioSources> sources,
                      Subject subject);

    /// While a control is dragged, before the edit is committed: the value is heard at once and
    /// lasts until the next show().
    void previewFader(ChannelId channel, Decibels level);
    void previewTrim(ChannelId channel, Decibels level);
    void previewPan(ChannelId channel, double pan);
    void previewSend(SendId send, Decibels level);
    void previewParameter(InsertId insert, std::string_view parameter, double value);

    /// A hand on a value, automation or none: previews that last until the next show(), and holds that
    /// last until it lets go. Unknown values are ignored.
    void hand(const project::HandOrder& order);
    /// What was heard of held and lifted values since it was asked for last, in order of time.
    std::vector<project::HeardValue> takeHeard();
    /// Playing has stopped: all writing hands are off, and what they did is told no further.
    void endHands();

    void play();
    void stop();
    void locate(FramePosition position);
    void setLoop(std::optional<std::pair<FramePosition, FramePosition>> range);

    /// Monitoring, after the mix and never in a bounce.
    void setDim(bool on);
    void setMonitorMono(bool on);
    void setMonitorMute(bool on);
    void setMetronome(const MetronomeSettings& settings);
    const MetronomeSettings& metronome() const;
    /// Channels that are listened to before or after their faders, or a reference, in the place of the
    /// mix; the mix goes on. Lasts over show(). Changes over without a click.
    ///
    /// Errors   as show()
    Result<void> setMonitoring(plan::Monitoring monitoring);
    const plan::Monitoring& monitoring() const;

    PlayerState state() const;
    /// Empty when the channel is not part of what is shown.
    std::optional<MeterReading> takeMeter(ChannelId channel, MeterWish wish = MeterWish::levels);
    /// Gain reduction of an insert, dB ≥ 0.
    float gainReduction(InsertId insert) const;
    LoudnessReading loudness() const;
    /// Copies the newest monitored frames (planar, left then right) for spectra and goniometers;
    /// returns how many frames there were.
    std::size_t recentAudio(float* left, float* right, std::size_t frames) const;

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace lacquer::live
