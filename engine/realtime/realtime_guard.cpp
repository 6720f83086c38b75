#include "engine/realtime/realtime_guard.h"

#include "engine/realtime/realtime_traps.h"

#include <cstdlib>
#include <cstring>

#if defined(__linux__)
#include <execinfo.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace lacquer::realtime {
namespace {

// Constant initialisation: reading it must not run code that allocates.
constinit thread_local int guardDepth = 0;

void say(const char* text) noexcept {
#if defined(__linux__)
    // Not write(): it is trapped.
    syscall(SYS_write, 2, text, std::strlen(text));
#else
    (void)text;
#endif
}

} // namespace

RealtimeGuard::RealtimeGuard() noexcept {
    detail::keepTrapsLinked();
    ++guardDepth;
}

RealtimeGuard::~RealtimeGuard() { --guardDepth; }

bool RealtimeGuard::isActive() noexcept { return guardDepth > 0; }

GuardLifted::GuardLifted() noexcept : depth_(guardDepth) { guardDepth = 0; }

GuardLifted::~GuardLifted() { guardDepth = depth_; }

bool guardsAreBuilt() noexcept { return detail::trapsAreBuilt; }

void detail::forbidInGuard(const char* call) noexcept {
    if (guardDepth == 0) return;
    guardDepth = 0;
    say("lacquer: the engine thread called ");
    say(call);
    say(", which may block or take unbounded time. Called from:\n");
#if defined(__linux__)
    void* frames[48];
    backtrace_symbols_fd(frames, backtrace(frames, 48), 2);
#endif
    std::abort();
}

} // namespace lacquer::realtime
