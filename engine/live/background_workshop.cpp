#include "engine/live/background_workshop.h"

#include <algorithm>

namespace lacquer::live {

BackgroundWorkshop::~BackgroundWorkshop() {
    over_.store(true);
    bell_.ring();
    if (thread_.joinable()) thread_.join();
}

void BackgroundWorkshop::add(processors::Job& job) {
    {
        const std::scoped_lock lock(jobsMutex_);
        jobs_.push_back(&job);
    }
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void BackgroundWorkshop::remove(processors::Job& job) {
    const std::scoped_lock lock(jobsMutex_);
    std::erase(jobs_, &job);
}

void BackgroundWorkshop::run() {
    std::uint32_t answered = bell_.rings();
    for (;;) {
        // First the work, then the wait: what was asked for before the thread began is not missed.
        for (std::size_t k = 0;; ++k) {
            const std::scoped_lock lock(jobsMutex_);
            if (k >= jobs_.size()) break;
            jobs_[k]->work();
        }
        if (over_.load()) return;
        answered = bell_.listen(answered, 0);
    }
}

} // namespace lacquer::live
