#include "engine/project/clock_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::project {

std::string clockText(Seconds time, int decimals) {
    const auto parts = static_cast<std::int64_t>(std::lround(std::pow(10.0, decimals)));
    const std::int64_t all = std::max<std::int64_t>(0, std::llround(time.value * static_cast<double>(parts)));
    const std::int64_t minutes = all / (60 * parts);
    const double seconds = static_cast<double>(all % (60 * parts)) / static_cast<double>(parts);
    return fmt::format("{}:{:0{}.{}f}", minutes, seconds, decimals > 0 ? 3 + decimals : 2, decimals);
}

} // namespace lacquer::project
