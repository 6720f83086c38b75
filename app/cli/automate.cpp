#include "app/cli/edit_command.h"
#include "engine/project/automation_edits.h"
#include "engine/project/edit_names.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct AutomateOptions {
    std::string place, name;
    std::vector<std::string> points;
    bool isCleared = false;
};

Result<Edit> automate(const AutomateOptions& options, const Project& project, const EditContext& context) {
    const auto place = findChannelPlace(project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    const Channel& channel = *findChannel(project, place->channel);
    const auto automated = findAutomated(project, context.catalogue, channel, options.name);
    if (!automated) return tl::make_unexpected(automated.error());
    if (options.points.empty() && !options.isCleared)
        return fail(ErrorKind::badUsage, "A curve needs points like 12.5s=-6dB; --clear takes it away.");
    std::vector<AutomationPoint> points;
    for (const std::string& text : options.points) {
        const auto pair = splitAssignment(text);
        if (!pair)
            return fail(ErrorKind::badUsage, fmt::format("\"{}\" is not written like TIME=VALUE.", text));
        const auto time = parseTime(pair->first);
        if (!time) return tl::make_unexpected(time.error());
        const auto value = parseValue(*automated->spec, pair->second);
        if (!value) return tl::make_unexpected(value.error());
        points.push_back({framesAt(*time, project.rate), *value, 0});
    }
    auto next = setCurve(project, context.catalogue, channel.id, automated->target, std::move(points));
    if (!next) return tl::make_unexpected(next.error());
    return Edit{editOfChannel(project, automated->spec->name + " automation", channel.id),
                std::move(*next), {}};
}

} // namespace

void addAutomateArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<AutomateOptions>();
    command.addOption("PLACE", options->place, "SONG/CHANNEL, SONG/Mix, @album or @album/N").required();
    command
        .addOption("NAME", options->name,
                    "trim fader pan width mute, a value of an insert (2.threshold), or send.BUS")
        .required();
    command.addOption("TIME=VALUE", options->points, "Points: 0s=-6dB 12.5s=0dB");
    command.addFlag("--clear", options->isCleared, "Take the curve away");
    slot->work = [options](const Project& project, const EditContext& context) {
        return automate(*options, project, context);
    };
}

} // namespace lacquer::cli
