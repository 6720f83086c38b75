#include "app/cli/commands.h"

#include "app/cli/edit_command.h"

namespace lacquer::cli {

void addCommands(Command& app, Dispatch& dispatch) {
    addAuditCommand(app, dispatch);
    addBatchCommand(app, dispatch);
    addCheckCommand(app, dispatch);
    addCompareCommand(app, dispatch);
    addConvertCommand(app, dispatch);
    addDeliverCommand(app, dispatch);
    addDemoCommand(app, dispatch);
    addDevicesCommand(app, dispatch);
    addDiscCommand(app, dispatch);
    addFormatsCommand(app, dispatch);
    addHistoryCommand(app, dispatch);
    addImportCommand(app, dispatch);
    addLoudnessCommand(app, dispatch);
    addMasterCommand(app, dispatch);
    addMixesCommand(app, dispatch);
    addNewCommand(app, dispatch);
    addPlayCommand(app, dispatch);
    addPresetsCommand(app, dispatch);
    addProcessCommand(app, dispatch);
    addProcessorsCommand(app, dispatch);
    addRedoCommand(app, dispatch);
    addRenderCommand(app, dispatch);
    addShowCommand(app, dispatch);
    addSurfacesCommand(app, dispatch);
    addTargetsCommand(app, dispatch);
    addToneCommand(app, dispatch);
    addUndoCommand(app, dispatch);
    addVerifyCommand(app, dispatch);
    addEditCommands(app, dispatch);
}

} // namespace lacquer::cli
