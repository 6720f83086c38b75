#include "app/cli/commands.h"

namespace lacquer::cli {

void addCommands(CLI::App& app, Dispatch& dispatch) {
    (void)app;
    (void)dispatch;
}

} // namespace lacquer::cli
