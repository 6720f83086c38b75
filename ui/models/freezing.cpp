#include "ui/models/freezing.h"

#include "engine/project/freeze_edits.h"
#include "formats/deliver/freeze.h"
#include "ui/models/workspace.h"

#include <algorithm>

namespace lacquer::ui {
namespace {

QString wordsFor(const project::Project& project, const std::vector<ChannelId>& tracks, const QString& one, const QString& many) {
    if (tracks.size() != 1) return many.arg(tracks.size());
    return one.arg(QString::fromStdString(project::findChannel(project, tracks.front())->name));
}

std::vector<ChannelId> tracksThat(const project::Project& project, std::vector<ChannelId> tracks, bool areFrozen) {
    std::erase_if(tracks, [&](ChannelId id) {
        const project::Song* song = project::songOf(project, id);
        const project::Track* track = song ? findTrack(*song, id) : nullptr;
        return !track || track->freeze.has_value() != areFrozen;
    });
    return tracks;
}

} // namespace

void freezeTracks(Workspace& workspace, const std::vector<ChannelId>& chosen) {
    const auto before = workspace.project();
    const std::vector<ChannelId> tracks = tracksThat(*before, chosen, false);
    if (tracks.empty() || !workspace.sources()) return;
    auto rendered = std::make_shared<std::vector<formats::FrozenTrack>>();
    const auto work = [before, tracks, rendered, folder = workspace.folder(), catalogue = workspace.sharedCatalogue(),
                       sources = workspace.sources()](const Jobs::Progress& progress) -> Result<void> {
        for (std::size_t k = 0; k < tracks.size(); ++k) {
            auto frozen = formats::renderFrozen(*before, tracks[k], folder, *catalogue, *sources, [&](double share) {
                return progress((static_cast<double>(k) + share) / static_cast<double>(tracks.size()));
            });
            if (!frozen) return tl::make_unexpected(frozen.error());
            rendered->push_back(std::move(*frozen));
        }
        return {};
    };
    const auto done = [&workspace, before, tracks, rendered](const Result<void>& result) {
        if (!result) {
            if (result.error().kind != ErrorKind::cancelled) workspace.messages().fail(QString::fromStdString(result.error().message));
            return;
        }
        std::vector<ChannelId> frozen, changed;
        const project::Project& now = *workspace.project();
        for (const ChannelId id : tracks) {
            const project::Song *song = project::songOf(now, id), *was = project::songOf(*before, id);
            const project::Track* track = song ? findTrack(*song, id) : nullptr;
            if (!track || track->freeze) continue;
            (project::rendersAlike(*findTrack(*was, id), *track) && song->tempo == was->tempo ? frozen : changed).push_back(id);
        }
        if (!changed.empty())
            workspace.messages().warn(wordsFor(now, changed, QObject::tr("\"%1\" was changed while it was being frozen. Freeze it again."),
                                               QObject::tr("%1 tracks were changed while they were being frozen. Freeze them again.")));
        if (frozen.empty()) return;
        workspace.apply(wordsFor(now, frozen, QObject::tr("Freeze %1"), QObject::tr("Freeze %1 tracks")),
                        [&](const project::Project& project) -> Result<project::Project> {
                            Result<project::Project> next = project;
                            for (std::size_t k = 0; k < tracks.size(); ++k) {
                                if (std::ranges::count(frozen, tracks[k]) == 0) continue;
                                const formats::FrozenTrack& one = (*rendered)[k];
                                auto added = project::freezeTrack(std::move(*next), tracks[k], one.rendering, one.position, one.recipe);
                                if (!added) return tl::make_unexpected(added.error());
                                next = std::move(added->project);
                            }
                            return next;
                        });
    };
    workspace.jobs().start(wordsFor(*before, tracks, QObject::tr("Freezing %1"), QObject::tr("Freezing %1 tracks")), work, done);
}

void markOldFreezes(std::vector<Strip>& strips, const project::Project& project, const project::Song& song) {
    for (Strip& strip : strips)
        if (const project::Track* track = strip.frozen ? findTrack(song, strip.id) : nullptr)
            strip.frozenOutOfDate = formats::isFreezeOutOfDate(project, song, *track);
}

void unfreezeTracks(Workspace& workspace, const std::vector<ChannelId>& chosen) {
    const std::vector<ChannelId> tracks = tracksThat(*workspace.project(), chosen, true);
    if (tracks.empty()) return;
    workspace.apply(wordsFor(*workspace.project(), tracks, QObject::tr("Unfreeze %1"), QObject::tr("Unfreeze %1 tracks")),
                    [&](const project::Project& project) {
                        Result<project::Project> next = project;
                        for (const ChannelId track : tracks)
                            if (next) next = project::unfreezeTrack(std::move(*next), track);
                        return next;
                    });
}

} // namespace lacquer::ui
