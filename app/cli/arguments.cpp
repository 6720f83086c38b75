#include "app/cli/arguments.h"

#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace lacquer::cli {
namespace {

/// Stands before every word that is a value, so that the parser cannot take it for anything else.
/// It never reaches a command.
constexpr char kValueMark = '\x01';

std::string marked(const std::string& word) { return kValueMark + word; }

/// Takes the mark off before any other check of an option sees the value.
void unmarkValues(CLI::App& app) {
    const CLI::Validator unmark(
        [](std::string& value) {
            if (!value.empty() && value.front() == kValueMark) value.erase(0, 1);
            return std::string();
        },
        "", "");
    for (CLI::Option* option : app.get_options()) option->transform(unmark);
    for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
        unmarkValues(*command);
}

CLI::App* commandNamed(CLI::App& app, const std::string& name) {
    const auto found = app.get_subcommands([&](CLI::App* command) { return command->check_name(name); });
    return found.empty() ? nullptr : found.front();
}

int requiredPlaces(const CLI::App& app) {
    int count = 0;
    for (const CLI::Option* option : app.get_options())
        count += option->get_positional() && option->get_required() ? 1 : 0;
    return count;
}

int placesOf(const CLI::App& app) {
    int count = 0;
    for (const CLI::Option* option : app.get_options()) count += option->get_positional() ? 1 : 0;
    return count;
}

/// Words with values marked, as the parser shall see them.
std::vector<std::string> markedWords(CLI::App& app, const std::vector<std::string>& words) {
    std::vector<std::string> out;
    CLI::App* command = &app;
    int places = 0;
    std::size_t valuesDue = 0;
    bool valuesOnly = false;
    const auto takeOption = [&](const std::string& word, const std::string& name) {
        const CLI::Option* option = command->get_option_no_throw(name);
        const bool holdsValue = name.size() < word.size();
        if (option && !holdsValue) valuesDue = static_cast<std::size_t>(option->get_items_expected_min());
        out.push_back(word);
    };
    for (const std::string& word : words) {
        const bool isDashed = word.size() > 1 && word.front() == '-';
        if (valuesDue > 0) {
            --valuesDue;
            out.push_back(marked(word));
        } else if (valuesOnly) {
            out.push_back(marked(word));
        } else if (word == "--") {
            valuesOnly = true;
            out.push_back(word);
        } else if (isDashed && word[1] == '-') {
            takeOption(word, word.substr(0, word.find('=')));
        } else if (isDashed) {
            const std::string name = word.substr(0, 2);
            const CLI::Option* option = command->get_option_no_throw(name);
            const bool isFlag = option && option->get_items_expected_min() == 0;
            const bool isLetter = std::isalpha(static_cast<unsigned char>(word[1])) != 0;
            // "-hall" is no "-h", and an unknown "-x" is a slip that the parser shall report.
            if (word.size() == 2 && (option || isLetter)) takeOption(word, name);
            else if (option && !isFlag) takeOption(word, name);
            else out.push_back(marked(word)), ++places;
        } else if (CLI::App* next = places >= requiredPlaces(*command) ? commandNamed(*command, word)
                                                                       : nullptr) {
            out.push_back(word);
            command = next;
            places = 0;
        } else {
            out.push_back(marked(word));
            ++places;
        }
    }
    return out;
}

} // namespace

void parseWords(CLI::App& app, const std::vector<std::string>& words) {
    if (!words.empty() && !words.front().empty() && words.front().front() != '-' &&
        placesOf(app) == 0 && !commandNamed(app, words.front())) {
        std::vector<std::string> names;
        for (const CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
            names.push_back(command->get_name());
        throw CLI::ExtrasError(
            fmt::format("There is no command \"{}\".{}", words.front(),
                        project::suggestion(words.front(), names)),
            CLI::ExitCodes::ExtrasError);
    }
    unmarkValues(app);
    std::vector<std::string> marked = markedWords(app, words);
    std::reverse(marked.begin(), marked.end()); // the parser takes words from the back
    app.parse(std::move(marked));
}

std::string messageOf(const CLI::ParseError& error) {
    std::string message = error.what();
    std::erase(message, kValueMark);
    std::replace(message.begin(), message.end(), '\n', ' ');
    return message;
}

int report(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::fprintf(stderr, "lacquer: %s\nRun with --help to see how it is used.\n",
                 messageOf(error).c_str());
    return 1;
}

} // namespace lacquer::cli
