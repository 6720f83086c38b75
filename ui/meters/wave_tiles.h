#pragma once

#include "engine/project/clip.h"
#include "ui/meters/wave_tile.h"
#include "ui/meters/waveform_store.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QRect>

class QPainter;

namespace lacquer::ui {

/// Which piece of which source a waveform stands for, and how it is scaled. Gain and fades are part
/// of the picture: what is seen is what is heard.
struct WaveShape {
    SourceId source;
    std::int64_t offset = 0; ///< of the first frame within the source
    std::int64_t length = 0;
    double gain = 1;
    bool reversed = false;
    project::Fade fadeIn, fadeOut;

    static WaveShape of(const project::Clip& clip);
};

/// The shapes of waveforms with their fades, kept as tiles of device pixels, and painted from them
/// in the ink of the moment: choosing or muting a clip makes no new tile.
///
/// Thread   [main]
class WaveTiles {
public:
    explicit WaveTiles(WaveformStore& store);

    /// Paints the columns [from, to) of a shape that starts at device column `left`; all numbers in
    /// device pixels, and the painter must be in device pixels too.
    void paint(QPainter& painter,
               const WaveShape& shape,
               double framesPerPixel,
               std::int64_t left,
               int top,
               int height,
               int from,
               int to,
               const WaveInk& ink);

    WaveformStore& store() { return store_; }
    void clear() { tiles_.clear(); }

    static constexpr int kWidth = 1024;

private:
    struct Key {
        SourceId source;
        std::int64_t offset, length;
        double gain, framesPerPixel;
        std::int64_t tile;
        int width, height;
        bool reversed;
        project::Fade fadeIn, fadeOut;
        bool operator==(const Key&) const = default;
        friend std::size_t qHash(const Key& key, std::size_t seed) noexcept {
            return qHashMulti(seed, key.source.value, key.offset, key.framesPerPixel, key.tile, key.height,
                              key.gain);
        }
    };

    WaveEdges shapeOf(const WaveShape& shape, double framesPerPixel, std::int64_t tile, int width, int height, bool& exact);
    const WaveEdges& kept(const WaveShape& shape, double framesPerPixel, std::int64_t tile, int width, int height);

    WaveformStore& store_;
    QCache<Key, WaveEdges> tiles_; ///< cost in kilobytes
    WaveEdges passing_; ///< a tile that is not exact yet, and not kept
    std::vector<WaveColumn> columns_;
    QImage pixels_; ///< what a tile is painted in when the painter's own pixels cannot be reached
};

} // namespace lacquer::ui
