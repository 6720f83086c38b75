#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "engine/project/album_edits.h"
#include "formats/album/album_tones.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

namespace lacquer::cli {
namespace {

struct ToneOptions {
    std::string project;
    bool json = false;
};

nlohmann::json jsonOf(const mastering::ToneMatch& match) {
    nlohmann::json bands = nlohmann::json::array();
    for (const auto& band : match.bands)
        if (band.gainDb != 0) bands.push_back({{"frequency_hz", band.frequency}, {"gain_db", band.gainDb}, {"q", band.q}, {"shelf", band.shelf}});
    return {{"bands", std::move(bands)}, {"distance_before_db", match.before}, {"distance_after_db", match.after}};
}

Status tone(const ToneOptions& options) {
    const auto project = formats::readProject(options.project);
    if (!project) return tl::make_unexpected(project.error());
    const processors::ProcessorCatalogue catalogue;
    Result<std::vector<mastering::TrackTone>> tones;
    {
        ProgressLine line;
        const auto master = formats::renderAlbumMaster({*project, options.project, 0}, catalogue,
                                                       [&line](const std::string& stage, double share) { return line.show(stage, share); });
        if (!master) return tl::make_unexpected(master.error());
        tones = formats::tonesOf(*master, 0, [&line](double share) { return line.show("Comparing the songs", share); });
    }
    if (!tones) return tl::make_unexpected(tones.error());
    const mastering::AlbumTone album = mastering::compareTones(*tones);
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t k = 0; k < album.tracks.size(); ++k) {
        const mastering::ToneStanding& standing = album.tracks[k];
        const std::string title = project::titleOf(**project, *(*project)->album->tracks[k]);
        if (!options.json) {
            const std::string furthest = mastering::furthestBand(standing);
            fmt::print("{:>3}  {:<30} {:4.1f} dB from the album  width {:3.0f} % ({:+.0f})  {}\n", k + 1, title, standing.distance, standing.width * 100,
                       standing.widthDeviation * 100, furthest);
            continue;
        }
        nlohmann::json deviation = nlohmann::json::array();
        for (const double value : standing.deviation) deviation.push_back(numberOrNull(value));
        list.push_back({{"track", k + 1},
                        {"title", title},
                        {"bands_db", (*tones)[k].tone.levels},
                        {"deviation_db", std::move(deviation)},
                        {"distance_db", standing.distance},
                        {"width", standing.width},
                        {"width_deviation", standing.widthDeviation},
                        {"match", jsonOf(standing.match)}});
    }
    if (options.json)
        printJson({{"frequencies_hz", analysis::kToneBands}, {"album_bands_db", album.mean.levels}, {"album_width", album.mean.width}, {"tracks", std::move(list)}});
    return 0;
}

} // namespace

void addToneCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<ToneOptions>();
    Command* command = app.addCommand("tone", "The album's songs beside each other: balance, width, and the equalizer that would bring each closer");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return tone(*options); }; });
}

} // namespace lacquer::cli
