#pragma once

#include <string>
#include <vector>

/// Times in notes, for what can follow the song's tempo: 1/1 to 1/64, each also dotted (1.5 times)
/// and as a triplet (two thirds).
namespace lacquer::processors {

inline constexpr int kNoteLengths = 7 * 3;

/// The choices "1/1", "1/1d", "1/1t", "1/2" … after a first one that means none.
inline std::vector<std::string> noteLengths(std::string none) {
    std::vector<std::string> names{std::move(none)};
    for (int part = 1; part <= 64; part *= 2)
        for (const char* kind : {"", "d", "t"}) names.push_back("1/" + std::to_string(part) + kind);
    return names;
}

/// Seconds of the note with this index (0: 1/1), at a tempo in quarter notes per minute.
inline double secondsOfNote(int index, double quartersPerMinute) noexcept {
    constexpr double kKinds[] = {1.0, 1.5, 2.0 / 3.0};
    const double whole = 4 * 60 / quartersPerMinute;
    return whole / (1 << (index / 3)) * kKinds[index % 3];
}

} // namespace lacquer::processors
