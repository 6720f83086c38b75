#pragma once

#include <QColor>
#include <QImage>

#include <cstdint>
#include <span>
#include <vector>

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

/// Where the columns of a waveform lie in a picture of one height: peak below, RMS above it, mirrored
/// around the middle and never thinner than a pixel. Eight bytes a column and no colour: what is
/// kept of a waveform, to be painted in any ink.
///
/// Unit     sixteenths of a device pixel from the top
/// Limits   pictures up to 2047 pixels high
struct WaveEdges {
    static constexpr int kParts = 16;
    /// Entries past the last column, so that whole registers can be read.
    static constexpr std::size_t kPadding = 64;

    int width = 0, height = 0; ///< of the picture, in pixels
    /// width + kPadding long each.
    std::vector<std::int16_t> top, bottom, innerTop, innerBottom;
    /// How far down a fade's shade reaches; empty without a fade, and as long as the others with one.
    std::vector<std::int16_t> shade;

    /// In       gains[0] of the column before the picture, then one per column, 0…1
    void setFade(std::span<const float> gains);
    /// The shade's edge in the column before the picture, from where the fade's line comes.
    std::int16_t shadeBefore = 0;
};

/// In       columns[0] is the neighbour left of the picture, so that pictures join without a seam;
///          then one column per pixel
WaveEdges waveEdges(std::span<const WaveColumn> columns, int height);

/// A rectangle of a waveform's picture and the memory it is painted to, RGB32.
struct PixelRows {
    QRgb* first = nullptr;
    std::ptrdiff_t stride = 0; ///< in pixels
    int left = 0, top = 0;     ///< within the picture
    int width = 0, height = 0;
};

/// Paints columns as one joined shape with soft edges, and what a fade takes away under its shade and
/// its line when the ink has them.
///
/// Many columns at a time, each pixel from how much of it the shapes cover: quicker than to fetch a
/// picture from memory that was kept, so none is.
void paintWave(const PixelRows& pixels, const WaveEdges& edges, const WaveInk& ink);

/// Columns as a picture of their own, columns.size() − 1 wide, whose device scale the caller sets.
QImage paintWaveTile(std::span<const WaveColumn> columns, int height, const WaveInk& ink);

} // namespace lacquer::ui
