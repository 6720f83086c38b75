#include "app/cli/edit_command.h"

#include "app/cli/parser.h"
#include "app/cli/preset_words.h"
#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/audio/loaded_files.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace lacquer::cli {
namespace {

constexpr EditCommand kEditCommands[] = {
    {"album", "Put the album together: order, spaces, fades and what is written on it", addAlbumArguments},
    {"automate", "Replace the automation curve of a value", addAutomateArguments},
    {"bus", "Add a bus to a song", addBusArguments},
    {"folder", "Put tracks of a song into a folder of the timeline", addFolderArguments},
    {"freeze", "Render tracks up to their faders and play the renderings", addFreezeArguments},
    {"insert", "Put a processor into a channel's chain", addInsertArguments},
    {"recall", "Bring a song's mix back to a snapshot, or parts of it", addRecallArguments},
    {"remove", "Take a processor out of a channel's chain", addRemoveArguments},
    {"route", "Route a channel to a bus, or to Mix", addRouteArguments},
    {"send", "Send a channel to a bus, or change that send", addSendArguments},
    {"set", "Set values of a channel or of its inserts", addSetArguments},
    {"snapshot", "Keep a song's mix under a name", addSnapshotArguments},
    {"unfreeze", "Play frozen tracks through their chains again", addUnfreezeArguments},
    {"vca", "Add a VCA: a fader, mute and solo that move other channels along", addVcaArguments},
};

Status run(const std::string& folder, const EditSlot& slot) {
    auto store = formats::ProjectStore::open(folder);
    if (!store) return tl::make_unexpected(store.error());
    for (const std::string& note : store->notes()) fmt::print(stderr, "lacquer: {}\n", note);
    const processors::ProcessorCatalogue catalogue;
    auto edit = slot.work(*store->project(), {catalogue, store->folder()});
    if (!edit) return tl::make_unexpected(edit.error());
    if (auto done = store->commit(edit->name, std::move(edit->project)); !done)
        return tl::make_unexpected(done.error());
    if (edit->announce) edit->announce();
    return 0;
}

} // namespace

std::span<const EditCommand> editCommands() { return kEditCommands; }

void addEditCommands(Command& app, Dispatch& dispatch) {
    for (const EditCommand& edit : kEditCommands) {
        Command* command = app.addCommand(edit.name, edit.help);
        auto folder = std::make_shared<std::string>();
        auto slot = std::make_shared<EditSlot>();
        command->addOption("PROJECT", *folder, "The project's folder").required();
        edit.addArguments(*command, slot);
        command->callback([folder, slot, &dispatch] {
            dispatch.work = [folder, slot] { return run(*folder, *slot); };
        });
    }
}

Result<EditWork> parseEditLine(const std::vector<std::string>& words) {
    Command parser("Lines of a batch", "lacquer batch");
    auto slot = std::make_shared<EditSlot>();
    for (const EditCommand& edit : kEditCommands)
        if (words.front() == edit.name) edit.addArguments(*parser.addCommand(edit.name, edit.help), slot);
    if (!parser.hasCommands()) {
        std::vector<std::string> names{"undo", "redo"};
        for (const EditCommand& edit : kEditCommands) names.emplace_back(edit.name);
        return fail(ErrorKind::badUsage, fmt::format("There is no command \"{}\" in a batch.{}", words.front(),
                                                     project::suggestion(words.front(), names)));
    }
    if (const auto parsed = parseWords(parser, words); !parsed) return tl::make_unexpected(parsed.error());
    if (!slot->work) return fail(ErrorKind::badUsage, "The command is not complete.");
    return slot->work;
}

Result<std::pair<std::string, std::string>> splitAssignment(const std::string& text) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0)
        return fail(ErrorKind::badUsage, fmt::format("\"{}\" is not written like NAME=VALUE.", text));
    return std::pair{text.substr(0, at), text.substr(at + 1)};
}

Result<project::Project> assignInsertValue(project::Project project, const EditContext& context,
                                           ChannelId channelId, InsertId id, const std::string& name,
                                           const std::string& text) {
    using namespace project;
    const auto& catalogue = context.catalogue;
    const Channel& channel = *findChannel(project, channelId);
    const auto processor = requireProcessor(catalogue, findInsert(channel, id)->processor);
    if (!processor) return tl::make_unexpected(processor.error());
    if (name == kPresetWord) {
        ParameterValues values;
        if (auto set = assignWithPresets(values, **processor, name, text); !set) return tl::make_unexpected(set.error());
        return setInsertValues(std::move(project), channelId, id, std::move(values));
    }
    const auto spec = requireParameter(**processor, name);
    if (!spec) return tl::make_unexpected(spec.error());
    if (name == "key" && text == "internal")
        return setInsertKey(std::move(project), catalogue, channelId, id, {});
    if (name == "key" && text != "external") {
        const Song* song = songOf(project, channelId);
        const auto key = song ? findPlace(project, escapedName(song->name) + "/" + escapedName(text))
                              : Result<Place>(badInput("Only channels of a song have a side-chain."));
        if (!key) return tl::make_unexpected(key.error());
        return setInsertKey(std::move(project), catalogue, channelId, id, key->channel);
    }
    const auto* type = catalogue.type((*processor)->id);
    const bool isFile = type && std::ranges::find(type->audioFiles, (*spec)->id) != type->audioFiles.end();
    if (isFile) {
        const auto kept = formats::keepInProject(text, context.folder);
        if (!kept) return tl::make_unexpected(kept.error());
        return setInsertText(std::move(project), catalogue, channelId, id, name, *kept);
    }
    if ((*spec)->kind == ParameterKind::text)
        return setInsertText(std::move(project), catalogue, channelId, id, name, text);
    const auto value = parseValue(**spec, text);
    if (!value) return tl::make_unexpected(value.error());
    return setInsertParameter(std::move(project), catalogue, channelId, id, name, *value);
}

} // namespace lacquer::cli
