#include "ui/models/recent_projects.h"

#include "engine/project/album_edits.h"
#include "formats/project/project_store.h"
#include "ui/models/time_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QSettings>

namespace lacquer::ui {
namespace {

constexpr int kMost = 24;
constexpr auto kKey = "recentProjects";

QString tr(const char* text, int n = -1) { return QCoreApplication::translate("RecentProjects", text, nullptr, n); }

/// Hues for what has none of its own.
std::uint32_t hueOf(std::size_t index) {
    static constexpr std::uint32_t kHues[]{0x83aff7, 0xd4a552, 0xe58fb8, 0x37c4cb, 0xada1f2, 0x86c079, 0xe8986a, 0x55c5a3, 0xce96db};
    return kHues[index % std::size(kHues)];
}

} // namespace

QStringList recentFolders() { return QSettings("lacquer", "lacquer").value(kKey).toStringList(); }

void rememberProject(const QString& folder) {
    QStringList folders = recentFolders();
    const QString path = QDir(folder).absolutePath();
    folders.removeAll(path);
    folders.prepend(path);
    while (folders.size() > kMost) folders.removeLast();
    QSettings("lacquer", "lacquer").setValue(kKey, folders);
}

void forgetProject(const QString& folder) {
    QStringList folders = recentFolders();
    folders.removeAll(folder);
    QSettings("lacquer", "lacquer").setValue(kKey, folders);
}

RecentProject describeProject(const QString& folder) {
    RecentProject recent;
    recent.folder = folder;
    recent.name = QFileInfo(folder).completeBaseName();
    recent.changed = QFileInfo(folder + "/journal").lastModified();
    if (!recent.changed.isValid()) recent.changed = QFileInfo(folder).lastModified();
    const auto read = formats::readProject(folder.toStdString());
    if (!read) {
        recent.readable = false;
        recent.trouble = QFileInfo::exists(folder) ? tr("Cannot be read") : tr("Not found");
        return recent;
    }
    const project::Project& project = **read;
    const auto& album = project.album->tracks;
    if (!album.empty()) {
        double total = 0;
        std::vector<double> lengths;
        for (const auto& track : album) {
            lengths.push_back(secondsOf(project::lengthWithoutTail(project, *track), project.rate).value);
            total += lengths.back();
        }
        double start = 0;
        for (std::size_t k = 0; k < lengths.size() && total > 0; ++k) {
            recent.blocks.push_back({start / total, lengths[k] / total, 0, hueOf(k)});
            start += lengths[k];
        }
        recent.contents = tr("%1 in the album · %2").arg(album.size()).arg(QString::fromStdString(lengthText(Seconds{total})));
        return recent;
    }
    if (project.songs.empty()) {
        recent.contents = tr("Empty");
        return recent;
    }
    const project::Song& song = *project.songs.front();
    const double end = static_cast<double>(std::max<std::int64_t>(1, project::endOf(song).value));
    recent.rows = static_cast<int>(std::min<std::size_t>(6, song.tracks.size()));
    for (int row = 0; row < recent.rows; ++row) {
        const project::Track& track = *song.tracks[static_cast<std::size_t>(row)];
        for (const project::Clip& clip : *track.clips)
            recent.blocks.push_back({static_cast<double>(clip.position.value) / end,
                                     static_cast<double>(clip.length.value) / end,
                                     row,
                                     track.channel.colour.rgb ? track.channel.colour.rgb : hueOf(static_cast<std::size_t>(row))});
    }
    const auto songs = project.songs.size();
    recent.contents = (songs == 1 ? tr("1 song") : tr("%1 songs").arg(songs)) + " · " +
                      (song.tracks.size() == 1 ? tr("1 track") : tr("%1 tracks").arg(song.tracks.size()));
    return recent;
}

QString dayText(const QDateTime& time, const QDateTime& now) {
    const qint64 days = time.date().daysTo(now.date());
    if (days <= 0) return tr("today, %1").arg(time.time().toString("HH:mm"));
    if (days == 1) return tr("yesterday");
    const QLocale english(QLocale::English);
    return english.toString(time.date(), time.date().year() == now.date().year() ? "d MMMM" : "d MMMM yyyy");
}

} // namespace lacquer::ui
