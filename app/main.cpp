#include "app/cli/commands.h"

#ifdef LACQUER_WINDOW
#include "ui/shell/run_window.h"

#include <filesystem>
#include <optional>
#include <string_view>
#endif

#include <csignal>
#include <cstdio>

extern "C" void lacquerOnInterrupt(int);

#ifdef LACQUER_WINDOW
namespace {

/// Nothing, a project folder, or `--play` and one, is a wish for the window; all else is a command.
std::optional<lacquer::ui::WindowRequest> windowRequest(int argc, char** argv) {
    lacquer::ui::WindowRequest request;
    for (int k = 1; k < argc; ++k) {
        const std::string_view word = argv[k];
        if (word == "--play" && !request.play) {
            request.play = true;
            continue;
        }
        std::error_code ignored;
        const bool folder = word.ends_with(".lacquer") || word.ends_with(".lacquer/") ||
                            std::filesystem::is_directory(std::filesystem::path(word), ignored);
        if (word.starts_with("-") || !folder || !request.project.empty()) return std::nullopt;
        request.project = word;
    }
    return request;
}

} // namespace
#endif

int main(int argc, char** argv) {
    using namespace lacquer;
#ifdef LACQUER_WINDOW
    if (const auto request = windowRequest(argc, argv)) return ui::runWindow(argc, argv, *request);
#endif
    cli::Command program("Lacquer: from recorded stems to a finished release", "lacquer", "lacquer " LACQUER_VERSION);
    cli::Dispatch dispatch;
    cli::addCommands(program, dispatch);
    const auto asked = cli::parseWords(program, {argv + 1, argv + argc});
    if (!asked) {
        std::fprintf(stderr, "lacquer: %s\nRun with --help to see how it is used.\n", asked.error().message.c_str());
        return cli::exitStatusOf(asked.error().kind);
    }
    std::fputs(asked->c_str(), stdout);
    if (!dispatch.work) return 0;
    std::signal(SIGINT, lacquerOnInterrupt);
    const cli::Status status = dispatch.work();
    if (status) return *status;
    std::fprintf(stderr, "lacquer: %s\n", status.error().message.c_str());
    return cli::exitStatusOf(status.error().kind);
}
