#include "formats/project/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace lacquer::formats {
namespace {

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    int get() const { return value_; }
    explicit operator bool() const { return value_ >= 0; }

private:
    int value_;
};

/// 0, or the system's error.
int writeAll(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

tl::unexpected<Error> refused(const char* what, const std::filesystem::path& file, int error) {
    return systemRefused(fmt::format("{} \"{}\" failed: {}", what, file.string(), systemReason(error)));
}

} // namespace

std::string systemReason(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT: return "the disk is full. Free some space and try again; nothing is lost.";
    case EACCES:
    case EPERM: return "permission denied. Make the folder writable or copy the project elsewhere.";
    case EROFS: return "the disk is read-only. Copy the project to one that can be written.";
    case ENOENT: return "it is not there.";
    default: return std::generic_category().message(error) + ".";
    }
}

Result<std::string> readWhole(const std::filesystem::path& file) {
    Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) return refused("Reading", file, errno);
    struct stat status {};
    if (::fstat(descriptor.get(), &status) != 0) return refused("Reading", file, errno);
    if (!S_ISREG(status.st_mode))
        return badInput(fmt::format("\"{}\" is not a regular file.", file.string()));
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t got = ::read(descriptor.get(), bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refused("Reading", file, errno);
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return bytes;
}

Result<void> syncFolder(const std::filesystem::path& folder) {
    Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor) return refused("Opening", folder, errno);
    // Some file systems cannot sync a folder and say so; there is nothing better to do then.
    if (::fsync(descriptor.get()) != 0 && errno != EINVAL) return refused("Writing", folder, errno);
    return {};
}

Result<void> writeWhole(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::path temporary = file;
    temporary += ".new";
    {
        Descriptor descriptor(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
        if (!descriptor) return refused("Writing", file, errno);
        int error = writeAll(descriptor.get(), bytes);
        if (error == 0 && ::fsync(descriptor.get()) != 0) error = errno;
        if (error != 0) {
            ::unlink(temporary.c_str());
            return refused("Writing", file, error);
        }
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        const int error = errno;
        ::unlink(temporary.c_str());
        return refused("Writing", file, error);
    }
    const auto folder = file.parent_path();
    return syncFolder(folder.empty() ? "." : folder);
}

AppendFile::AppendFile(std::filesystem::path file, int descriptor, std::uint64_t length)
    : file_(std::move(file)), descriptor_(descriptor), length_(length) {}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)),
      length_(other.length_) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(length_, other.length_);
    return *this;
}

AppendFile::~AppendFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<AppendFile> AppendFile::open(const std::filesystem::path& file, std::uint64_t length) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (descriptor < 0) return refused("Opening", file, errno);
    AppendFile opened(file, descriptor, length);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return refused("Opening", file, errno);
    if (static_cast<std::uint64_t>(status.st_size) != length &&
        (::ftruncate(descriptor, static_cast<off_t>(length)) != 0 || ::fsync(descriptor) != 0))
        return refused("Repairing", file, errno);
    return opened;
}

Result<void> AppendFile::append(std::string_view bytes) {
    int error = writeAll(descriptor_, bytes);
    if (error == 0 && ::fdatasync(descriptor_) != 0) error = errno;
    if (error == 0) {
        length_ += bytes.size();
        return {};
    }
    // A torn line must not stay in front of the next one.
    if (::ftruncate(descriptor_, static_cast<off_t>(length_)) == 0) (void)::fsync(descriptor_);
    return refused("Writing", file_, error);
}

} // namespace lacquer::formats
