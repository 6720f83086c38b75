#include "app/cli/commands.h"
#include "app/cli/steps.h"
#include "formats/project/project_store.h"
#include "formats/project/recovery.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

enum class Direction { undo, redo };

Status step(Direction direction, const std::string& folder, const std::string& countText) {
    const auto count = parseSteps(countText);
    if (!count) return tl::make_unexpected(count.error());
    auto store = formats::ProjectStore::open(folder);
    if (!store) return tl::make_unexpected(store.error());
    for (const std::string& note : store->notes()) fmt::print(stderr, "lacquer: {}\n", note);
    const bool back = direction == Direction::undo;
    const auto steps = back ? store->undo(*count) : store->redo(*count);
    if (!steps) return tl::make_unexpected(steps.error());
    if (*steps == 0) return badInput(nothingLeft(back));
    if (*steps < *count)
        fmt::print(stderr, "lacquer: there were only {} to {}.\n", *steps, back ? "undo" : "redo");
    return 0;
}

Status show(const std::string& folder, bool asJson) {
    // Not held: the window may have it open, and the folder may be read-only.
    const auto recovered = formats::recover(folder, formats::Wanted::history);
    if (!recovered) return tl::make_unexpected(recovered.error());
    for (const std::string& note : recovered->notes) fmt::print(stderr, "lacquer: {}\n", note);
    const project::History& history = recovered->history;
    std::vector<formats::HistoryEntry> entries;
    for (std::size_t i = 0; i < history.size(); ++i)
        entries.push_back({history.nameOf(i), i < history.position()});
    if (asJson) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& entry : entries) list.push_back({{"name", entry.name}, {"done", entry.done}});
        printJson({{"history", std::move(list)}});
        return 0;
    }
    for (std::size_t i = 0; i < entries.size(); ++i)
        fmt::print("{:4}  {}{}\n", i + 1, entries[i].name, entries[i].done ? "" : "  (undone)");
    if (entries.empty()) fmt::print("No edits yet.\n");
    return 0;
}

void addStepCommand(Command& app, Dispatch& dispatch, Direction direction, const char* name,
                    const char* help) {
    auto folder = std::make_shared<std::string>();
    auto count = std::make_shared<std::string>("1");
    Command* command = app.addCommand(name, help);
    command->addOption("PROJECT", *folder, "The project's folder").required();
    command->addOption("COUNT", *count, "How many steps").showDefault();
    command->callback([direction, folder, count, &dispatch] {
        dispatch.work = [direction, folder, count] { return step(direction, *folder, *count); };
    });
}

} // namespace

void addUndoCommand(Command& app, Dispatch& dispatch) {
    addStepCommand(app, dispatch, Direction::undo, "undo", "Take back the last edits");
}

void addRedoCommand(Command& app, Dispatch& dispatch) {
    addStepCommand(app, dispatch, Direction::redo, "redo", "Bring back what was undone");
}

void addHistoryCommand(Command& app, Dispatch& dispatch) {
    auto folder = std::make_shared<std::string>();
    auto asJson = std::make_shared<bool>(false);
    Command* command = app.addCommand("history", "List the edits, oldest first");
    command->addOption("PROJECT", *folder, "The project's folder").required();
    command->addFlag("--json", *asJson, "One JSON object on stdout");
    command->callback([folder, asJson, &dispatch] {
        dispatch.work = [folder, asJson] { return show(*folder, *asJson); };
    });
}

} // namespace lacquer::cli
