#include "engine/surfaces/takeover.h"

#include <algorithm>
#include <cmath>

namespace lacquer::surfaces {

std::optional<double> TakeoverState::move(Takeover how, double at, double value, double tolerance) {
    const std::optional<double> before = last_;
    last_ = at;
    switch (how) {
    case Takeover::jump: caught_ = true; return at;
    case Takeover::pickup: {
        const bool near = std::abs(at - value) <= tolerance;
        const bool crossed = before && (at - value) * (*before - value) < 0;
        caught_ = caught_ || near || crossed;
        return caught_ ? std::optional(at) : std::nullopt;
    }
    case Takeover::scale: {
        caught_ = true;
        if (!before || at == *before) return std::nullopt;
        if (at > *before) return *before >= 1 ? 1.0 : value + (at - *before) * (1 - value) / (1 - *before);
        return *before <= 0 ? 0.0 : value + (at - *before) * value / *before;
    }
    case Takeover::relative:
        caught_ = true;
        if (!before) return std::nullopt;
        return std::clamp(value + at - *before, 0.0, 1.0);
    }
    return std::nullopt;
}

} // namespace lacquer::surfaces
