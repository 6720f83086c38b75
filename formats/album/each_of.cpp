#include "formats/album/each_of.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace lacquer::formats {

int threadsFor(std::size_t count, int threads) {
    const auto cores = threads > 0 ? static_cast<std::size_t>(threads) : std::max(1u, std::thread::hardware_concurrency());
    return static_cast<int>(std::clamp<std::size_t>(count, 1, cores));
}

Result<void> eachOf(std::size_t count, int threads, const std::function<Result<void>(std::size_t)>& job) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::optional<Error> first;
    const auto run = [&] {
        for (std::size_t k = next++; k < count; k = next++) {
            auto done = job(k);
            const std::lock_guard lock(mutex);
            if (first) return;
            if (!done) {
                first = done.error();
                return;
            }
        }
    };
    std::vector<std::thread> others;
    for (int k = 1; k < threadsFor(count, threads); ++k) others.emplace_back(run);
    run();
    for (std::thread& other : others) other.join();
    if (first) return tl::make_unexpected(*first);
    return {};
}

} // namespace lacquer::formats
