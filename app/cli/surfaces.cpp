#include "app/cli/commands.h"

#include "app/cli/surface_options.h"

#include <cstdio>

namespace lacquer::cli {

void addSurfacesCommand(Command& app, Dispatch& dispatch) {
    Command* command = app.addCommand("surfaces", "List MIDI ports and the control surfaces on them");
    auto json = std::make_shared<bool>(false);
    command->addFlag("--json", *json, "Print one JSON object");
    command->callback([&dispatch, json] {
        dispatch.work = [json]() -> Status {
            surfaces::PortWatch watch;
            nlohmann::json listed = nlohmann::json::array();
            for (const surfaces::PortInfo& port : watch.ports()) {
                const std::string recognised = recognisedName(port.name);
                if (*json) {
                    nlohmann::json object{{"id", port.id}, {"name", port.name}, {"api", port.api}, {"in", port.in}, {"out", port.out}};
                    object["recognised"] = recognised.empty() ? nlohmann::json() : nlohmann::json(recognised);
                    listed.push_back(std::move(object));
                } else {
                    std::printf("%s\t%s\t%s, %s\t%s\n", port.id.c_str(), port.name.c_str(), port.api.c_str(),
                                port.in && port.out ? "in and out" : port.in ? "in" : "out", recognised.c_str());
                }
            }
            if (*json) printJson({{"ports", std::move(listed)}});
            else if (listed.empty() && watch.ports().empty())
                std::fprintf(stderr, "lacquer: there are no MIDI ports. Plug a surface in, or start JACK.\n");
            return 0;
        };
    });
}

} // namespace lacquer::cli
