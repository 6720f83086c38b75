#pragma once

#include "app/cli/command.h"

/// Every command of the program; each is in the file of its name.
namespace lacquer::cli {

/// Adds all commands to the parser.
void addCommands(CLI::App& app, Dispatch& dispatch);

// In alphabetical order. Commands that edit are in edit_command.h.
void addAuditCommand(CLI::App& app, Dispatch& dispatch);
void addBatchCommand(CLI::App& app, Dispatch& dispatch);
void addCompareCommand(CLI::App& app, Dispatch& dispatch);
void addConvertCommand(CLI::App& app, Dispatch& dispatch);
void addDeliverCommand(CLI::App& app, Dispatch& dispatch);
void addDemoCommand(CLI::App& app, Dispatch& dispatch);
void addDevicesCommand(CLI::App& app, Dispatch& dispatch);
void addDiscCommand(CLI::App& app, Dispatch& dispatch);
void addFormatsCommand(CLI::App& app, Dispatch& dispatch);
void addHistoryCommand(CLI::App& app, Dispatch& dispatch);
void addImportCommand(CLI::App& app, Dispatch& dispatch);
void addLoudnessCommand(CLI::App& app, Dispatch& dispatch);
void addMasterCommand(CLI::App& app, Dispatch& dispatch);
void addMixesCommand(CLI::App& app, Dispatch& dispatch);
void addNewCommand(CLI::App& app, Dispatch& dispatch);
void addPlayCommand(CLI::App& app, Dispatch& dispatch);
void addProcessCommand(CLI::App& app, Dispatch& dispatch);
void addProcessorsCommand(CLI::App& app, Dispatch& dispatch);
void addRedoCommand(CLI::App& app, Dispatch& dispatch);
void addRenderCommand(CLI::App& app, Dispatch& dispatch);
void addShowCommand(CLI::App& app, Dispatch& dispatch);
void addSurfacesCommand(CLI::App& app, Dispatch& dispatch);
void addTargetsCommand(CLI::App& app, Dispatch& dispatch);
void addUndoCommand(CLI::App& app, Dispatch& dispatch);
void addVerifyCommand(CLI::App& app, Dispatch& dispatch);
// In alphabetical order.

} // namespace lacquer::cli
