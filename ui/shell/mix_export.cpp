#include "ui/shell/mix_export.h"

#include "formats/deliver/bounce_files.h"

#include <QDesktopServices>
#include <QUrl>

#include <fmt/format.h>

#include <cmath>

namespace lacquer::ui {
namespace {

std::string bitsName(formats::SampleFormat samples) {
    return samples == formats::SampleFormat::float32 ? "32f" : std::to_string(formats::bitsOf(samples));
}

QString factsOf(const formats::BounceReport& report) {
    const auto decibels = [](double value) { return std::isfinite(value) ? QString::number(value, 'f', 1) : QStringLiteral("−∞"); };
    QString text = QObject::tr("%1: %2 LUFS, %3 dBTP, %4 s")
                       .arg(QString::fromStdString(report.output.filename().string()), decibels(report.integratedLufs),
                            decibels(report.truePeakDbtp))
                       .arg(secondsOf(report.frames, report.rate).value, 0, 'f', 1);
    if (!report.stems.empty()) text += QObject::tr(", with %1 stems").arg(report.stems.size());
    return text + '.';
}

} // namespace

std::filesystem::path suggestedMixFile(const std::filesystem::path& folder,
                                       const std::string& song,
                                       SampleRate rate,
                                       formats::SampleFormat samples) {
    std::string safe = song;
    for (char& c : safe)
        if (c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 32) c = '_';
    // 44.1 kHz is spoken "44k1".
    const std::string kilo = rate.hz % 1000 ? fmt::format("{}k{}", rate.hz / 1000, rate.hz % 1000 / 100) : fmt::format("{}k", rate.hz / 1000);
    for (int version = 1;; ++version) {
        const auto file = folder / fmt::format("{}_Mix_v{:02}_{}_{}.wav", safe, version, kilo, bitsName(samples));
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) return file;
    }
}

void startExport(Workspace& workspace, const MixExport& choice) {
    if (!workspace.song()) return;
    std::error_code trouble;
    std::filesystem::create_directories(choice.file.parent_path(), trouble);
    if (trouble) {
        workspace.messages().fail(QObject::tr("The folder \"%1\" cannot be made: %2.")
                                      .arg(QString::fromStdString(choice.file.parent_path().string()), QString::fromStdString(trouble.message())));
        return;
    }
    const auto project = workspace.project();
    const auto sources = workspace.sources();
    const auto song = workspace.currentSong();
    const auto* catalogue = &workspace.catalogue(); // outlives every job
    auto report = std::make_shared<formats::BounceReport>();
    workspace.jobs().start(
        QObject::tr("Exporting %1").arg(QString::fromStdString(choice.file.filename().string())),
        [=](const Jobs::Progress& progress) -> Result<void> {
            formats::BounceJob job;
            job.request.song = project::findSong(*project, song);
            job.request.rate = project->rate;
            job.request.panLaw = project->panLaw;
            if (choice.loopOnly) {
                job.request.from = job.request.song->loop.start;
                job.request.to = job.request.song->loop.end;
            }
            job.output = choice.file;
            job.samples = choice.samples;
            job.replace = choice.replace;
            if (choice.rate != project->rate) job.outputRate = choice.rate;
            if (choice.stems) {
                auto folder = choice.file;
                folder.replace_extension();
                folder += " stems";
                job.stems = formats::stemFilesOf(*job.request.song, folder);
            }
            auto done = formats::bounceToFiles(job, *catalogue, *sources, progress);
            if (!done) return tl::make_unexpected(done.error());
            *report = std::move(*done);
            return {};
        },
        [&workspace, report](const Result<void>& result) {
            if (!result) {
                if (result.error().kind == ErrorKind::cancelled) workspace.messages().note(QObject::tr("The export was cancelled; no file was left."));
                else workspace.messages().fail(QString::fromStdString(result.error().message));
                return;
            }
            const QString folder = QString::fromStdString(report->output.parent_path().string());
            workspace.messages().post({Verdict::pass, factsOf(*report), QObject::tr("Open the folder"),
                                       [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); }});
        });
}

} // namespace lacquer::ui
