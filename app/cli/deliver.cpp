#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "formats/deliver/delivery.h"
#include "formats/deliver/target_library.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lacquer::cli {
namespace {

struct DeliverOptions {
    std::string project, folder;
    std::vector<std::string> targets;
    int threads = 0;
    bool force = false, json = false;
};

Result<std::vector<mastering::Target>> chosenTargets(const DeliverOptions& options,
                                                     const project::Project& project) {
    const auto library = formats::loadTargets();
    if (!library) return tl::make_unexpected(library.error());
    const auto& wanted = options.targets.empty() ? project.targets : options.targets;
    if (wanted.empty())
        return fail(ErrorKind::badUsage,
                    "No target is chosen. Name one with --target ID; `lacquer targets` lists them.");
    std::vector<mastering::Target> targets;
    for (const std::string& id : wanted) {
        const mastering::Target* target = library->find(id);
        if (!target)
            return badInput(fmt::format("There is no target \"{}\". `lacquer targets` lists them.", id));
        const bool twice = std::any_of(targets.begin(), targets.end(),
                                       [&id](const auto& chosen) { return chosen.id == id; });
        if (!twice) targets.push_back(*target);
    }
    return targets;
}

std::string level(double value) { return std::isfinite(value) ? fmt::format("{:.1f}", value) : "-inf"; }

void printForPeople(const std::vector<formats::TargetDelivery>& deliveries) {
    for (const auto& delivery : deliveries) {
        fmt::print("{}: {}\n", delivery.id,
                   !delivery.passed ? "not delivered" : delivery.kept ? "up to date" : "delivered");
        for (const auto& note : delivery.notes) fmt::print("  {}\n", note);
        for (const auto& file : delivery.files)
            if (file.audio)
                fmt::print("  {}  {:.1f} s  {} LUFS  {} dBTP\n", file.path,
                           secondsOf(file.frames, file.rate).value, level(file.integratedLufs),
                           level(file.truePeakDbtp));
            else
                fmt::print("  {}\n", file.path);
    }
}

Status deliver(const DeliverOptions& options) {
    const auto project = formats::readProject(options.project);
    if (!project) return tl::make_unexpected(project.error());
    auto targets = chosenTargets(options, **project);
    if (!targets) return tl::make_unexpected(targets.error());

    formats::DeliveryRequest request;
    request.subject = {*project, options.project, options.threads};
    request.targets = std::move(*targets);
    request.folder = options.folder;
    request.replaceForeign = options.force;
    const processors::ProcessorCatalogue catalogue;
    Result<std::vector<formats::TargetDelivery>> deliveries;
    {
        ProgressLine line;
        deliveries = formats::deliver(request, catalogue, [&line](const formats::DeliveryProgress& progress) {
            return line.show(fmt::format("{}  {}", progress.target, progress.file.empty() ? progress.stage : progress.file), progress.share);
        });
    }
    if (!deliveries) return tl::make_unexpected(deliveries.error());
    if (options.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& delivery : *deliveries) list.push_back(jsonOf(delivery));
        printJson({{"targets", std::move(list)}});
    } else {
        printForPeople(*deliveries);
    }
    bool passed = true;
    for (const auto& delivery : *deliveries)
        for (const auto& problem : delivery.problems) {
            fmt::print(stderr, "lacquer: {}: {}\n", delivery.id, problem);
            passed = false;
        }
    return passed ? 0 : exitStatusOf(ErrorKind::checkFailed);
}

} // namespace

void addDeliverCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<DeliverOptions>();
    Command* command = app.addCommand("deliver", "Make the files that platforms and plants want");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addOption("--target", options->targets, "A target's id; may be repeated. None: the project's own")
        .oneValueEach();
    command->addOption("-o,--output", options->folder, "Folder; gets one folder per target").required();
    command->addOption("--threads", options->threads, "0: one per core. The bytes do not depend on it");
    command->addFlag("--force", options->force, "Also replace files there that Lacquer did not deliver");
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return deliver(*options); }; });
}

} // namespace lacquer::cli
