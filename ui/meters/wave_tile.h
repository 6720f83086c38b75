#pragma once

#include <QColor>
#include <QImage>

#include <span>

namespace lacquer::ui {

/// What a waveform shows in one device column: extremes and RMS, full scale is 1. All channels of
/// the source together.
struct WaveColumn {
    float low = 0;
    float high = 0;
    float rms = 0;
};

struct WaveInk {
    QColor ground; ///< opaque; the clip's body
    QColor peak;
    QColor rms;
    QColor shade = QColor(); ///< over what a fade takes away; none: fades are not drawn
    QColor curve = QColor(); ///< the fade's line
};

/// Paints columns as one joined shape: peak below, RMS above it, both with soft edges and never
/// thinner than a pixel, mirrored around the middle. One column is one pixel of the image, whose
/// device scale the caller sets.
///
/// In       columns[0] is the neighbour left of the image, so that tiles join without a seam; then
///          one column per pixel
/// Out      RGB32, columns.size() − 1 wide
///
/// Written out by columns instead of as polygons: a screen full of tiles at 4K is drawn anew at
/// every step of a zoom, and the polygon rasterizer takes 15 times as long.
QImage paintWaveTile(std::span<const WaveColumn> columns, int height, const WaveInk& ink);

/// Draws a fade into a tile: shaded above its curve, from silence at the bottom to the whole level at
/// the top.
///
/// In       gains[0] of the pixel left of the image, then one per pixel, 0…1; where two neighbours are
///          both 1 there is no fade
void paintFadeTile(QImage& tile, std::span<const float> gains, const WaveInk& ink);

} // namespace lacquer::ui
