#include "engine/surfaces/fader_law.h"

#include "engine/vocabulary/units.h"

#include <algorithm>
#include <cmath>

namespace lacquer::surfaces {
namespace {

double console(double decibels) {
    if (decibels >= -10) return (decibels + 30) / 40;
    if (decibels >= -30) return (decibels + 50) / 80;
    if (decibels >= -60) return (decibels + 70) / 160;
    return std::max(0.0, (decibels + 90) / 480);
}

double levelOnConsole(double travel) {
    if (travel >= 0.5) return 40 * travel - 30;
    if (travel >= 0.25) return 80 * travel - 50;
    if (travel >= 0.0625) return 160 * travel - 70;
    return 480 * travel - 90;
}

constexpr double kUnity = 0.75; // of the console's scale

} // namespace

double travelOfLevel(const FaderLaw& law, double decibels) {
    if (!(decibels > -90)) return 0;
    const double plain = std::min(console(decibels), 1.0);
    if (plain <= kUnity) return plain * law.unity / kUnity;
    return law.unity + (plain - kUnity) * (law.top - law.unity) / (1 - kUnity);
}

double levelAtTravel(const FaderLaw& law, double travel) {
    if (!(travel > 0)) return kSilence.value;
    if (travel <= law.unity) return levelOnConsole(travel * kUnity / law.unity);
    const double above = (travel - law.unity) * (1 - kUnity) / (law.top - law.unity);
    return levelOnConsole(std::min(kUnity + above, 1.0));
}

int positionOf(double travel) {
    return static_cast<int>(std::lround(std::clamp(travel, 0.0, 1.0) * kFullTravel));
}

} // namespace lacquer::surfaces
