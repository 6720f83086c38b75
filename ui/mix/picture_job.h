#pragma once

#include "engine/vocabulary/result.h"
#include "ui/models/jobs.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace lacquer::ui {

/// Measures a picture beside the window, one at a time and the newest values last, however fast a
/// control moves.
///
/// Thread   [main], but for the work
class PictureJob {
public:
    /// Puts the finished picture in its place; runs on the main thread.
    using Show = std::function<void()>;
    /// Measures on the job's thread; must not touch the workspace.
    using Work = std::function<Result<Show>(const std::function<bool()>& goOn)>;
    /// Copies what the work needs; none: there is nothing to measure.
    using Prepare = std::function<std::optional<Work>()>;

    PictureJob(Jobs& jobs, const QString& title, Prepare prepare);
    /// What still runs is not shown.
    ~PictureJob() = default;

    /// Soon: moves that follow at once are measured with it.
    void ask();

private:
    void start();

    Jobs& jobs_;
    QString title_;
    Prepare prepare_;
    QTimer soon_;
    bool running_ = false, wanted_ = false;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

} // namespace lacquer::ui
