#include "formats/project/project_lock.h"

#include "formats/project/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

namespace lacquer::formats {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(800);
constexpr auto kPause = std::chrono::milliseconds(10);

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "this computer";
}

/// Who the file says holds the lock; vague when it says nothing readable.
std::string holder(int descriptor) {
    std::array<char, 300> text{};
    const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string line(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    line = line.substr(0, line.find('\n'));
    for (char c : line)
        if (static_cast<unsigned char>(c) < ' ') return "another process";
    return line.starts_with("process ") ? line : "another process";
}

} // namespace

Result<ProjectLock> ProjectLock::take(const std::filesystem::path& folder) {
    const auto file = folder / "lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return systemRefused(fmt::format("The project \"{}\" cannot be opened for editing: {}",
                                         folder.string(), systemReason(errno)));
    ProjectLock lock(descriptor);
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return systemRefused(fmt::format("The project \"{}\" cannot be held for editing: {}",
                                             folder.string(), systemReason(errno)));
        if (std::chrono::steady_clock::now() >= end)
            return systemRefused(fmt::format(
                "The project \"{}\" is open in {}. Close it there, then try again.", folder.string(),
                holder(descriptor)));
        std::this_thread::sleep_for(kPause);
    }
    const std::string who = fmt::format("process {} on {}\n", ::getpid(), hostName());
    // Only a courtesy to the next one: the lock itself holds without it, also on a full disk.
    if (::ftruncate(descriptor, 0) == 0) (void)!::pwrite(descriptor, who.data(), who.size(), 0);
    return lock;
}

ProjectLock::ProjectLock(ProjectLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

ProjectLock& ProjectLock::operator=(ProjectLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

ProjectLock::~ProjectLock() {
    if (descriptor_ < 0) return;
    (void)!::ftruncate(descriptor_, 0);
    ::close(descriptor_);
}

} // namespace lacquer::formats
