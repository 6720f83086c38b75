#pragma once

#include <map>
#include <memory>
#include <string>

namespace lacquer::bench {

/// An LV2 plug-in of this machine, run headless for the ratio of its cost to ours.
///
/// In/out   two channels of 64 frames; further audio ports are silent, other controls stand at their
///          defaults
/// Errors   null where the plug-in is not installed or wants what nobody here gives (lilv's own folders;
///          LV2_PATH says where else to look)
class Lv2Plugin {
public:
    static std::unique_ptr<Lv2Plugin> create(const std::string& uri,
                                             double rate,
                                             const std::map<std::string, float>& controls);
    ~Lv2Plugin();

    void process(float* left, float* right);

private:
    struct State;
    explicit Lv2Plugin(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace lacquer::bench
