#include "app/cli/commands.h"

#include "engine/live/device.h"

#include <cstdio>

namespace lacquer::cli {

void addDevicesCommand(Command& app, Dispatch& dispatch) {
    Command* command = app.addCommand("devices", "List where sound can be played");
    auto json = std::make_shared<bool>(false);
    command->addFlag("--json", *json, "Print one JSON object");
    command->callback([&dispatch, json] {
        dispatch.work = [json]() -> Status {
            const auto devices = live::listDevices();
            if (!*json) {
                for (const live::DeviceInfo& device : devices)
                    std::printf("%s\t%s\t%s, %d channels, %.0f Hz\n", device.id.c_str(), device.name.c_str(),
                                device.api.c_str(), device.outputs, device.defaultSampleRate);
                return 0;
            }
            nlohmann::json listed = nlohmann::json::array();
            for (const live::DeviceInfo& device : devices)
                listed.push_back({{"id", device.id},
                                  {"name", device.name},
                                  {"api", device.api},
                                  {"outputs", device.outputs},
                                  {"default_sample_rate", device.defaultSampleRate}});
            printJson({{"devices", std::move(listed)}});
            return 0;
        };
    });
}

} // namespace lacquer::cli
