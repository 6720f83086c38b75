#pragma once

#include <string>

namespace lacquer::ui {

struct WindowRequest {
    std::string project; ///< folder to open; empty: the start panel
    bool play = false;   ///< begin to play at once
};

/// Opens the window and runs until it is closed; the program's exit status.
///
/// SIGTERM, SIGINT and SIGHUP close it as the user would. Without a display it says so and returns
/// 4.
int runWindow(int& argc, char** argv, const WindowRequest& request);

} // namespace lacquer::ui
