#include "engine/realtime/realtime_traps.h"

#include "engine/realtime/realtime_guard.h"

#if defined(LACQUER_GUARDS) && defined(__linux__)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

// The sanitizers replace the same functions themselves and offer hooks on allocation; a mutex or a
// file on the engine thread is found by the builds without them.
#include <cstddef>

// From <sanitizer/allocator_interface.h>, which GCC does not install.
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*onMalloc)(const volatile void*, std::size_t), void (*onFree)(const volatile void*));

namespace lacquer::realtime::detail {
namespace {

// ThreadSanitizer calls the hooks on threads that have no C++ state yet; the guard's counter is
// plain thread-local data, so that asking it is safe there.
void onAllocation(const volatile void*, std::size_t) { forbidInGuard("an allocation"); }
void onFree(const volatile void*) { forbidInGuard("a deallocation"); }

const int hooksInstalled = __sanitizer_install_malloc_and_free_hooks(onAllocation, onFree);

} // namespace

void keepTrapsLinked() noexcept { (void)hooksInstalled; }

} // namespace lacquer::realtime::detail

#else

#include <cstdarg>
#include <cstddef>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

using lacquer::realtime::detail::forbidInGuard;

namespace lacquer::realtime::detail {

void keepTrapsLinked() noexcept {}

} // namespace lacquer::realtime::detail

// glibc's allocator under the names that stay when malloc is replaced. operator new and delete end
// up in malloc and free as well.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept {
    forbidInGuard("malloc");
    return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
    forbidInGuard("calloc");
    return __libc_calloc(count, size);
}

void* realloc(void* block, std::size_t size) noexcept {
    forbidInGuard("realloc");
    return __libc_realloc(block, size);
}

void free(void* block) noexcept {
    if (block) forbidInGuard("free");
    __libc_free(block);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
    forbidInGuard("memalign");
    return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    forbidInGuard("aligned_alloc");
    return __libc_memalign(alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
    forbidInGuard("posix_memalign");
    *block = __libc_memalign(alignment, size);
    return *block ? 0 : 12; // ENOMEM
}
}

namespace {

// The next definition of a function behind this one, as a preloaded library may have replaced it
// too.
template <typename Function>
Function* behind(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

} // namespace

#define LACQUER_TRAP(result, name, parameters, arguments, ...)                                     \
    extern "C" result name parameters __VA_ARGS__ {                                                \
        forbidInGuard(#name);                                                                      \
        static result(*const next) parameters = behind<result parameters>(#name);                  \
        return next arguments;                                                                     \
    }

LACQUER_TRAP(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex), noexcept)
LACQUER_TRAP(int, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock), noexcept)
LACQUER_TRAP(int, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock), noexcept)
LACQUER_TRAP(int, pthread_cond_signal, (pthread_cond_t * condition), (condition), noexcept)
LACQUER_TRAP(int, pthread_cond_broadcast, (pthread_cond_t * condition), (condition), noexcept)
LACQUER_TRAP(int, pthread_join, (pthread_t thread, void** result), (thread, result))
LACQUER_TRAP(int, sem_wait, (sem_t * semaphore), (semaphore))
LACQUER_TRAP(ssize_t, read, (int file, void* data, size_t size), (file, data, size))
LACQUER_TRAP(ssize_t, write, (int file, const void* data, size_t size), (file, data, size))
LACQUER_TRAP(ssize_t, pread, (int file, void* data, size_t size, off_t at), (file, data, size, at))
LACQUER_TRAP(int, close, (int file), (file))
LACQUER_TRAP(int, fsync, (int file), (file))
LACQUER_TRAP(int, usleep, (useconds_t time), (time))
LACQUER_TRAP(int, nanosleep, (const timespec* time, timespec* left), (time, left))
LACQUER_TRAP(int, sched_yield, (), (), noexcept)

extern "C" int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* left) {
    forbidInGuard("clock_nanosleep");
    static auto* const next = behind<int(clockid_t, int, const timespec*, timespec*)>("clock_nanosleep");
    return next(clock, flags, time, left);
}

extern "C" int open(const char* path, int flags, ...) {
    forbidInGuard("open");
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    static auto* const next = behind<int(const char*, int, ...)>("open");
    return next(path, flags, mode);
}

#endif

#else

namespace lacquer::realtime::detail {

void keepTrapsLinked() noexcept {}

} // namespace lacquer::realtime::detail

#endif
