#include "app/cli/edit_command.h"
#include "engine/project/album_edits.h"
#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/edit_names.h"
#include "engine/project/insert_edits.h"
#include "engine/project/place.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/tempo_edits.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

#include <charconv>

namespace lacquer::cli {
namespace {

using namespace project;

struct SetOptions {
    std::string place;
    std::vector<std::string> assignments;
};

constexpr const char* kModes[] = {"off", "read", "touch", "latch", "write", "trim"};

Result<AutomationMode> parseMode(const std::string& text) {
    std::vector<std::string> names(std::begin(kModes), std::end(kModes));
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<AutomationMode>(i);
    return badInput(fmt::format("An automation mode is one of {}; you gave \"{}\".{}",
                                fmt::join(names, ", "), text, suggestion(text, names)));
}

/// The value and what it is called in the history.
struct Assigned {
    Project project;
    std::string what;
};

Result<Assigned> named(Result<Project> changed, std::string what) {
    if (!changed) return tl::make_unexpected(changed.error());
    return Assigned{std::move(*changed), std::move(what)};
}

Result<Assigned> assignToChannel(Project project, const EditContext& context, const Place& place,
                                 const std::string& name, const std::string& text) {
    const ChannelId id = place.channel;
    if (const ParameterSpec* spec = findChannelParameter(name)) {
        const auto value = parseValue(*spec, text);
        if (!value) return tl::make_unexpected(value.error());
        return named(setChannelValue(std::move(project), id, name, *value), spec->name);
    }
    if (name == "name") return named(renameChannel(std::move(project), id, text), "Name");
    if (name == "color" || name == "colour") {
        const auto colour = parseColour(text);
        if (!colour) return tl::make_unexpected(colour.error());
        return named(setColour(std::move(project), id, *colour), "Colour");
    }
    if (name == "output") {
        const Song* song = songOf(project, id);
        if (!song) return badInput("The album's channels have no output to choose.");
        const auto bus = findBusPlace(*song, text, true);
        if (!bus) return tl::make_unexpected(bus.error());
        return named(setOutput(std::move(project), id, *bus), "Output");
    }
    if (name == "vca") {
        const Song* song = songOf(project, id);
        if (!song) return badInput("The album's channels are moved by no VCA.");
        if (text == "none") return named(setVca(std::move(project), id, {}), "VCA");
        const auto vca = findVcaPlace(*song, text);
        if (!vca) return tl::make_unexpected(vca.error());
        return named(setVca(std::move(project), id, *vca), "VCA");
    }
    if (name == "notes") return named(setChannelNotes(std::move(project), id, text), "Notes");
    if (name == "automation") {
        const auto mode = parseMode(text);
        if (!mode) return tl::make_unexpected(mode.error());
        return named(setAutomationMode(std::move(project), id, *mode), "Automation mode");
    }
    const auto insert = findInsertParameter(context.catalogue, *findChannel(project, id), name);
    if (!insert) return tl::make_unexpected(insert.error());
    std::string what = insert->spec->name;
    return named(assignInsertValue(std::move(project), context, id, insert->insert->id,
                                   insert->spec->id, text),
                 fmt::format("{} {}", insert->processor->name, what));
}

Result<Assigned> assignToSong(Project project, SongId id, const std::string& name, const std::string& text) {
    if (name == "name") return named(renameSong(std::move(project), id, text), "Name");
    if (name == "notes") return named(setSongNotes(std::move(project), id, text), "Notes");
    if (name == "tempo") {
        const auto tempo = parseNumber(text, "Tempo", "bpm");
        if (!tempo) return tl::make_unexpected(tempo.error());
        TempoPoint point = findSong(project, id)->tempo.front();
        point.beatsPerMinute = *tempo;
        return named(changeTempo(std::move(project), id, point), "Tempo");
    }
    const std::vector<std::string> names{"name", "notes", "tempo"};
    const std::string song = escapedName(findSong(project, id)->name);
    return badInput(fmt::format("A song has no value \"{}\": it has name, notes and tempo. Its mix is "
                                "\"{}/Mix\".", name, song));
}

Result<Edit> set(const SetOptions& options, const Project& project, const EditContext& context) {
    const auto place = findPlace(project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    Project next = project;
    std::vector<std::string> whats;
    for (const std::string& assignment : options.assignments) {
        const auto pair = splitAssignment(assignment);
        if (!pair) return tl::make_unexpected(pair.error());
        auto assigned = place->kind == PlaceKind::song
                            ? assignToSong(std::move(next), place->song, pair->first, pair->second)
                            : assignToChannel(std::move(next), context, *place, pair->first,
                                              pair->second);
        if (!assigned) return tl::make_unexpected(assigned.error());
        next = std::move(assigned->project);
        if (whats.empty() || whats.back() != assigned->what) whats.push_back(std::move(assigned->what));
    }
    const std::string what = whats.size() > 3 ? fmt::format("{} values", options.assignments.size())
                                              : fmt::format("{}", fmt::join(whats, ", "));
    if (place->kind == PlaceKind::song)
        return Edit{fmt::format("{} of {}", what, findSong(project, place->song)->name), std::move(next), {}};
    return Edit{editOfChannel(project, what, place->channel), std::move(next), {}};
}

} // namespace

void addSetArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<SetOptions>();
    command.addOption("PLACE", options->place, "SONG/CHANNEL, SONG/Mix, SONG, @album or @album/N")
        .required();
    command
        .addOption("NAME=VALUE", options->assignments,
                    "trim fader pan width mute solo polarity name color output vca notes automation, or a "
                    "value of an insert: 2.threshold=-18dB, compressor.ratio=3")
        .required();
    command.footer("Values carry units: -6dB 80Hz 1.2kHz 35ms 2.1s L30 C R100 50% on off. Without one "
                   "they are in the value's own unit.");
    slot->work = [options](const Project& project, const EditContext& context) {
        return set(*options, project, context);
    };
}

} // namespace lacquer::cli
