#include "engine/dsp/pan.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::dsp {
namespace {

constexpr double kConstantPower = -3.0102999566398120;

double power(double base, double exponent) {
    return base <= 0 ? 0 : exp2(exponent * log2(base));
}

} // namespace

PanGains panGains(double position, double centreDecibels) {
    const double p = std::clamp(position, -1.0, 1.0);
    // Both ends exact: cos(π/2) in floating point is not quite zero.
    if (p == -1) return {1, 0};
    if (p == 1) return {0, 1};
    const double angle = (p + 1) * std::numbers::pi / 4;
    const PanGains constantPower{cos(angle), sin(angle)};
    if (std::abs(centreDecibels + 3) < 0.1) return constantPower;
    const PanGains linear{(1 - p) / 2, (1 + p) / 2};
    if (std::abs(centreDecibels + 6) < 0.1) return linear;
    if (std::abs(centreDecibels + 4.5) < 0.1)
        return {std::sqrt(constantPower.left * linear.left),
                std::sqrt(constantPower.right * linear.right)};
    const double exponent = centreDecibels / kConstantPower;
    return {power(constantPower.left, exponent), power(constantPower.right, exponent)};
}

PanGains balanceGains(double position, double centreDecibels) {
    if (position == 0) return {1, 1};
    const PanGains centre = panGains(0, centreDecibels);
    const PanGains here = panGains(position, centreDecibels);
    return {here.left / centre.left, here.right / centre.right};
}

PanGains plainBalance(double position) {
    const double p = std::clamp(position, -1.0, 1.0);
    return {std::min(1.0, 1 - p), std::min(1.0, 1 + p)};
}

} // namespace lacquer::dsp
