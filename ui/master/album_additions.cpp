#include "ui/master/album_additions.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/import.h"
#include "formats/deliver/ddp_import.h"
#include "formats/deliver/tag_import.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <memory>

namespace lacquer::ui {

using project::Project;

namespace {

QString say(const char* text) { return QCoreApplication::translate("AlbumAdditions", text); }

/// "03 - Mirror" is called "Mirror".
QString titleOfFile(const QString& path) {
    static const QRegularExpression number("^\\d{1,3}[ ._-]+");
    const QString name = QFileInfo(path).completeBaseName();
    const QString bare = QString(name).remove(number);
    return bare.isEmpty() ? name : bare;
}

SourceId inPool(const Project& project, const project::Source& source) {
    for (const auto& other : project.sources) {
        if (!source.contentHash.empty() && other->contentHash == source.contentHash &&
            other->firstChannel == source.firstChannel && other->channels == source.channels) {
            return other->id;
        }
    }
    return {};
}

} // namespace

void putSongOnAlbum(Workspace& workspace, SongId song) {
    const auto* found = project::findSong(*workspace.project(), song);
    if (!found) return;
    workspace.apply(say("Put %1 on the album").arg(QString::fromStdString(found->name)), [&](const Project& project) -> Result<Project> {
        auto added = project::addSongToAlbum(project, song);
        if (!added) return tl::make_unexpected(added.error());
        return std::move(added->project);
    });
}

void putFilesOnAlbum(Workspace& workspace, const QStringList& files) {
    if (!workspace.isOpen() || files.isEmpty()) return;
    formats::ImportRequest request;
    for (const auto& file : files) request.paths.emplace_back(file.toStdString());
    request.projectFolder = workspace.folder();
    request.rate = workspace.project()->rate;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    workspace.jobs().start(
        files.size() == 1 ? say("Adding %1").arg(QFileInfo(files.front()).fileName()) : say("Adding %1 files").arg(files.size()),
        [request, outcome](const Jobs::Progress& progress) -> Result<void> {
            auto imported = formats::importFiles(request, progress);
            if (!imported) return tl::make_unexpected(imported.error());
            *outcome = std::move(*imported);
            return {};
        },
        [&workspace, outcome](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            for (const auto& skipped : outcome->skipped) {
                workspace.messages().warn(say("\"%1\" was skipped: %2").arg(QFileInfo(QString::fromStdString(skipped.path)).fileName(), QString::fromStdString(skipped.reason)));
            }
            if (outcome->tracks.empty()) return;
            workspace.apply(outcome->tracks.size() == 1 ? say("Put %1 on the album").arg(titleOfFile(QString::fromStdString(outcome->sources.front())))
                                                         : say("Put %1 files on the album").arg(outcome->tracks.size()),
                             [&](const Project& now) -> Result<Project> {
                                 Project project = now;
                                 for (std::size_t i = 0; i < outcome->tracks.size(); ++i) {
                                     const auto& source = outcome->tracks[i].source;
                                     SourceId id = inPool(project, source);
                                     if (!id) {
                                         auto pooled = project::addSource(std::move(project), source);
                                         if (!pooled) return tl::make_unexpected(pooled.error());
                                         id = pooled->id;
                                         project = std::move(pooled->project);
                                     }
                                     auto added = project::addSourceToAlbum(std::move(project), id, titleOfFile(QString::fromStdString(outcome->sources[i])).toStdString());
                                     if (!added) return tl::make_unexpected(added.error());
                                     project = formats::takeTags(std::move(added->project), added->id, outcome->sources[i]);
                                 }
                                 return project;
                             });
        });
}

void putStemsOnAlbum(Workspace& workspace, const QString& folder) {
    if (!workspace.isOpen() || folder.isEmpty()) return;
    formats::ImportRequest request;
    request.paths = {folder.toStdString()};
    request.projectFolder = workspace.folder();
    request.rate = workspace.project()->rate;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    const QString name = QFileInfo(folder).fileName();
    workspace.jobs().start(
        say("Adding the stems of %1").arg(name),
        [request, outcome](const Jobs::Progress& progress) -> Result<void> {
            auto imported = formats::importFiles(request, progress);
            if (!imported) return tl::make_unexpected(imported.error());
            *outcome = std::move(*imported);
            return {};
        },
        [&workspace, outcome, name](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            for (const auto& skipped : outcome->skipped)
                workspace.messages().warn(say("\"%1\" was skipped: %2").arg(QFileInfo(QString::fromStdString(skipped.path)).fileName(), QString::fromStdString(skipped.reason)));
            if (outcome->tracks.empty()) return;
            workspace.apply(say("Put the stems of %1 on the album").arg(name), [&](const Project& now) -> Result<Project> {
                auto added = project::addStemMaster(now, name.toStdString(), outcome->tracks);
                if (!added) return tl::make_unexpected(added.error());
                return std::move(added->project);
            });
        });
}

void putDiscOnAlbum(Workspace& workspace, const QString& folder) {
    if (!workspace.isOpen()) return;
    auto next = std::make_shared<Project>();
    auto problems = std::make_shared<std::vector<std::string>>();
    const auto project = workspace.project();
    workspace.jobs().start(
        say("Opening the disc"),
        [folder = folder.toStdString(), project, into = workspace.folder(), next, problems](const Jobs::Progress& progress) -> Result<void> {
            const auto set = formats::disc::readDdp(folder);
            if (!set) return tl::make_unexpected(set.error());
            *problems = set->problems;
            auto made = formats::addDdpToAlbum(*project, *set, into, [&] { return progress(0.5); });
            if (!made) return tl::make_unexpected(made.error());
            *next = std::move(*made);
            return {};
        },
        [&workspace, project, next, problems](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            if (workspace.project() != project) return workspace.messages().warn(say("The project was changed meanwhile. Add the disc again."));
            workspace.apply(say("Add a disc to the album"), [&](const Project&) -> Result<Project> { return *next; });
            for (const auto& problem : *problems) workspace.messages().warn(QString::fromStdString(problem));
            if (problems->empty()) workspace.messages().note(say("The disc is sound: marks, CD-Text and checksums agree."));
        });
}

} // namespace lacquer::ui
