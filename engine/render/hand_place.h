#pragma once

#include <cstddef>
#include <cstdint>

namespace lacquer::render {

/// A value of a plan that a hand can take and automation can write.
struct HandPlace {
    enum class Of { fader, trim, pan, width, mute, send, parameter };
    Of of = Of::fader;
    std::uint64_t id = 0;      ///< channel, send or insert
    std::size_t parameter = 0; ///< index into the processor's spec

    friend bool operator==(const HandPlace&, const HandPlace&) = default;
};

} // namespace lacquer::render
