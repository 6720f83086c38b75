#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace lacquer {

/// What kind of thing went wrong; the command line's exit status follows from it.
enum class ErrorKind {
    badUsage,    ///< the request itself makes no sense (exit 1)
    badInput,    ///< a file or a value is wrong (exit 2)
    checkFailed, ///< a check did not pass (exit 3)
    system,      ///< the system refused: disk full, no device, no permission (exit 4)
    cancelled,   ///< the user stopped it (exit 130)
};

/// One clear sentence: what happened, to which file or value, and what to do now.
struct Error {
    ErrorKind kind = ErrorKind::badInput;
    std::string message;
};

/// A value, or the reason why there is none. No exception crosses a folder boundary.
template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return tl::make_unexpected(Error{kind, std::move(message)});
}

inline tl::unexpected<Error> badInput(std::string message) {
    return fail(ErrorKind::badInput, std::move(message));
}

inline tl::unexpected<Error> systemRefused(std::string message) {
    return fail(ErrorKind::system, std::move(message));
}

} // namespace lacquer
