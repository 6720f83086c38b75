#include "engine/realtime/thread_priority.h"

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

namespace lacquer::realtime {

bool raiseThreadPriority() noexcept {
#if defined(__linux__)
    // Below JACK's own threads and above everything that is not audio.
    sched_param parameters{};
    parameters.sched_priority = 60;
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
#else
    return false;
#endif
}

bool hasRaisedPriority() noexcept {
#if defined(__linux__)
    int policy = SCHED_OTHER;
    sched_param parameters{};
    if (pthread_getschedparam(pthread_self(), &policy, &parameters) != 0) return false;
    return (policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO || (policy & ~SCHED_RESET_ON_FORK) == SCHED_RR;
#else
    return false;
#endif
}

} // namespace lacquer::realtime
