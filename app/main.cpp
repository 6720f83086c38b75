#include "app/cli/commands.h"

#include <csignal>
#include <cstdio>

extern "C" void lacquerOnInterrupt(int);

int main(int argc, char** argv) {
    using namespace lacquer;
    CLI::App app{"Lacquer: from recorded stems to a finished release", "lacquer"};
    app.set_version_flag("--version", "lacquer " LACQUER_VERSION);
    cli::Dispatch dispatch;
    cli::addCommands(app, dispatch);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 1;
    }
    if (!dispatch.work) return 0;
    std::signal(SIGINT, lacquerOnInterrupt);
    const cli::Status status = dispatch.work();
    if (status) return *status;
    std::fprintf(stderr, "lacquer: %s\n", status.error().message.c_str());
    return cli::exitStatusOf(status.error().kind);
}
