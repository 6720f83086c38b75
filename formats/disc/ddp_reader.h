#pragma once

#include "engine/vocabulary/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Reads any program's DDP fileset from its bytes alone. Shares nothing with the writer.
namespace lacquer::formats::disc {

struct DdpMark {
    std::string track; ///< "00" lead-in, "01"…"99", "AA" lead-out
    int index = 0;
    std::int64_t sector = 0;
    std::string isrc;
    std::string upc;
};

struct DdpText {
    int type = 0;  ///< 0x80 title, 0x81 performer…
    int track = 0; ///< 0 is the disc
    std::string text; ///< UTF-8
    int language = 0; ///< EBU Tech 3264's number of its block
};

struct DdpFileset {
    std::string level; ///< "DDP 2.00"
    std::string upc;
    std::string masterId;
    std::vector<DdpMark> marks;
    std::vector<DdpText> texts; ///< the first language's first
    std::filesystem::path image;
    std::int64_t imageSectors = 0; ///< as the map says
    std::vector<std::string> files; ///< of the fileset, by name
    std::vector<std::string> problems; ///< sentences; empty: sound
};

/// Errors   no DDPID or DDPMS, or no audio in the map; everything else is listed in `problems`
Result<DdpFileset> readDdp(const std::filesystem::path& folder);

} // namespace lacquer::formats::disc
