#pragma once

#include "engine/surfaces/midi_source.h"

#include <optional>
#include <vector>

namespace lacquer::surfaces {

/// Finds out what a hand moved and how it speaks, from what came while a control was armed: the
/// first thing that moved by two steps, a key that was pressed, an encoder by its clicks.
class Learner {
public:
    /// Everything that came so far may be fed again after a reset.
    void start() { heard_.clear(); }
    /// A binding without a destination once it is sure.
    std::optional<Binding> hear(const SourceValue& value, Time now);

private:
    struct Heard {
        SourceValue value;
        Time at{};
    };
    std::vector<Heard> heard_;
};

} // namespace lacquer::surfaces
