#pragma once

#include "engine/project/clip.h"
#include "ui/meters/wave_tiles.h"
#include "ui/models/time_scale.h"
#include "ui/models/timeline_zones.h"
#include "ui/theme/theme.h"

#include <QCache>
#include <QColor>
#include <QHash>
#include <QImage>
#include <QRectF>

#include <utility>

class QPainter;

namespace lacquer::ui {

/// How a clip stands at the moment.
struct ClipLook {
    QColor hue;
    bool selected = false;
    bool silent = false;  ///< the clip or its channel is muted
    bool missing = false; ///< its file is not there
    bool hovered = false;
};

/// Paints clips as LOOK.md's recipes say: body, waveform, header or chip with the name, fades,
/// outline and handles.
class ClipPainter {
public:
    ClipPainter(const Theme& theme, WaveTiles& tiles) : theme_(theme), tiles_(tiles) {}

    /// Paints what of the clip lies inside `visible`, the part that is painted anew, both in
    /// device-independent pixels; all but its name.
    void paint(QPainter& painter,
               const project::Clip& clip,
               const ClipBox& box,
               const TimeScale& scale,
               const QRectF& visible,
               const ClipLook& look) const;

    /// The clip's name, which stays in view while its clip is scrolled out to the left: placed by
    /// `view`, all that can be seen, and painted when it touches `visible`.
    void paintName(QPainter& painter,
                   const project::Clip& clip,
                   const ClipBox& box,
                   const TimeScale& scale,
                   const QRectF& view,
                   const QRectF& visible,
                   const ClipLook& look) const;

    /// Both curves of an overlap on a light ground.
    void paintCrossfade(QPainter& painter,
                        const project::Clip& earlier,
                        const project::Clip& later,
                        const ClipBox& earlierBox,
                        const TimeScale& scale,
                        const QRectF& visible) const;

    /// The widest name painted so far.
    double widestName() const { return widest_; }

    /// Rows at least this high have a header strip on their clips.
    static constexpr double kHeaderFrom = 44;

private:
    void paintFade(QPainter& painter, const project::Fade& fade, const QRectF& area, bool in) const;

    QColor bodyOf(const ClipLook& look) const;
    /// Words on their ground as a small picture, kept: shaping text for hundreds of clips takes longer
    /// than all the rest of a paint.
    const QImage* chip(const QString& words, const QFont& font, const QColor& ink, const QColor& ground, QSizeF size, qreal ratio) const;

    const Theme& theme_;
    WaveTiles& tiles_;
    struct ChipKey {
        QString words;
        int pixels, width, height;
        QRgb ink, ground;
        bool operator==(const ChipKey&) const = default;
        friend std::size_t qHash(const ChipKey& key, std::size_t seed) noexcept {
            return qHashMulti(seed, key.words, key.pixels, key.width, key.height, key.ink, key.ground);
        }
    };
    double widthOf(const QString& words, const QFont& font) const;

    mutable QCache<ChipKey, QImage> chips_{2000};
    mutable QHash<std::pair<QString, int>, double> widths_; ///< by words and font size
    mutable double widest_ = 0;
};

} // namespace lacquer::ui
