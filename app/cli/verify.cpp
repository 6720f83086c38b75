#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "formats/deliver/delivery_report.h"
#include "formats/deliver/verification.h"
#include "formats/report/pdf.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

struct VerifyOptions {
    std::string folder, html, pdf;
    bool json = false;
};

Status verify(const VerifyOptions& options) {
    Result<std::vector<formats::TargetDelivery>> targets;
    {
        ProgressLine line;
        targets = formats::verifyDelivery(
            options.folder, [&line](const std::string& file, double share) { return line.show(file, share); });
    }
    if (!targets) return tl::make_unexpected(targets.error());
    bool passed = true;
    nlohmann::json list = nlohmann::json::array();
    for (const auto& target : *targets) {
        passed = passed && target.passed;
        if (options.json) list.push_back(jsonOf(target));
        else fmt::print("{}: {} ({} files)\n", target.id, target.passed ? "passed" : "not passed", target.files.size());
        for (const auto& problem : target.problems) fmt::print(stderr, "lacquer: {}: {}\n", target.id, problem);
    }
    formats::Manifest verified;
    if (auto delivered = formats::readManifest(options.folder)) verified = std::move(*delivered); // what was accepted, and what made it
    verified.project = std::filesystem::absolute(options.folder).lexically_normal().string();
    verified.targets = *targets;
    const auto page = formats::deliveryReport(verified, formats::ReportKind::verification);
    if (!options.html.empty())
        if (auto written = formats::report::writeHtml(options.html, page, true); !written) return tl::make_unexpected(written.error());
    if (!options.pdf.empty())
        if (auto written = formats::report::writePdf(options.pdf, page, true); !written) return tl::make_unexpected(written.error());
    if (options.json) printJson({{"targets", std::move(list)}});
    return passed ? 0 : exitStatusOf(ErrorKind::checkFailed);
}

} // namespace

void addVerifyCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<VerifyOptions>();
    Command* command = app.addCommand("verify", "Read a delivered folder again, from its bytes alone");
    command->addOption("DIR", options->folder, "Folder that was given to deliver -o").required();
    command->addOption("--html", options->html, "Write the findings as a page to send along");
    command->addOption("--pdf", options->pdf, "Write the findings as PDF");
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([=, &dispatch] { dispatch.work = [=] { return verify(*options); }; });
}

} // namespace lacquer::cli
