#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace lacquer::processors {

/// Something that a processor wants done off the engine thread.
class Job {
public:
    virtual ~Job() = default;
    /// Does what was asked for since the last time, if anything. [worker]
    virtual void work() noexcept = 0;
};

/// Where running processors have long work done: the design of filters. It also keeps what was made
/// once as long as somebody uses it, so that a new plan does not make it again.
///
/// Thread   ring [render]; the rest [main]
class Workshop {
public:
    virtual ~Workshop() = default;

    virtual void add(Job& job) = 0;
    /// Returns when the job is not at work.
    virtual void remove(Job& job) = 0;
    /// Some job has something to do.
    virtual void ring() noexcept = 0;

    /// What `make` gave for this key, as long as somebody holds it.
    template <typename Thing, typename Make>
    std::shared_ptr<const Thing> shared(const std::string& key, Make&& make) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(things_, [](const auto& entry) { return entry.second.expired(); });
        auto& kept = things_[key];
        if (auto thing = kept.lock()) return std::static_pointer_cast<const Thing>(thing);
        std::shared_ptr<const Thing> made = make();
        kept = made;
        return made;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<const void>> things_;
};

} // namespace lacquer::processors
