#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

/// Words of a command line as people mean them. The parser alone takes a song called "new" for a
/// command, "-inf" for options and "[Bass]" for a list; names may be anything here.
namespace lacquer::cli {

/// Parses the words that follow the program's name. Call after every command was added.
///
/// Errors   throws CLI::ParseError
void parseWords(CLI::App& app, const std::vector<std::string>& words);

/// What a parse error says, in one line.
std::string messageOf(const CLI::ParseError& error);

/// Prints what a parse error says (or the help that was asked for); the exit status.
int report(const CLI::App& app, const CLI::ParseError& error);

} // namespace lacquer::cli
