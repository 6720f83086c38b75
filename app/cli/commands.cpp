#include "app/cli/commands.h"

namespace lacquer::cli {

void addCommands(CLI::App& app, Dispatch& dispatch) {
    addDevicesCommand(app, dispatch);
    addPlayCommand(app, dispatch);
    addProcessCommand(app, dispatch);
    addTargetsCommand(app, dispatch);
}

} // namespace lacquer::cli
