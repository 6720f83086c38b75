// Takes pictures of the pages of a project, to be looked at beside the drawn ones. Not a test.
//
//     ui_pictures PROJECT PAGE OUT.png [--size 1920x1080] [--light] [--import FOLDER] [--album FILE]...
//
// PAGE is timeline, master, deliver or editors: that is a picture of each, OUT-name.png. --import makes the project first, with the folder's stems as
// a song; --album puts files on the album.

#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "engine/project/automation_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/import_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/import.h"
#include "ui/deliver/deliver_page.h"
#include "ui/master/master_page.h"
#include "ui/controls/accessibility.h"
#include "ui/mix/editor_panel.h"
#include "ui/mix/timeline_view.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QTest>

#include <cstdio>

using namespace lacquer;
using namespace lacquer::ui;

namespace {

void importSong(Workspace& workspace, const QString& folder) {
    formats::ImportRequest request;
    request.paths = {folder.toStdString()};
    request.projectFolder = workspace.folder();
    request.rate = workspace.project()->rate;
    request.joinPairs = true;
    const auto imported = formats::importFiles(request);
    if (!imported) {
        std::fprintf(stderr, "%s\n", imported.error().message.c_str());
        return;
    }
    workspace.apply("Import", [&](const project::Project& project) -> Result<project::Project> {
        auto into = project::addImportedTracks(project, "Night Drive", imported->tracks, true);
        if (!into) return tl::make_unexpected(into.error());
        auto next = project::addMarker(std::move(into->project), into->song, {0}, "Intro");
        const std::int64_t rate = workspace.project()->rate.hz;
        const std::pair<int, const char*> sections[] = {{8, "Verse"}, {16, "Pre"}, {24, "Chorus"}, {40, "Verse 2"}, {48, "Chorus 2"}};
        for (const auto& [second, name] : sections) {
            if (next) next = project::addMarker(std::move(next->project), into->song, {second * rate}, name);
        }
        if (!next) return tl::make_unexpected(next.error());
        auto done = project::setLoop(std::move(next->project), into->song, {{24 * rate}, {40 * rate}, true});
        const auto* track = project::findTrack(*project::findSong(*done, into->song), into->tracks.front());
        const auto clip = track->clips->front();
        // A few edits, so that there is something to see.
        auto split = project::splitClip(std::move(*done), clip.id, {clip.position.value + clip.length.value / 3});
        if (!split) return tl::make_unexpected(split.error());
        done = project::trimClipEnd(std::move(split->project), clip.id, {clip.position.value + clip.length.value / 3});
        done = project::setClipFadeOut(std::move(*done), clip.id, {rate}, project::FadeShape::sCurve);
        done = project::trimClipStart(std::move(*done), split->id, {clip.position.value + clip.length.value / 3 - rate});
        if (done) done = project::crossfadeClips(std::move(*done), clip.id, split->id, project::FadeShape::equalPower);
        if (done) done = project::setClipGain(std::move(*done), split->id, {1.5});
        const project::AutomationTarget fader{project::AutomationTarget::Owner::channel, 0, "fader"};
        std::vector<project::AutomationPoint> points;
        for (int i = 0; i < 9; ++i) points.push_back({{i * 6 * rate}, i % 3 == 0 ? -2.4 : i % 3 == 1 ? 1.6 : -6.0, 0});
        if (done) done = project::setCurve(std::move(*done), workspace.catalogue(), into->tracks.front(), fader, points);
        return done;
    });
}

void settle(int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) QTest::qWait(20);
}

