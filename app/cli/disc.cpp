#include "app/cli/commands.h"
#include "formats/checksum/checksum.h"
#include "formats/deliver/ddp_import.h"
#include "formats/disc/pq_sheet.h"
#include "formats/report/pdf.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

struct DiscOptions {
    std::string folder, extract, html, pdf;
    bool json = false;
};

nlohmann::json jsonOf(const formats::disc::DdpFileset& set, const formats::disc::CdLayout& layout) {
    nlohmann::json tracks = nlohmann::json::array();
    for (const auto& track : layout.tracks) {
        nlohmann::json indexes = nlohmann::json::array();
        for (const auto& index : track.indexes)
            indexes.push_back({{"number", index.number}, {"sector", index.sector}, {"time", textOf(formats::disc::msfOf(index.sector))}});
        tracks.push_back({{"title", track.title}, {"artist", track.performer}, {"composer", track.composer}, {"isrc", track.isrc},
                          {"indexes", std::move(indexes)}});
    }
    nlohmann::json languages = nlohmann::json::array({layout.language});
    for (const auto& translation : layout.translations) languages.push_back(translation.language);
    return {{"level", set.level},       {"title", layout.texts.title}, {"artist", layout.texts.performer},
            {"upc", layout.texts.upc},  {"master_id", layout.texts.masterId}, {"languages", std::move(languages)},
            {"sectors", layout.leadOut}, {"tracks", std::move(tracks)}, {"problems", set.problems},
            {"passed", set.problems.empty()}};
}

Status disc(const DiscOptions& options) {
    const auto set = formats::disc::readDdp(options.folder);
    if (!set) return tl::make_unexpected(set.error());
    const auto layout = formats::layoutOf(*set);
    if (!layout) return tl::make_unexpected(layout.error());
    const auto md5 = formats::hashOfFile(formats::Hash::md5, set->image);
    const std::string hash = md5 ? *md5 : std::string{};
    const auto document = formats::disc::pqDocument(*layout, hash);
    if (!options.html.empty())
        if (auto written = formats::report::writeHtml(options.html, document, true); !written) return tl::make_unexpected(written.error());
    if (!options.pdf.empty())
        if (auto written = formats::report::writePdf(options.pdf, document, true); !written) return tl::make_unexpected(written.error());
    if (!options.extract.empty()) {
        const auto tracks = formats::extractTracks(*set, options.extract, [] { return !interrupted(); });
        if (!tracks) return tl::make_unexpected(tracks.error());
        for (const auto& track : *tracks) fmt::print(stderr, "{}\n", track.file.string());
    }
    if (options.json) printJson(jsonOf(*set, *layout));
    else fmt::print("{}", formats::disc::pqSheet(*layout, hash));
    for (const std::string& problem : set->problems) fmt::print(stderr, "lacquer: {}\n", problem);
    return set->problems.empty() ? 0 : exitStatusOf(ErrorKind::checkFailed);
}

} // namespace

void addDiscCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<DiscOptions>();
    Command* command = app.addCommand("disc", "Open anybody's DDP folder: marks, codes and texts, checked; its tracks as files");
    command->addOption("FOLDER", options->folder, "Folder with DDPID and DDPMS").required();
    command->addOption("--extract", options->extract, "Write a WAV per track into this folder, bit for bit");
    command->addOption("--html", options->html, "Write the PQ sheet as a page");
    command->addOption("--pdf", options->pdf, "Write the PQ sheet as PDF");
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return disc(*options); }; });
}

} // namespace lacquer::cli
