#pragma once

#include "app/demo/tone.h"

#include <functional>
#include <string>
#include <vector>

namespace lacquer::demo {

/// Something to record: making the stem is work for a second or so.
struct Part {
    std::string song;
    std::string name;
    std::function<Stem()> record;
};

/// Every part of both songs, in the order of their tracks. Parts do not depend on each other and
/// may be recorded on several threads.
std::vector<Part> demoParts();

/// How the songs are mixed and mastered, as lines of `lacquer batch`. A line that begins with `##`
/// starts a step of the history and names it.
std::string demoMix();

inline constexpr const char* kDemoName = "First Light";

} // namespace lacquer::demo
