#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

namespace lacquer::bench {

/// Work of ours that is no processor, and the library that everybody else does it with.
struct LibraryPeer {
    std::string work; ///< name under which ours is reported
    std::string library;
    std::function<void(benchmark::State&)> ours, theirs;
    double samples; ///< per iteration, all channels
};

/// libebur128, libsoxr, and zita-convolver where it is installed; stereo at 48 kHz.
std::vector<LibraryPeer> libraryPeers();

} // namespace lacquer::bench
