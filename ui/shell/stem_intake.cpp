#include "ui/shell/stem_intake.h"

#include "engine/project/import_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/import.h"
#include "formats/audio/audio_file_reader.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QStandardPaths>

namespace lacquer::ui {
namespace {

const QStringList& audioEndings() {
    static const QStringList endings{"wav", "wave", "bwf", "rf64", "w64", "aif", "aiff", "aifc", "caf", "flac", "ogg", "oga",
                                     "opus", "mp3", "m4a", "aac", "mp4", "alac", "au", "snd", "wv"};
    return endings;
}

bool isAudio(const QString& path) { return audioEndings().contains(QFileInfo(path).suffix().toLower()); }

QString firstAudio(const QStringList& paths) {
    for (const QString& path : paths) {
        if (QFileInfo(path).isFile()) return path;
        QDirIterator files(path, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            if (const QString file = files.next(); isAudio(file)) return file;
    }
    return {};
}

} // namespace

QStringList audioPathsOf(const QStringList& paths) {
    QStringList found;
    for (const QString& path : paths)
        if (isAudio(path) || (QFileInfo(path).isDir() && projectFolderOf({path}).isEmpty())) found << path;
    return found;
}

QString projectFolderOf(const QStringList& paths) {
    for (const QString& path : paths)
        if (QFileInfo(path).isDir() && QFileInfo::exists(path + "/document.json")) return path;
    return {};
}

QString titleOfStems(const QStringList& paths) {
    if (paths.isEmpty()) return {};
    const QFileInfo first(paths.first());
    if (paths.size() == 1 && first.isDir()) return first.fileName();
    if (paths.size() == 1) return first.completeBaseName();
    return first.dir().dirName();
}

void StemIntake::take(const QStringList& paths, const std::function<void()>& opened) {
    const QStringList audio = audioPathsOf(paths);
    if (audio.isEmpty()) {
        workspace_.messages().warn(tr("None of these is an audio file or a project. WAV, AIFF, FLAC, CAF, MP3, Ogg, Opus and M4A can be dropped."));
        return;
    }
    const QString title = titleOfStems(audio);
    if (!workspace_.isOpen()) {
        SampleRate rate{48000};
        if (const QString file = firstAudio(audio); !file.isEmpty())
            if (const auto reader = formats::openAudioFile(file.toStdString())) rate = (*reader)->info().rate;
        if (rate.hz < 44100 || rate.hz > 192000) rate = SampleRate{48000};
        QDir music(QStandardPaths::writableLocation(QStandardPaths::MusicLocation));
        music.mkpath("Lacquer");
        QString folder = music.filePath("Lacquer/" + title + ".lacquer");
        for (int number = 2; QFileInfo::exists(folder); ++number)
            folder = music.filePath(QStringLiteral("Lacquer/%1 %2.lacquer").arg(title).arg(number));
        if (const Result<void> made = workspace_.create(folder.toStdString(), rate); !made) {
            workspace_.messages().fail(QString::fromStdString(made.error().message));
            return;
        }
        opened();
    }
    import(audio, title);
}

void StemIntake::import(const QStringList& paths, const QString& title) {
    formats::ImportRequest request;
    for (const QString& path : paths) request.paths.emplace_back(path.toStdString());
    request.projectFolder = workspace_.folder();
    request.rate = workspace_.project()->rate;
    request.joinPairs = true;
    auto outcome = std::make_shared<formats::ImportOutcome>();
    const std::filesystem::path folder = workspace_.folder();
    workspace_.jobs().start(
        tr("Importing %1").arg(title),
        [request, outcome](const Jobs::Progress& progress) -> Result<void> {
            auto done = formats::importFiles(request, progress);
            if (!done) return tl::make_unexpected(done.error());
            *outcome = std::move(*done);
            return {};
        },
        [this, outcome, title, folder](const Result<void>& result) {
            if (workspace_.folder() != folder) return; // another project is open by now
            if (!result) {
                if (result.error().kind == ErrorKind::cancelled) workspace_.messages().note(tr("The import was cancelled; nothing was added."));
                else workspace_.messages().fail(QString::fromStdString(result.error().message));
                return;
            }
            for (const std::string& note : outcome->notes) workspace_.messages().note(QString::fromStdString(note));
            SongId made;
            if (!outcome->tracks.empty()) {
                const std::string song = project::freeSongName(*workspace_.project(), title.toStdString());
                workspace_.apply(tr("Import %1 files").arg(outcome->tracks.size()), [&](const project::Project& from) -> Result<project::Project> {
                    auto added = project::addImportedTracks(from, song, outcome->tracks, true);
                    if (!added) return tl::make_unexpected(added.error());
                    made = added->song;
                    return std::move(added->project);
                });
                workspace_.setCurrentSong(made);
                if (imported_) imported_();
            }
            if (outcome->skipped.empty()) {
                if (made) workspace_.messages().post({Verdict::pass, tr("%1 tracks imported into %2.").arg(outcome->tracks.size()).arg(title), {}, {}});
                return;
            }
            QString words;
            for (const formats::SkippedFile& skipped : outcome->skipped)
                words += QFileInfo(QString::fromStdString(skipped.path)).fileName() + ": " + QString::fromStdString(skipped.reason) + " ";
            workspace_.messages().warn(tr("%1 of the files could not be imported. %2").arg(outcome->skipped.size()).arg(words.trimmed()));
        });
}

} // namespace lacquer::ui
