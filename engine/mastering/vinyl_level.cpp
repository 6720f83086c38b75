#include "engine/mastering/vinyl_level.h"

#include <array>

namespace lacquer::mastering {
namespace {

// Minutes a side; the last column is the longest that plants take.
constexpr std::array kFormats = std::to_array<VinylFormat>({
    {"12\" 33⅓", 20, 24, 28, 26},
    {"12\" 45", 13.5, 16, 0, 18},
    {"10\" 33⅓", 13, 17, 19, 15},
    {"10\" 45", 10, 12, 0, 12},
    {"7\" 45", 5, 6, 0, 5.5},
    {"7\" 33⅓", 6.5, 7.5, 9.5, 7},
});

/// What a minute beyond the chart costs.
constexpr double kPerMinute = -1.0;

double between(double at, double from, double to, double levelFrom, double levelTo) {
    return levelFrom + (levelTo - levelFrom) * (at - from) / (to - from);
}

} // namespace

std::span<const VinylFormat> vinylFormats() { return kFormats; }

double cutLevel(const VinylFormat& format, Seconds side) {
    const double minutes = side.value / 60;
    if (minutes <= format.reference) return 0;
    if (minutes <= format.minus3) return between(minutes, format.reference, format.minus3, 0, -3);
    if (format.minus6 > 0 && minutes <= format.minus6) return between(minutes, format.minus3, format.minus6, -3, -6);
    return format.minus6 > 0 ? -6 + kPerMinute * (minutes - format.minus6) : -3 + kPerMinute * (minutes - format.minus3);
}

} // namespace lacquer::mastering
