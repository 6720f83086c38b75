#include "app/cli/parser.h"

#include "engine/project/value_text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace lacquer::cli {

struct Command::Parts {
    std::unique_ptr<CLI::App> program; ///< of the outermost command only
    CLI::App* app = nullptr;
    std::vector<std::unique_ptr<Command>> commands;
};

namespace {

CLI::Option& held(void* option) { return *static_cast<CLI::Option*>(option); }

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

/// What a parse error says, in one line.
std::string messageOf(const CLI::ParseError& error) {
    std::string message = error.what();
    std::erase(message, kValueMark);
    std::replace(message.begin(), message.end(), '\n', ' ');
    return message;
}

} // namespace

Option Option::required() {
    held(option_).required();
    return *this;
}

Option Option::showDefault() {
    held(option_).capture_default_str();
    return *this;
}

Option Option::range(int least, int most) {
    held(option_).check(CLI::Range(least, most));
    return *this;
}

Option Option::oneValueEach() {
    held(option_).allow_extra_args(false);
    return *this;
}

Option Option::delimiter(char between) {
    held(option_).delimiter(between);
    return *this;
}

Option Option::words(int least, int most) {
    held(option_).expected(least, most)->type_name("")->option_text(" ");
    return *this;
}

Command::Command(std::string help, std::string name, std::string version) : parts_(std::make_unique<Parts>()) {
    parts_->program = std::make_unique<CLI::App>(std::move(help), std::move(name));
    parts_->app = parts_->program.get();
    if (!version.empty()) parts_->app->set_version_flag("--version", std::move(version));
}

Command::Command(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Command::~Command() = default;

Command* Command::addCommand(std::string name, std::string help) {
    auto parts = std::make_unique<Parts>();
    parts->app = parts_->app->add_subcommand(std::move(name), std::move(help));
    parts_->commands.push_back(std::unique_ptr<Command>(new Command(std::move(parts))));
    return parts_->commands.back().get();
}

template <class Value>
Option Command::addOption(std::string name, Value& value, std::string help) {
    return Option(parts_->app->add_option(std::move(name), value, std::move(help)));
}

template Option Command::addOption(std::string, std::string&, std::string);
template Option Command::addOption(std::string, int&, std::string);
template Option Command::addOption(std::string, double&, std::string);
template Option Command::addOption(std::string, std::optional<std::string>&, std::string);
template Option Command::addOption(std::string, std::optional<int>&, std::string);
template Option Command::addOption(std::string, std::optional<double>&, std::string);
template Option Command::addOption(std::string, std::vector<std::string>&, std::string);

void Command::addFlag(std::string name, bool& value, std::string help) {
    parts_->app->add_flag(std::move(name), value, std::move(help));
}

void Command::footer(std::string text) { parts_->app->footer(std::move(text)); }

void Command::requireCommand() { parts_->app->require_subcommand(1); }

void Command::callback(std::function<void()> work) { parts_->app->callback(std::move(work)); }

bool Command::hasCommands() const { return !parts_->commands.empty(); }

Result<std::string> parseWords(Command& program, const std::vector<std::string>& words) {
    CLI::App& app = *program.parts().app;
    if (!words.empty() && !words.front().empty() && words.front().front() != '-' &&
        placesOf(app) == 0 && !commandNamed(app, words.front())) {
        std::vector<std::string> names;
        for (const CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
            names.push_back(command->get_name());
        return fail(ErrorKind::badUsage, fmt::format("There is no command \"{}\".{}", words.front(),
                                                     project::suggestion(words.front(), names)));
    }
    try {
        unmarkValues(app);
        std::vector<std::string> marked = markedWords(app, words);
        std::reverse(marked.begin(), marked.end()); // the parser takes words from the back
        app.parse(std::move(marked));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return fail(ErrorKind::badUsage, messageOf(error));
        std::ostringstream asked;
        app.exit(error, asked, asked);
        return asked.str();
    }
    return std::string();
}

} // namespace lacquer::cli
