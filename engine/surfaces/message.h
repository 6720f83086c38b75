#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lacquer::surfaces {

using Bytes = std::vector<std::uint8_t>;

/// Cuts whatever comes from a MIDI cable into whole messages: running status, real-time bytes
/// between and inside others, SysEx. What makes no sense is dropped and counted.
///
/// Out      channel messages with their status (note-on with velocity 0 stays as it is), and SysEx
///          from F0 to F7; clock, sensing and other system messages are swallowed, reset (FF) is not
/// Limits   a SysEx longer than kLongestSysEx is dropped as a whole
/// Thread   one
class MessageReader {
public:
    static constexpr std::size_t kLongestSysEx = 1024;

    using Take = std::function<void(std::span<const std::uint8_t>)>;

    void read(std::span<const std::uint8_t> bytes, const Take& take);
    /// What was begun is forgotten: the cable was pulled.
    void reset();
    /// Bytes and messages that made no sense.
    std::uint64_t dropped() const { return dropped_; }

private:
    void begin(std::uint8_t status);
    void data(std::uint8_t byte, const Take& take);

    Bytes sysEx_;
    std::uint8_t message_[3] = {0, 0, 0};
    int length_ = 0;   ///< of the message when whole; 0: none is under way
    int filled_ = 0;
    bool inSysEx_ = false;
    bool tooLong_ = false;
    std::uint64_t dropped_ = 0;
};

} // namespace lacquer::surfaces
