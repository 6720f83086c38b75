#pragma once

#include "engine/vocabulary/result.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace lacquer::ui {

/// Long work beside the window: import, render, delivery. Each job runs on a thread of its own,
/// shows how far it is and can be cancelled.
///
/// Thread   [main], but for the work itself
class Jobs : public QObject {
    Q_OBJECT

public:
    /// Tells how far the work is, 0…1, and answers whether to go on.
    using Progress = std::function<bool(double share)>;
    /// Runs on the job's thread; must not touch the workspace.
    using Work = std::function<Result<void>(const Progress&)>;
    /// Runs on the main thread when the work is over.
    using Done = std::function<void(const Result<void>&)>;

    struct Job {
        int id = 0;
        QString title;
        double share = 0;
        bool cancelled = false;
    };

    explicit Jobs(QObject* parent = nullptr);
    ~Jobs() override; ///< cancels what runs and waits for it

    int start(const QString& title, Work work, Done done);
    void cancel(int id);
    std::vector<Job> running() const;

signals:
    void changed();

private:
    struct Running;
    void finish(int id, const Result<void>& result);

    std::vector<std::unique_ptr<Running>> running_;
    int nextId_ = 1;
};

} // namespace lacquer::ui
