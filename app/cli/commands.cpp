#include "app/cli/commands.h"

namespace lacquer::cli {

void addCommands(CLI::App& app, Dispatch& dispatch) {
    addDeliverCommand(app, dispatch);
    addDevicesCommand(app, dispatch);
    addMasterCommand(app, dispatch);
    addPlayCommand(app, dispatch);
    addProcessCommand(app, dispatch);
    addRenderCommand(app, dispatch);
    addTargetsCommand(app, dispatch);
    addVerifyCommand(app, dispatch);
}

} // namespace lacquer::cli
