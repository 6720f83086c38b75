#include "formats/audio/output_file.h"

#include "formats/audio/open_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace lacquer::formats {
namespace {

std::filesystem::path folderOf(const std::filesystem::path& target) {
    return target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
}

std::int64_t roomIn(const std::filesystem::path& folder) {
    struct statvfs status {};
    if (::statvfs(folder.c_str(), &status) != 0) return -1;
    return static_cast<std::int64_t>(status.f_bavail) * static_cast<std::int64_t>(status.f_frsize);
}

std::string megabytes(std::int64_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string diskFull(const std::filesystem::path& target, std::int64_t needed) {
    const std::filesystem::path folder = folderOf(target);
    const std::int64_t room = roomIn(folder);
    return fmt::format("The disk is full: {} needs {}{} and \"{}\" has {} free. Free some space or "
                       "choose another folder; no partial file was left.",
                       quotedName(target), needed > 0 ? "" : "more than ",
                       megabytes(std::max<std::int64_t>(needed, 0)), shownPath(folder),
                       megabytes(std::max<std::int64_t>(room, 0)));
}

/// Unlike any other writer's name, hidden while it grows, and short enough beside a long target.
std::filesystem::path temporaryBeside(const std::filesystem::path& target) {
    std::random_device random;
    return folderOf(target) / fmt::format(".lacquer-{:08x}{:08x}.part", random(), random());
}

} // namespace

Result<OutputFile> OutputFile::create(const std::filesystem::path& target,
                                      bool replace,
                                      std::int64_t expectedBytes) {
    struct stat status {};
    if (::lstat(target.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return badInput(quotedName(target) + " is a folder. Give a file's name.");
        if (!replace)
            return badInput(quotedName(target) +
                            " exists already. Choose another name, or allow it to be replaced "
                            "(--force).");
    }
    const std::filesystem::path folder = folderOf(target);
    if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
        return badInput("There is no folder \"" + shownPath(folder) + "\" to write " +
                        quotedName(target) + " into. Make it first.");
    if (expectedBytes > 0) {
        const std::int64_t room = roomIn(folder);
        if (room >= 0 && room < expectedBytes)
            return systemRefused(diskFull(target, expectedBytes));
    }
    OutputFile file;
    file.target_ = target;
    file.replace_ = replace;
    file.expectedBytes_ = expectedBytes;
    std::filesystem::path temporary = temporaryBeside(target);
    file.descriptor_ = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file.descriptor_ < 0) return file.refusal(errno);
    file.temporary_ = std::move(temporary);
    return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)), replace_(other.replace_),
      expectedBytes_(other.expectedBytes_), size_(other.size_), position_(other.position_) {}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

tl::unexpected<Error> OutputFile::refusal(int error) const {
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        return systemRefused(diskFull(target_, std::max(expectedBytes_, size_)));
    if (error == EACCES || error == EPERM || error == EROFS)
        return systemRefused("No permission to write " + quotedName(target_) + " into \"" +
                             shownPath(folderOf(target_)) + "\". Choose another folder.");
    return systemRefused(quotedName(target_) + " cannot be written: " + std::strerror(error) + ".");
}

Result<void> OutputFile::write(const void* bytes, std::size_t count) {
    if (auto written = writeAt(position_, bytes, count); !written) return written;
    position_ += static_cast<std::int64_t>(count);
    size_ = std::max(size_, position_);
    return {};
}

Result<void> OutputFile::writeAt(std::int64_t offset, const void* bytes, std::size_t count) const {
    const auto* place = static_cast<const char*>(bytes);
    std::size_t done = 0;
    while (done < count) {
        const ssize_t put = ::pwrite(descriptor_, place + done, count - done, offset + static_cast<std::int64_t>(done));
        if (put < 0) {
            if (errno == EINTR) continue;
            return refusal(errno);
        }
        done += static_cast<std::size_t>(put);
    }
    return {};
}

Result<void> OutputFile::resize(std::int64_t bytes) {
    while (::ftruncate(descriptor_, bytes) != 0)
        if (errno != EINTR) return refusal(errno);
    size_ = bytes;
    position_ = std::min(position_, bytes);
    return {};
}

Result<void> OutputFile::overwrite(std::int64_t offset, const void* bytes, std::size_t count) {
    const std::int64_t back = std::exchange(position_, offset);
    auto written = write(bytes, count);
    position_ = back;
    return written;
}

std::int64_t OutputFile::readBack(std::int64_t offset, void* bytes, std::size_t count) const {
    return ::pread(descriptor_, bytes, count, offset);
}

Result<void> OutputFile::commit() {
    if (::fsync(descriptor_) != 0) return refusal(errno);
    const int flags = replace_ ? 0 : RENAME_NOREPLACE;
    int renamed = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(),
                              static_cast<unsigned>(flags));
    if (renamed != 0 && errno == EINVAL)
        renamed = ::rename(temporary_.c_str(), target_.c_str());
    if (renamed != 0) {
        if (errno == EEXIST)
            return badInput(quotedName(target_) + " was made by somebody else meanwhile.");
        return refusal(errno);
    }
    temporary_.clear();
    const std::filesystem::path folder = folderOf(target_);
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

} // namespace lacquer::formats
