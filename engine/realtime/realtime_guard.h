#pragma once

namespace lacquer::realtime {

/// Marks the code between here and the end of the scope as the engine thread's: it must not
/// allocate, free, lock, sleep or touch a file. In builds with LACQUER_GUARDS a call that does is
/// stopped at once, with the function's name and the way there on stderr; other builds pay nothing
/// but a counter.
///
/// The one system call that is meant, waking a worker, goes through Bell and is not trapped.
///
/// Thread   [render] [worker]
class RealtimeGuard {
public:
    RealtimeGuard() noexcept;
    ~RealtimeGuard();
    RealtimeGuard(const RealtimeGuard&) = delete;
    RealtimeGuard& operator=(const RealtimeGuard&) = delete;

    /// This thread is inside a guarded scope.
    static bool isActive() noexcept;
};

/// Lifts the guard for what is known and bounded, such as the first touch of a driver. Say why at
/// each use.
class GuardLifted {
public:
    GuardLifted() noexcept;
    ~GuardLifted();
    GuardLifted(const GuardLifted&) = delete;
    GuardLifted& operator=(const GuardLifted&) = delete;

private:
    int depth_;
};

/// This build traps forbidden calls (allocation at least; locks and files where no sanitizer
/// stands in the way).
bool guardsAreBuilt() noexcept;

namespace detail {

/// Stops the program when this thread is guarded; called by the traps.
void forbidInGuard(const char* call) noexcept;

} // namespace detail
} // namespace lacquer::realtime
