#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"
#include "ui/meters/wave_tile.h"

#include <QObject>

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

namespace lacquer::ui {

/// A source's peak pyramid as the window reads it.
///
/// Thread   any, once made
class PeakSource {
public:
    virtual ~PeakSource() = default;
    virtual FrameCount length() const = 0;
    /// Frames of the finest entries; below this the audio itself is read.
    virtual int finestFrames() const = 0;
    /// Extremes and RMS of [first, last), which spans at least one finest entry.
    virtual WaveColumn over(std::int64_t first, std::int64_t last) const = 0;
};

/// Waveforms of the project's sources for painting, at every zoom: from peak pyramids, and below
/// their finest step from the audio, read ahead in blocks on a thread of its own. Never blocks: what
/// is not there yet is asked for and arrived() says when to paint again.
///
/// Thread   [main]; the loaders are called on the store's own thread
class WaveformStore : public QObject {
    Q_OBJECT

public:
    struct Loaders {
        /// Null when the source is missing.
        std::function<std::shared_ptr<const PeakSource>(SourceId)> peaks;
        std::function<std::unique_ptr<AudioReader>(SourceId)> audio;
    };

    explicit WaveformStore(QObject* parent = nullptr);
    ~WaveformStore() override;

    enum class Known {
        forgotten, ///< another project: ids mean other sources
        kept,      ///< the same project with more sources; what was missing is asked for again
    };
    /// Loads from here on. Empty loaders: nothing is loaded.
    void setLoaders(Loaders loaders, Known known = Known::forgotten);

    enum class Sharpness {
        none,   ///< nothing known yet
        coarse, ///< from too coarse a step; better columns are on their way
        exact,
    };

    /// Fills one entry per column, column i standing for the source's frames
    /// [first + i · framesPerColumn, first + (i + 1) · framesPerColumn).
    Sharpness columns(SourceId source, double first, double framesPerColumn, std::span<WaveColumn> out);

    /// True when the loader found nothing.
    bool isMissing(SourceId source) const;

    static constexpr std::int64_t kBlockFrames = 65536;

signals:
    void arrived(SourceId source);

private:
    /// Per frame the lowest and the highest of all channels.
    struct Block {
        std::vector<float> low, high;
    };
    struct BlockKey {
        SourceId source;
        std::int64_t index;
        bool operator==(const BlockKey&) const = default;
    };
    struct BlockKeyHash {
        std::size_t operator()(const BlockKey& key) const noexcept {
            return static_cast<std::size_t>(key.source.value * 0x9E3779B97F4A7C15ull) ^
                   static_cast<std::size_t>(key.index);
        }
    };
    struct CachedBlock {
        std::shared_ptr<const Block> block; ///< null while it is on its way
        std::list<BlockKey>::iterator age;
    };
    struct CachedPeaks {
        std::shared_ptr<const PeakSource> peaks;
        bool arrived = false;
    };
    struct Task {
        SourceId source;
        std::int64_t block = -1; ///< −1: the peaks
    };

    void request(Task task);
    void work();
    const PeakSource* peaksOf(SourceId source);
    const Block* blockOf(SourceId source, std::int64_t index);
    bool fromAudio(SourceId source, double first, double framesPerColumn, std::span<WaveColumn> out);
    void forget();

    std::unordered_map<SourceId, CachedPeaks> peaks_;
    std::unordered_map<BlockKey, CachedBlock, BlockKeyHash> blocks_;
    std::list<BlockKey> ages_; ///< newest first

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> tasks_;
    Loaders loaders_;
    std::uint64_t generation_ = 0;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace lacquer::ui
