#pragma once

#include "engine/vocabulary/units.h"

#include <span>

/// How loud a side can be cut that is this long: the trade-off of a record.
namespace lacquer::mastering {

/// A record's size and speed, and how many minutes a side holds at three levels.
struct VinylFormat {
    const char* name; ///< "12\" 33⅓"
    /// Minutes at the reference level and 3 and 6 dB under it; 0: nobody cuts that.
    double reference, minus3, minus6;
    double loudest; ///< minutes of the usual limit of plants

    friend bool operator==(const VinylFormat&, const VinylFormat&) = default;
};

/// Source   a cutting house's chart of recording time against level ("recording time vs level"), and
///          the plants' own limits beside it
std::span<const VinylFormat> vinylFormats();

/// dB against the reference level at which a side of this length is cut: 0 up to the reference's
/// length, between the chart's values in a straight line, and 1 dB a minute beyond them.
double cutLevel(const VinylFormat& format, Seconds side);

} // namespace lacquer::mastering
