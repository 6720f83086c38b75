#include "app/cli/commands.h"
#include "engine/project/value_text.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

Status makeProject(const std::string& folder, const std::string& rateText) {
    ParameterSpec spec;
    spec.id = spec.name = "The rate";
    spec.unit = Unit::hertz;
    spec.minimum = 8000;
    spec.maximum = 384000;
    const auto rate = project::parseValue(spec, rateText);
    if (!rate) return tl::make_unexpected(rate.error());
    if (*rate != static_cast<int>(*rate))
        return badInput(fmt::format("The rate is a whole number of Hz; you gave \"{}\".", rateText));
    const auto store =
        formats::ProjectStore::create(folder, SampleRate{static_cast<std::int32_t>(*rate)});
    if (!store) return tl::make_unexpected(store.error());
    return 0;
}

} // namespace

void addNewCommand(Command& app, Dispatch& dispatch) {
    auto folder = std::make_shared<std::string>();
    auto rate = std::make_shared<std::string>("48000");
    Command* command = app.addCommand("new", "Make an empty project");
    command->addOption("PROJECT", *folder, "Its folder, usually Name.lacquer").required();
    command->addOption("--rate", *rate, "Sample rate in Hz: 44100, 48000, 96kHz…").showDefault();
    command->callback([folder, rate, &dispatch] {
        dispatch.work = [folder, rate] { return makeProject(*folder, *rate); };
    });
}

} // namespace lacquer::cli
