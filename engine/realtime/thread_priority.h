#pragma once

namespace lacquer::realtime {

/// Asks the system to run this thread before others (SCHED_FIFO on Linux). False when it refuses,
/// which is usual without rtkit or an entry in limits.conf: everything works, with less margin.
bool raiseThreadPriority() noexcept;

/// The calling thread has a real-time priority. One look at the scheduler: once per thread.
bool hasRaisedPriority() noexcept;

} // namespace lacquer::realtime
