#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace lacquer::analysis {

/// The highest true peak of the last three seconds: what the peak to short-term ratio (PSR) compares
/// the short-term loudness with. PSR = recent peak in dBTP − short-term LUFS (Shepherd 2015).
///
/// In       one peak for each tenth of a second
/// Thread   one; allocates nothing
class RecentPeak {
public:
    static constexpr int kPerSecond = 10;

    void add(double peak) noexcept { peaks_[next_++ % peaks_.size()] = peak; }
    /// Linear; 0 before there is any.
    double highest() const noexcept { return *std::max_element(peaks_.begin(), peaks_.end()); }

private:
    std::array<double, 3 * kPerSecond> peaks_{};
    std::size_t next_ = 0;
};

} // namespace lacquer::analysis
