#pragma once

#include "engine/processors/workshop.h"
#include "engine/realtime/bell.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace lacquer::live {

/// The workshop of a player: one thread that does what running processors ask for. It starts with
/// the first job.
///
/// Thread   ring [render]; the rest [main]
class BackgroundWorkshop final : public processors::Workshop {
public:
    BackgroundWorkshop() = default;
    ~BackgroundWorkshop() override;

    void add(processors::Job& job) override;
    void remove(processors::Job& job) override;
    void ring() noexcept override { bell_.ring(); }

private:
    void run();

    realtime::Bell bell_;
    std::atomic<bool> over_{false};
    std::mutex jobsMutex_; ///< held while jobs work: a job that is taken out is not at work
    std::vector<processors::Job*> jobs_;
    std::thread thread_;
};

} // namespace lacquer::live
