#include "app/cli/command.h"

#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>

namespace lacquer::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t interruptRequested = 0;

} // namespace

extern "C" void lacquerOnInterrupt(int) { interruptRequested = 1; }

int exitStatusOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::badUsage: return 1;
    case ErrorKind::badInput: return 2;
    case ErrorKind::checkFailed: return 3;
    case ErrorKind::system: return 4;
    case ErrorKind::cancelled: return 130;
    }
    return 2;
}

void printJson(const nlohmann::json& object) {
    // File names need not be UTF-8: what is not is replaced rather than refused.
    const std::string text = object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    std::fputs(text.c_str(), stdout);
    std::fputc('\n', stdout);
}

nlohmann::json numberOrNull(double value) {
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

bool interrupted() { return interruptRequested != 0; }

} // namespace lacquer::cli
