#pragma once

#include "app/cli/command.h"

/// Every command of the program; each is in the file of its name.
namespace lacquer::cli {

/// Adds all commands to the parser.
void addCommands(Command& app, Dispatch& dispatch);

// In alphabetical order. Commands that edit are in edit_command.h.
void addAuditCommand(Command& app, Dispatch& dispatch);
void addBatchCommand(Command& app, Dispatch& dispatch);
void addCheckCommand(Command& app, Dispatch& dispatch);
void addCompareCommand(Command& app, Dispatch& dispatch);
void addConvertCommand(Command& app, Dispatch& dispatch);
void addDeliverCommand(Command& app, Dispatch& dispatch);
void addDemoCommand(Command& app, Dispatch& dispatch);
void addDevicesCommand(Command& app, Dispatch& dispatch);
void addDiscCommand(Command& app, Dispatch& dispatch);
void addFormatsCommand(Command& app, Dispatch& dispatch);
void addHistoryCommand(Command& app, Dispatch& dispatch);
void addImportCommand(Command& app, Dispatch& dispatch);
void addLoudnessCommand(Command& app, Dispatch& dispatch);
void addMasterCommand(Command& app, Dispatch& dispatch);
void addMixesCommand(Command& app, Dispatch& dispatch);
void addNewCommand(Command& app, Dispatch& dispatch);
void addPlayCommand(Command& app, Dispatch& dispatch);
void addPresetsCommand(Command& app, Dispatch& dispatch);
void addProcessCommand(Command& app, Dispatch& dispatch);
void addProcessorsCommand(Command& app, Dispatch& dispatch);
void addRedoCommand(Command& app, Dispatch& dispatch);
void addRenderCommand(Command& app, Dispatch& dispatch);
void addShowCommand(Command& app, Dispatch& dispatch);
void addSurfacesCommand(Command& app, Dispatch& dispatch);
void addTargetsCommand(Command& app, Dispatch& dispatch);
void addToneCommand(Command& app, Dispatch& dispatch);
void addUndoCommand(Command& app, Dispatch& dispatch);
void addVerifyCommand(Command& app, Dispatch& dispatch);
// In alphabetical order.

} // namespace lacquer::cli
