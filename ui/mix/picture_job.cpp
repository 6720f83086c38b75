#include "ui/mix/picture_job.h"

namespace lacquer::ui {
namespace {

constexpr int kSoon = 60; // ms after a change

} // namespace

PictureJob::PictureJob(Jobs& jobs, const QString& title, Prepare prepare) : jobs_(jobs), title_(title), prepare_(std::move(prepare)) {
    soon_.setSingleShot(true);
    soon_.setInterval(kSoon);
    QObject::connect(&soon_, &QTimer::timeout, &soon_, [this] { start(); });
}

void PictureJob::ask() {
    if (running_) wanted_ = true;
    else if (!soon_.isActive()) soon_.start();
}

void PictureJob::start() {
    const std::optional<Work> work = prepare_();
    if (!work) return;
    running_ = true;
    wanted_ = false;
    auto show = std::make_shared<Show>();
    jobs_.start(
        title_,
        [show, work = *work](const Jobs::Progress& progress) -> Result<void> {
            auto made = work([&] { return progress(0); });
            if (!made) return tl::make_unexpected(made.error());
            *show = std::move(*made);
            return {};
        },
        [this, show, alive = std::weak_ptr(alive_)](const Result<void>& done) {
            if (alive.expired()) return;
            running_ = false;
            if (done) (*show)();
            if (wanted_) soon_.start();
        });
}

} // namespace lacquer::ui
