#pragma once

#include "app/cli/parser.h"
#include "engine/vocabulary/result.h"

#include <nlohmann/json.hpp>

#include <functional>

/// How a command of the command line is made: one file per command, one function that adds it to
/// the parser. The work itself is a function that returns what to print or an error; exit status
/// and the place of the words (results on stdout, all else on stderr) are the same for all.
namespace lacquer::cli {

/// Exit status of an error, by the command-line contract.
int exitStatusOf(ErrorKind kind);

/// What a command run gives back: 0, or another documented status (3: a check did not pass).
using Status = Result<int>;

/// Where the parsed command's work is put; main runs it after parsing.
struct Dispatch {
    std::function<Status()> work;
};

/// Prints one JSON object on stdout, UTF-8, with a final newline.
void printJson(const nlohmann::json& object);

/// Silence and other infinities are null in JSON.
nlohmann::json numberOrNull(double value);

/// True once Ctrl-C was pressed; long work asks it and cleans up.
bool interrupted();

} // namespace lacquer::cli
