#include "ui/shell/reference_choice.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/album/mix_offer.h"
#include "formats/audio/import.h"
#include "ui/models/monitor_desk.h"
#include "ui/models/workspace.h"

#include <QObject>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lacquer::ui {
namespace {

/// Less listening says little about the whole mix.
constexpr double kSecondsToKnow = 3;
constexpr double kFurthest = 24; ///< dB either way

void sayWhy(Workspace& workspace, const Error& error) {
    if (error.kind != ErrorKind::cancelled) workspace.messages().fail(QString::fromStdString(error.message));
}

} // namespace

void chooseReference(Workspace& workspace, SourceId source, HearIt hear) {
    MonitorDesk& desk = workspace.monitorDesk();
    desk.setReference(source);
    matchReference(workspace);
    if (hear == HearIt::yes) desk.hearReference(true);
}

void matchReference(Workspace& workspace) {
    MonitorDesk& desk = workspace.monitorDesk();
    if (!desk.reference()) return;
    const live::LoudnessReading mix = workspace.player().loudness();
    if (desk.isReferenceHeard() || !std::isfinite(mix.integratedLufs) || mix.seconds < kSecondsToKnow) {
        workspace.messages().note(QObject::tr("The reference plays as loud as it is. Play some of the mix first, then choose \"At the loudness of the mix\"."));
        return;
    }
    const SourceId source = desk.reference()->source;
    auto theirs = std::make_shared<double>(-INFINITY);
    const formats::RenderSubject subject{workspace.project(), workspace.folder(), 1};
    workspace.jobs().start(
        QObject::tr("Measuring the reference"),
        [subject, source, theirs](const Jobs::Progress& progress) -> Result<void> {
            auto facts = formats::factsOfSource(subject, source, [&] { return progress(0.5); });
            if (!facts) return tl::make_unexpected(facts.error());
            *theirs = facts->programme.measures.integratedLufs;
            return {};
        },
        [&workspace, source, theirs, ours = mix.integratedLufs](const Result<void>& done) {
            if (!done) return sayWhy(workspace, done.error());
            MonitorDesk& now = workspace.monitorDesk();
            if (!now.reference() || now.reference()->source != source || !std::isfinite(*theirs)) return;
            const double by = std::clamp(ours - *theirs, -kFurthest, kFurthest);
            now.setReferenceLevel({by});
            workspace.messages().note(QObject::tr("Reference at the loudness of the mix: Δ %1 LU compensated.").arg(by, 0, 'f', 1));
        });
}

void addReferenceFile(Workspace& workspace, const QString& file) {
    if (!workspace.isOpen()) return;
    formats::ImportRequest request;
    request.paths.emplace_back(file.toStdString());
    request.projectFolder = workspace.folder();
    request.rate = workspace.project()->rate;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    workspace.jobs().start(
        QObject::tr("Adding a reference"),
        [request, outcome](const Jobs::Progress& progress) -> Result<void> {
            auto imported = formats::importFiles(request, progress);
            if (!imported) return tl::make_unexpected(imported.error());
            *outcome = std::move(*imported);
            return {};
        },
        [&workspace, outcome, home = workspace.folder()](const Result<void>& done) {
            if (workspace.folder() != home) return; // another project is open by now
            if (!done) return sayWhy(workspace, done.error());
            for (const auto& skipped : outcome->skipped) workspace.messages().warn(QString::fromStdString(skipped.reason));
            if (outcome->tracks.empty()) return;
            SourceId added;
            const bool taken = workspace.apply(QObject::tr("Add a reference"), [&](const project::Project& from) -> Result<project::Project> {
                const project::Source& found = outcome->tracks.front().source;
                project::Project next = from;
                added = {};
                for (const auto& other : next.sources)
                    if (other->contentHash == found.contentHash && other->firstChannel == found.firstChannel) added = other->id;
                if (!added) {
                    auto pooled = project::addSource(std::move(next), found);
                    if (!pooled) return tl::make_unexpected(pooled.error());
                    added = pooled->id;
                    next = std::move(pooled->project);
                }
                const auto& known = next.album->references;
                if (std::ranges::count(known, added) > 0) return next;
                return project::addReference(std::move(next), added);
            });
            if (taken) chooseReference(workspace, added, HearIt::no);
        });
}

} // namespace lacquer::ui
