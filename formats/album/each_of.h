#pragma once

#include "engine/vocabulary/result.h"

#include <cstddef>
#include <functional>

namespace lacquer::formats {

/// Runs `job` for every index on a few threads, the caller's among them, in order of their numbers; 0
/// is one per core. After an error no further one is begun; the first error is returned.
Result<void> eachOf(std::size_t count, int threads, const std::function<Result<void>(std::size_t)>& job);

/// How many threads eachOf() takes.
int threadsFor(std::size_t count, int threads);

} // namespace lacquer::formats
