#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "formats/deliver/verification.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

Status verify(const std::string& folder, bool asJson) {
    Result<std::vector<formats::TargetDelivery>> targets;
    {
        ProgressLine line;
        targets = formats::verifyDelivery(
            folder, [&line](const std::string& file, double share) { return line.show(file, share); });
    }
    if (!targets) return tl::make_unexpected(targets.error());
    bool passed = true;
    nlohmann::json list = nlohmann::json::array();
    for (const auto& target : *targets) {
        passed = passed && target.passed;
        if (asJson) list.push_back(jsonOf(target));
        else fmt::print("{}: {} ({} files)\n", target.id, target.passed ? "passed" : "not passed", target.files.size());
        for (const auto& problem : target.problems) fmt::print(stderr, "lacquer: {}: {}\n", target.id, problem);
    }
    if (asJson) printJson({{"targets", std::move(list)}});
    return passed ? 0 : exitStatusOf(ErrorKind::checkFailed);
}

} // namespace

void addVerifyCommand(CLI::App& app, Dispatch& dispatch) {
    auto folder = std::make_shared<std::string>();
    auto asJson = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("verify", "Read a delivered folder again, from its bytes alone");
    command->add_option("DIR", *folder, "Folder that was given to deliver -o")->required();
    command->add_flag("--json", *asJson, "One JSON object on stdout");
    command->callback([=, &dispatch] { dispatch.work = [=] { return verify(*folder, *asJson); }; });
}

} // namespace lacquer::cli
