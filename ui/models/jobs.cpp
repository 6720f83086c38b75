#include "ui/models/jobs.h"

#include <algorithm>
#include <chrono>

namespace lacquer::ui {

struct Jobs::Running {
    int id = 0;
    QString title;
    Done done;
    std::atomic<double> share{0};
    std::atomic<bool> cancelled{false};
    std::thread thread;
};

Jobs::Jobs(QObject* parent) : QObject(parent) {}

Jobs::~Jobs() {
    for (const auto& job : running_) job->cancelled = true;
    for (const auto& job : running_)
        if (job->thread.joinable()) job->thread.join();
}

int Jobs::start(const QString& title, Work work, Done done) {
    auto job = std::make_unique<Running>();
    job->id = nextId_++;
    job->title = title;
    job->done = std::move(done);
    Running& running = *job;
    running_.push_back(std::move(job));
    running.thread = std::thread([this, &running, work = std::move(work)] {
        auto shown = std::chrono::steady_clock::now();
        const Result<void> result = work([&](double share) {
            running.share = share;
            const auto now = std::chrono::steady_clock::now();
            if (now - shown > std::chrono::milliseconds(50)) {
                shown = now;
                QMetaObject::invokeMethod(this, [this] { emit changed(); }, Qt::QueuedConnection);
            }
            return !running.cancelled;
        });
        QMetaObject::invokeMethod(
            this, [this, id = running.id, result] { finish(id, result); }, Qt::QueuedConnection);
    });
    emit changed();
    return running.id;
}

void Jobs::cancel(int id) {
    for (const auto& job : running_)
        if (job->id == id) job->cancelled = true;
    emit changed();
}

std::vector<Jobs::Job> Jobs::running() const {
    std::vector<Job> jobs;
    for (const auto& job : running_) jobs.push_back({job->id, job->title, job->share, job->cancelled});
    return jobs;
}

void Jobs::finish(int id, const Result<void>& result) {
    const auto found =
        std::find_if(running_.begin(), running_.end(), [id](const auto& job) { return job->id == id; });
    if (found == running_.end()) return;
    const std::unique_ptr<Running> job = std::move(*found);
    running_.erase(found);
    job->thread.join();
    if (job->done) job->done(result);
    emit changed();
}

} // namespace lacquer::ui
