#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lacquer::testing {

/// Where a program's processor time goes: asks its threads, as often per second of their time
/// as the system's clock ticks (250 times, usually), which function they are in. What the system does for a thread counts for the function
/// that called it.
///
/// Limits   x86-64 and AArch64 Linux; one account at a time; functions that were inlined count for the
///          one they are in; a stripped program has no names
/// Thread   [main]
class TimeAccount {
public:
    TimeAccount();
    ~TimeAccount();
    TimeAccount(const TimeAccount&) = delete;
    TimeAccount& operator=(const TimeAccount&) = delete;

    void stop();

    /// After stop(): functions by name, with their share of the time, the largest first.
    std::vector<std::pair<std::string, double>> functions() const;
    /// The same by what a mix engineer would call the work, the rest last.
    std::vector<std::pair<std::string, double>> works() const;

    std::size_t samples() const;

private:
    bool running_ = true;
    std::vector<std::uintptr_t> places_;
};

} // namespace lacquer::testing
