#include "app/cli/commands.h"

namespace lacquer::cli {

void addCommands(CLI::App& app, Dispatch& dispatch) {
    addTargetsCommand(app, dispatch);
}

} // namespace lacquer::cli
