#pragma once

#include "engine/vocabulary/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The command line's grammar, apart from the library that reads it: commands, the options behind
/// them and where their values go. The library is large and all in headers; here is the one place
/// that compiles it.
namespace lacquer::cli {

/// A place for a value, as it was just added; what is said of it holds from then on.
class Option {
public:
    explicit Option(void* option) : option_(option) {}

    Option required();
    /// --help shows the value that stands when none is given.
    Option showDefault();
    Option range(int least, int most);
    /// One value for each time it is named, instead of all words that follow.
    Option oneValueEach();
    Option delimiter(char between);
    /// So many words; --help shows the option's name alone.
    Option words(int least, int most);

private:
    void* option_; ///< of the library
};

/// A command, or the program itself with its commands. Values live with whoever adds them, until
/// after parsing.
class Command {
public:
    /// The program.
    Command(std::string help, std::string name, std::string version = {});
    ~Command();
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    /// Lives as long as this.
    Command* addCommand(std::string name, std::string help);

    /// `name`: "PLACE" for a place among the words, "-o,--output" for an option. Value: std::string,
    /// int, double, an optional of one of them, or a vector of strings.
    template <class Value>
    Option addOption(std::string name, Value& value, std::string help = {});
    void addFlag(std::string name, bool& value, std::string help);

    /// Below the list of options in --help.
    void footer(std::string text);
    /// Naming one of its commands is a must.
    void requireCommand();
    /// Called when this command was named and its words are right.
    void callback(std::function<void()> work);
    bool hasCommands() const;

    struct Parts;
    Parts& parts() { return *parts_; }

private:
    explicit Command(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

/// Parses the words that follow the program's name, as people mean them: a song may be called "new",
/// a level "-inf" and a list "[Bass]". Call after every command was added.
///
/// Returns  the help or version that was asked for, to be printed; empty when a command was called
/// Errors   wrong usage, in one line (badUsage)
Result<std::string> parseWords(Command& program, const std::vector<std::string>& words);

} // namespace lacquer::cli
