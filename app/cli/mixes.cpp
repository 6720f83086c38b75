#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "engine/mastering/tone_match.h"
#include "engine/project/album_edits.h"
#include "formats/album/mix_offer.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

struct MixesOptions {
    std::string project;
    bool json = false;
};

nlohmann::json jsonOf(const formats::MixFacts& facts, SampleRate rate) {
    return {{"duration_s", secondsOf(facts.length, rate).value},
            {"integrated_lufs", numberOrNull(facts.programme.measures.integratedLufs)},
            {"true_peak_dbtp", numberOrNull(facts.programme.measures.truePeakDbtp)},
            {"range_lu", facts.programme.rangeLu},
            {"bands_db", facts.tone.levels},
            {"width", facts.tone.width},
            {"file", facts.file.string()}};
}

Status mixes(const MixesOptions& options) {
    const auto project = formats::readProject(options.project);
    if (!project) return tl::make_unexpected(project.error());
    const processors::ProcessorCatalogue catalogue;
    nlohmann::json list = nlohmann::json::array();
    int number = 0;
    for (const auto& track : (*project)->album->tracks) {
        ++number;
        const std::string title = project::titleOf(**project, *track);
        const bool offered = formats::offeredMix(**project, *track).has_value();
        const char* state = !track->song  ? "file"
                            : !track->held ? "follows"
                            : track->pinned ? "pinned"
                            : offered       ? "offered"
                                            : "held";
        nlohmann::json entry = {{"track", number}, {"title", title}, {"state", state}};
        if (!options.json) fmt::print("{:>3}  {:<30} {}\n", number, title, state);
        if (offered) {
            Result<formats::MixOffer> offer;
            {
                ProgressLine line;
                offer = formats::compareMixes({*project, options.project, 0}, track->id, catalogue,
                                              [&line](const std::string& stage, double share) { return line.show(stage, share); });
            }
            if (!offer) return tl::make_unexpected(offer.error());
            const auto& was = offer->held.programme;
            const auto& is = offer->newer.programme;
            const SampleRate rate = (*project)->rate;
            if (!options.json) {
                fmt::print("     {:+.1f} LU, true peak {:+.1f} dB, length {:+.2f} s, spectrum {:.1f} dB apart on average\n",
                           is.measures.integratedLufs - was.measures.integratedLufs,
                           is.measures.truePeakDbtp - was.measures.truePeakDbtp,
                           secondsOf(offer->newer.length - offer->held.length, rate).value,
                           mastering::toneDistance(offer->held.tone, offer->newer.tone));
                for (const std::string& edit : offer->edits) fmt::print("     {}\n", edit);
            }
            entry["held"] = jsonOf(offer->held, rate);
            entry["newer"] = jsonOf(offer->newer, rate);
            entry["match_db"] = offer->matchDb();
            entry["spectrum_distance_db"] = mastering::toneDistance(offer->held.tone, offer->newer.tone);
            entry["edits"] = offer->edits;
        }
        list.push_back(std::move(entry));
    }
    if (options.json) printJson({{"tracks", std::move(list)}});
    return 0;
}

} // namespace

void addMixesCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<MixesOptions>();
    Command* command = app.addCommand("mixes", "Newer mixes that are offered to the album, and what they would change");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return mixes(*options); }; });
}

} // namespace lacquer::cli
