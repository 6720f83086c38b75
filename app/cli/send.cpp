#include "app/cli/edit_command.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/edit_names.h"
#include "engine/project/place.h"
#include "engine/project/routing_edits.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct SendOptions {
    std::string place, bus;
    std::vector<std::string> assignments;
    bool isRemoval = false;
};

ParameterSpec onOff(const char* name) {
    ParameterSpec spec;
    spec.id = spec.name = name;
    spec.kind = ParameterKind::onOff;
    return spec;
}

Result<Project> assign(Project project, ChannelId channel, SendId send, const std::string& name,
                       const std::string& text) {
    if (name == "level") {
        const auto level = parseValue(sendLevelParameter(), text);
        if (!level) return tl::make_unexpected(level.error());
        return setSendLevel(std::move(project), channel, send, Decibels{*level});
    }
    if (name == "pre" || name == "mute") {
        const auto on = parseValue(onOff(name.c_str()), text);
        if (!on) return tl::make_unexpected(on.error());
        return name == "pre" ? setSendPreFader(std::move(project), channel, send, *on > 0)
                             : setSendMuted(std::move(project), channel, send, *on > 0);
    }
    const std::vector<std::string> names{"level", "pre", "mute"};
    return badInput(fmt::format("A send has no value \"{}\".{}", name, suggestion(name, names)));
}

Result<Edit> changeSend(const SendOptions& options, const Project& project) {
    const auto place = findChannelPlace(project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    const Song* song = findSong(project, place->song);
    if (!song) return badInput("The album's channels have no sends.");
    const auto bus = findBusPlace(*song, options.bus);
    if (!bus) return tl::make_unexpected(bus.error());
    const Channel& channel = *findChannel(project, place->channel);
    const Send* existing = findSendTo(channel, *bus);
    if (options.isRemoval) {
        if (!existing)
            return badInput(fmt::format("\"{}\" has no send to \"{}\".", channel.name, options.bus));
        auto next = removeSend(project, channel.id, existing->id);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{"Remove " + editOfSend(project, channel.id, *bus), std::move(*next), {}};
    }
    Result<Project> next = project;
    SendId send = existing ? existing->id : SendId{};
    if (!existing) {
        auto added = addSend(project, channel.id, *bus, Decibels{sendLevelParameter().defaultValue});
        if (!added) return tl::make_unexpected(added.error());
        send = added->id;
        next = std::move(added->project);
    }
    for (const std::string& assignment : options.assignments) {
        const auto pair = splitAssignment(assignment);
        if (!pair) return tl::make_unexpected(pair.error());
        next = assign(std::move(*next), channel.id, send, pair->first, pair->second);
        if (!next) return tl::make_unexpected(next.error());
    }
    return Edit{editOfSend(project, channel.id, *bus), std::move(*next), {}};
}

} // namespace

void addSendArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<SendOptions>();
    command.addOption("PLACE", options->place, "SONG/CHANNEL").required();
    command.addOption("BUS", options->bus, "A bus of the song").required();
    command.addOption("NAME=VALUE", options->assignments, "level=-12dB pre=on mute=on");
    command.addFlag("--remove", options->isRemoval, "Take the send away");
    slot->work = [options](const Project& project, const EditContext&) {
        return changeSend(*options, project);
    };
}

} // namespace lacquer::cli
