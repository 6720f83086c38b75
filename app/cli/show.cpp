#include "app/cli/show.h"

#include "app/cli/commands.h"
#include "engine/processors/catalogue.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <cstdio>

namespace lacquer::cli {
namespace {

Status show(const std::string& folder, const std::string& placeName, bool asJson) {
    std::vector<std::string> notes;
    const auto read = formats::readProject(folder, &notes);
    if (!read) return tl::make_unexpected(read.error());
    for (const std::string& note : notes) fmt::print(stderr, "lacquer: {}\n", note);
    const project::Project& project = **read;
    const processors::ProcessorCatalogue catalogue;
    if (placeName.empty()) {
        if (asJson) printJson(projectJson(project, catalogue));
        else std::fputs(projectText(project, catalogue).c_str(), stdout);
        return 0;
    }
    const auto place = project::findPlace(project, placeName);
    if (!place) return tl::make_unexpected(place.error());
    if (asJson) printJson(placeJson(project, catalogue, *place));
    else std::fputs(placeTextOf(project, catalogue, *place).c_str(), stdout);
    return 0;
}

} // namespace

void addShowCommand(Command& app, Dispatch& dispatch) {
    struct Options {
        std::string folder, place;
        bool asJson = false;
    };
    auto options = std::make_shared<Options>();
    Command* command = app.addCommand("show", "Show a project, or a place in it");
    command->addOption("PROJECT", options->folder, "The project's folder").required();
    command->addOption("PLACE", options->place, "SONG, SONG/CHANNEL, SONG/Mix, @album or @album/N");
    command->addFlag("--json", options->asJson, "One JSON object on stdout");
    command->callback([options, &dispatch] {
        dispatch.work = [options] { return show(options->folder, options->place, options->asJson); };
    });
}

} // namespace lacquer::cli
