#pragma once

#include "app/cli/command.h"
#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Commands that edit a project. Each is written once, as arguments and a function from a project to
/// an edit; it runs as `lacquer NAME PROJECT …` and as a line of `lacquer batch`.
namespace lacquer::cli {

struct Edit {
    std::string name; ///< for the history: "Fader of Bass"
    project::Project project;
    /// Prints the command's results, once the edit is safe on disk; not in a batch.
    std::function<void()> announce;
};

/// What an edit may need besides the project.
struct EditContext {
    const processors::ProcessorCatalogue& catalogue;
    std::filesystem::path folder; ///< of the project
};

using EditWork = std::function<Result<Edit>(const project::Project&, const EditContext&)>;

/// Where a parsed command puts its work; shared with the callbacks of the parser.
struct EditSlot {
    EditWork work;
};

struct EditCommand {
    const char* name;
    const char* help;
    /// Adds everything behind PROJECT and says what to do with it. The work runs after parsing.
    void (*addArguments)(Command& command, const std::shared_ptr<EditSlot>& slot);
};

/// All of them, in alphabetical order.
std::span<const EditCommand> editCommands();

/// Adds every edit command with its PROJECT to the parser.
void addEditCommands(Command& app, Dispatch& dispatch);

/// One line of a batch, already cut into words, as the work it asks for.
///
/// Errors   an unknown command, wrong usage (badUsage)
Result<EditWork> parseEditLine(const std::vector<std::string>& words);

/// `NAME=VALUE`, cut at the first equals sign.
Result<std::pair<std::string, std::string>> splitAssignment(const std::string& text);

/// Sets one value of an insert as typed: a parameter, `bypass`, or `key` (internal, or a channel of
/// the same song). An audio file is copied into the project's folder.
Result<project::Project> assignInsertValue(project::Project project, const EditContext& context,
                                           ChannelId channel, InsertId insert, const std::string& name,
                                           const std::string& text);

// One file each.
void addAlbumArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addAutomateArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addBusArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addFolderArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addFreezeArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addInsertArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addRecallArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addRemoveArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addRouteArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addSendArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addSetArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addSnapshotArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addUnfreezeArguments(Command& command, const std::shared_ptr<EditSlot>& slot);
void addVcaArguments(Command& command, const std::shared_ptr<EditSlot>& slot);

} // namespace lacquer::cli
