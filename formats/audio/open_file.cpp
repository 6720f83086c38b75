#include "formats/audio/open_file.h"

#include "formats/audio/shown_text.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace lacquer::formats {
namespace {

std::string whyNotOpened(int error, const std::filesystem::path& path) {
    const std::string name = quotedName(path);
    switch (error) {
    case ENOENT:
    case ENOTDIR: return "There is no file " + name + ". Check the path.";
    case EACCES:
    case EPERM: return "No permission to read " + name + ". Change its rights, or copy it.";
    case ELOOP: return name + " is a link that leads nowhere. Give the file itself.";
    default: return name + " cannot be opened: " + std::strerror(error) + ".";
    }
}

} // namespace

Result<OpenFile> OpenFile::open(const std::filesystem::path& path) {
    // O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return badInput(whyNotOpened(errno, path));
    OpenFile file(descriptor, 0);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return badInput(whyNotOpened(errno, path));
    if (S_ISDIR(status.st_mode)) return badInput(quotedName(path) + " is a folder, not a file.");
    if (!S_ISREG(status.st_mode))
        return badInput(quotedName(path) + " is no regular file but a pipe or device. Save the " +
                        "audio as a file first.");
    file.size_ = status.st_size;
    return file;
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    return *this;
}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::int64_t OpenFile::read(std::int64_t offset, void* bytes, std::size_t count) const {
    auto* place = static_cast<char*>(bytes);
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::pread(descriptor_, place + done, count - done,
                                    offset + static_cast<std::int64_t>(done));
        if (got == 0) break;
        if (got < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        done += static_cast<std::size_t>(got);
    }
    return static_cast<std::int64_t>(done);
}

std::string shownPath(const std::filesystem::path& path) { return shownText(path.native()); }

std::string quotedName(const std::filesystem::path& path) {
    const std::filesystem::path last = path.has_filename() ? path.filename() : path;
    return "\"" + shownText(last.native()) + "\"";
}

} // namespace lacquer::formats
