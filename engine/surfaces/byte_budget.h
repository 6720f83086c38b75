#pragma once

#include "engine/surfaces/desk_event.h"

#include <algorithm>

namespace lacquer::surfaces {

/// How much a cable and a small box can take: so many bytes a second, with a little saved up.
class ByteBudget {
public:
    explicit ByteBudget(int bytesPerSecond)
        : rate_(bytesPerSecond), most_(std::max(bytesPerSecond / 10.0, 300.0)), left_(most_) {}

    void refill(Time now) {
        left_ = std::min(most_, left_ + rate_ * std::chrono::duration<double>(now - last_).count());
        last_ = now;
    }
    bool has() const { return left_ > 0; }
    void spend(std::size_t bytes) { left_ -= static_cast<double>(bytes); }

private:
    double rate_, most_, left_;
    Time last_{};
};

} // namespace lacquer::surfaces