/// Every processor's editor as the Mix page shows it at a window's size.
int photographEditors(Workspace& workspace, const Theme& theme, QSize pixels, const QString& out) {
    if (!workspace.song() || workspace.song()->tracks.empty()) return 3;
    const ChannelId channel = workspace.song()->tracks.front()->channel.id;
    MixerActions actions(workspace);
    EditorPanel panel(workspace, actions, theme, nullptr);
    const int wide = pixels.width() >= 3000 ? 640 : pixels.width() >= 2300 ? 560 : theme.size(pixels.width() >= 1600 ? Size::panelRight : Size::panelRightNarrow);
    panel.resize(wide, pixels.height() - 44 - 24);
    panel.show();
    for (const ProcessorSpec* processor : workspace.catalogue().all()) {
        InsertId made;
        workspace.apply("Add", [&](const project::Project& from) -> Result<project::Project> {
            auto added = project::addInsert(from, workspace.catalogue(), channel, processor->id);
            if (!added) return tl::make_unexpected(added.error());
            made = added->id;
            return std::move(added->project);
        });
        for (const auto& insert : std::vector(project::findChannel(*workspace.project(), channel)->inserts))
            if (insert->id != made) workspace.apply("Alone", [&](const project::Project& from) { return project::removeInsert(from, channel, insert->id); });
        workspace.selectInsert(channel, made);
        settle(400);
        if (!panel.grab().save(QString(out).replace(".png", QStringLiteral("-%1.png").arg(QString::fromStdString(processor->id))))) return 4;
    }
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, arguments);
    installAccessibility();
    QCommandLineParser parser;
    parser.addPositionalArgument("project", "");
    parser.addPositionalArgument("page", "");
    parser.addPositionalArgument("picture", "");
    parser.addOptions({{"size", "", "WxH", "1920x1080"}, {"light", ""}, {"import", "", "folder"}, {"album", "", "file"}, {"zoom", "", "frames per pixel"}, {"at", "", "seconds"}, {"rows", "", "size", "normal"}, {"deliver", ""}});
    parser.process(application);
    const QStringList words = parser.positionalArguments();
    if (words.size() != 3) return 1;

    Theme theme(parser.isSet("light") ? Theme::Variant::light : Theme::Variant::dark);
    application.setPalette(theme.palette());
    application.setStyleSheet(theme.styleSheet());
    Workspace workspace(std::make_shared<const processors::ProcessorCatalogue>());
    const std::filesystem::path folder = words[0].toStdString();
    const auto opened = std::filesystem::exists(folder) ? workspace.open(folder) : workspace.create(folder, SampleRate{48000});
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().message.c_str());
        return 2;
    }
    if (parser.isSet("import")) importSong(workspace, parser.value("import"));
    if (!workspace.song() && !workspace.project()->songs.empty()) workspace.setCurrentSong(workspace.project()->songs.front()->id);

    const QStringList size = parser.value("size").split('x');
    const QSize pixels(size[0].toInt(), size[1].toInt());
    std::unique_ptr<QWidget> page;
    if (words[1] == "editors") return photographEditors(workspace, theme, pixels, words[2]);
    if (words[1] == "timeline") {
        auto view = std::make_unique<TimelineView>(workspace, theme);
        view->resize(pixels.width() - 464, pixels.height() - 44 - 24 - 488);
        if (parser.isSet("zoom")) view->state().setScale({parser.value("zoom").toDouble(), parser.value("at").toDouble() * 48000});
        const QString rows = parser.value("rows");
        if (rows != "normal") view->state().setStandardSize(rows == "large" ? RowSize::large : RowSize::small);
        if (const auto* song = workspace.song(); song && !song->tracks.empty()) {
            const auto& track = *song->tracks.front();
            view->state().setRowSize(track.channel.id, RowSize::large);
            view->state().unfold(track.channel.id, {project::AutomationTarget::Owner::channel, 0, "fader"});
            workspace.select({{track.channel.id}, {track.clips->back().id}, {}});
        }
        page = std::move(view);
    }
    if (words[1] == "master") {
        auto master = std::make_unique<MasterPage>(workspace, theme);
        master->resize(pixels.width(), pixels.height() - 44 - 24);
        if (parser.isSet("album")) {
            master->addFiles(parser.values("album"));
            QElapsedTimer timer;
            timer.start();
            while (!workspace.jobs().running().empty() && timer.elapsed() < 300'000) QTest::qWait(50);
            if (!workspace.project()->songs.empty()) master->addSong(workspace.project()->songs.front()->id);
        }
        page = std::move(master);
    }
    if (words[1] == "deliver") {
        auto deliver = std::make_unique<DeliverPage>(workspace, theme);
        deliver->resize(pixels.width(), pixels.height() - 44 - 24);
        page = std::move(deliver);
    }
    if (!page) return 1;
    page->show();
    settle(1200);
    if (auto* master = qobject_cast<MasterPage*>(page.get())) {
        master->measurer().measureNow();
        QElapsedTimer timer;
        timer.start();
        while (!workspace.jobs().running().empty() && timer.elapsed() < 600'000) QTest::qWait(50);
        workspace.setSubject(live::AlbumSubject{});
        workspace.play();
        settle(6000);
    }
    if (auto* deliver = qobject_cast<DeliverPage*>(page.get()); deliver && parser.isSet("deliver")) {
        deliver->deliver();
        settle(2500);
        page->grab().save(QString(words[2]).replace(".png", "-busy.png"));
        QElapsedTimer timer;
        timer.start();
        while (deliver->isDelivering() && timer.elapsed() < 900'000) QTest::qWait(50);
        settle(500);
    }
    if (!page->grab().save(words[2])) return 4;
    for (const auto* message = workspace.messages().current(); message;) {
        std::fprintf(stderr, "message: %s\n", message->text.toUtf8().constData());
        break;
    }
    return 0;
}
