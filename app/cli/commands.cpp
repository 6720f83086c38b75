#include "app/cli/commands.h"

namespace lacquer::cli {

void addCommands(CLI::App& app, Dispatch& dispatch) {
    addDevices(app, dispatch);
}

} // namespace lacquer::cli
