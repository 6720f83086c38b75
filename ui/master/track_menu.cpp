#include "ui/master/track_menu.h"

#include "engine/mastering/isrc_series.h"
#include "engine/mastering/loudness_alignment.h"
#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/album/mix_offer.h"
#include "ui/master/listening_panel.h"
#include "ui/models/fade_shape.h"
#include "ui/models/time_text.h"

#include <QCoreApplication>
#include <QMenu>

#include <algorithm>
#include <limits>

namespace lacquer::ui {

using project::Project;

namespace {

QString say(const char* text) { return QCoreApplication::translate("TrackMenu", text); }

void addMixActions(QMenu& menu, const project::AlbumTrack& track, const QString& name, Workspace& workspace, TrackWork& work) {
    if (!track.song) return;
    const AlbumTrackId id = track.id;
    const auto edit = [&workspace, id, name](const QString& text, const QString& step, auto change) {
        return std::pair{text, [&workspace, id, step, name, change] {
                             workspace.apply(step.arg(name), [&](const Project& project) { return change(project, id); });
                         }};
    };
    const auto add = [&](QMenu& to, auto action) { to.addAction(action.first, &work, action.second); };
    if (!track.held) {
        add(menu, edit(say("Hold this mix"), say("Hold the mix of %1"), project::holdMix));
        return;
    }
    auto* held = menu.addMenu(say("Held mix"));
    if (const auto recipe = formats::offeredMix(*workspace.project(), track)) {
        held->addAction(say("Hear the newer mix"), &work, [&work, id] { work.hearOffer(id, true); });
        held->addAction(say("Hear the held mix"), &work, [&work, id] { work.hearOffer(id, false); });
        add(*held, edit(say("Accept the newer mix"), say("Accept the mix of %1"), project::holdMix));
        add(*held, edit(say("Decline the newer mix"), say("Decline the mix of %1"),
                        [named = *recipe](const Project& project, AlbumTrackId one) { return project::declineMix(project, one, named); }));
        held->addSeparator();
    }
    add(*held, edit(track.pinned ? say("Unpin") : say("Pin for good"), track.pinned ? say("Unpin the mix of %1") : say("Pin the mix of %1"),
                    [pinned = !track.pinned](const Project& project, AlbumTrackId one) { return project::pinMix(project, one, pinned); }));
    add(*held, edit(say("Follow the song again"), say("Follow the mix of %1"), project::followMix));
    add(*held, edit(say("Bring the song back to this"), say("Restore the mix of %1"), project::restoreHeldMix));
}

} // namespace

void fillTrackMenu(QMenu& menu, AlbumTrackId track, const AlbumView& view, Workspace& workspace, TrackWork& work, const ListeningPanel& listening) {
    const auto* now = project::findAlbumTrack(*workspace.project(), track);
    if (!now) return;
    const project::AlbumTrack one = *now;
    const QString name = QString::fromStdString(project::titleOf(*workspace.project(), one));
    for (const bool in : {true, false}) {
        auto* fades = menu.addMenu(in ? say("Fade-in shape") : say("Fade-out shape"));
        for (const auto shape : kFadeShapes) {
            auto* action = fades->addAction(say(fadeShapeName(shape)), &work, [&workspace, one, in, shape, name] {
                workspace.apply(say("Fade of %1").arg(name), [&](const Project& project) {
                    return in ? project::setAlbumFadeIn(project, one.id, one.fadeIn, shape) : project::setAlbumFadeOut(project, one.id, one.fadeOut, shape);
                });
            });
            action->setCheckable(true);
            action->setChecked(shape == (in ? one.fadeInShape : one.fadeOutShape));
        }
    }
    // Loudness to the album's, by one number, where both are known.
    const auto row = std::ranges::find(view.rows, track, &AlbumRow::id);
    if (row != view.rows.end() && row->deviation) {
        const Decibels gain{one.gain.value - *row->deviation};
        menu.addAction(say("Level with the album (%1 dB)").arg(QString::fromStdString(signedText(-*row->deviation, 1))), &work, [&workspace, one, gain, name] {
            workspace.apply(say("Level of %1").arg(name), [&](const Project& project) { return project::setAlbumGain(project, one.id, gain); });
        });
    }
    if (one.gain.value != 0) {
        menu.addAction(say("Reset gain (%1 dB)").arg(QString::fromStdString(signedText(one.gain.value, 1))), &work, [&workspace, one, name] {
            workspace.apply(say("Level of %1").arg(name), [&](const Project& project) { return project::setAlbumGain(project, one.id, {0}); });
        });
    }
    // Marks are put where the playhead stands in the track.
    const auto shown = std::ranges::find(view.rows, track, &AlbumRow::id);
    if (shown != view.rows.end()) {
        const Seconds into = secondsOf(workspace.playerState().position - shown->start, workspace.project()->rate);
        const bool inside = into.value > 0 && into.value < secondsOf(shown->length, workspace.project()->rate).value;
        menu.addAction(say("Index mark at the playhead"), &work, [&workspace, one, into, name] {
            auto marks = one.indexMarks;
            marks.push_back(into);
            workspace.apply(say("Index mark in %1").arg(name), [&](const Project& project) { return project::setAlbumIndexMarks(project, one.id, marks); });
        })->setEnabled(inside);
        if (!one.indexMarks.empty())
            menu.addAction(say("Remove index marks"), &work, [&workspace, one, name] {
                workspace.apply(say("Index marks of %1").arg(name), [&](const Project& project) { return project::setAlbumIndexMarks(project, one.id, {}); });
            });
        menu.addAction(say("Cut the start off at the playhead"), &work, [&work, track, place = workspace.playerState().position] { work.cutAt(track, place, TrackWork::Cut::start); })->setEnabled(inside);
        menu.addAction(say("Cut the end off at the playhead"), &work, [&work, track, place = workspace.playerState().position] { work.cutAt(track, place, TrackWork::Cut::end); })->setEnabled(inside);
        if (one.trimStart.value > 0 || one.trimEnd.value > 0)
            menu.addAction(say("Take the cuts back"), &work, [&workspace, one, name] {
                workspace.apply(say("Trim of %1").arg(name), [&](const Project& project) { return project::setAlbumTrim(project, one.id, {0}, {0}); });
            });
        if (shown != view.rows.begin()) {
            auto* space = menu.addMenu(say("Space from where the song before is heard to end"));
            for (const char* text : {"1s", "2s", "3s", "150f", "1bar", "2bar", "4beats"}) {
                const bool musical = text[1] == 'b';
                space->addAction(QString(text) + (musical ? say(" of the song before") : QString()), &work, [&work, track, text] { work.spaceAt(track, text, TrackWork::TempoOf::outgoing); });
                if (musical) space->addAction(QString(text) + say(" of this song"), &work, [&work, track, text] { work.spaceAt(track, text, TrackWork::TempoOf::incoming); });
            }
        }
        menu.addAction(one.pregap.value > 0 ? say("No pregap") : say("Pregap up to the playhead"), &work, [&workspace, one, into, name] {
            workspace.apply(say("Pregap of %1").arg(name), [&](const Project& project) {
                return project::setAlbumPregap(project, one.id, one.pregap.value > 0 ? Seconds{0} : into);
            });
        })->setEnabled(inside || one.pregap.value > 0);
    }
    if (one.metadata.contains("isrc") && one.id != workspace.project()->album->tracks.back()->id)
        menu.addAction(say("Count ISRCs up from here"), &work, [&workspace, one, name] {
            workspace.apply(say("ISRCs behind %1").arg(name), [&](const Project& project) { return mastering::countIsrcsFrom(project, one.id); });
        });
    menu.addAction(one.startsSide ? say("No side begins here") : say("A side begins here"), &work, [&workspace, one, name] {
        workspace.apply(say("Side at %1").arg(name), [&](const Project& project) { return project::setAlbumSideStart(project, one.id, !one.startsSide); });
    });
    if (!workspace.project()->album->references.empty()) {
        auto* towards = menu.addMenu(say("Suggest an equalizer towards"));
        for (const auto& [source, facts] : listening.references()) {
            const project::Source* known = findSource(*workspace.project(), source);
            if (known) towards->addAction(QString::fromStdString(known->name), &work, [&work, track, id = source] { work.suggestMatch(track, id); });
        }
    }
    addMixActions(menu, one, name, workspace, work);
    if (one.song) menu.addAction(say("Open the mix"), &work, [&workspace, song = one.song] { workspace.setCurrentSong(song); });
    menu.addSeparator();
    menu.addAction(say("Take off the album"), &work, [&workspace, one, name] {
        workspace.apply(say("Take %1 off the album").arg(name), [&](const Project& project) { return project::removeAlbumTrack(project, one.id); });
    });
}

void fillAlignMenu(QMenu& menu, Workspace& workspace, const AlbumMeasurer& measurer, TrackWork& work) {
    using mastering::AlignmentRule;
    std::vector<mastering::TrackLoudness> tracks;
    if (const auto& master = measurer.master()) {
        for (std::size_t k = 0; k < master->tracks.size() && k < master->facts.size(); ++k) {
            const auto* track = project::findAlbumTrack(*workspace.project(), master->tracks[k].track);
            if (!track) continue;
            tracks.push_back({track->id, master->facts[k].measures.integratedLufs, master->facts[k].shortTermMaxLufs,
                              -std::numeric_limits<double>::infinity(), master->facts[k].measures.truePeakDbtp, track->gain});
        }
    }
    const std::pair<AlignmentRule, QString> rules[] = {{AlignmentRule::integrated, say("By the whole song")}, {AlignmentRule::loudest, say("By its loudest part")}};
    for (const auto& [rule, text] : rules) {
        const double to = mastering::usualLoudness(tracks, rule);
        auto* preview = menu.addMenu(text + QString::fromUtf8(" · ") + QString::fromStdString(signedText(to, 1)) + " LUFS");
        const auto aligned = mastering::planAlignment(tracks, rule, to);
        if (!aligned) {
            preview->addAction(QString::fromStdString(aligned.error().message))->setEnabled(false);
            continue;
        }
        for (const auto& one : *aligned) {
            const auto* track = project::findAlbumTrack(*workspace.project(), one.track);
            preview->addAction(say("%1:  %2 → %3 LUFS,  gain %4 dB,  peak %5 dBTP")
                                   .arg(QString::fromStdString(project::titleOf(*workspace.project(), *track)), QString::fromStdString(signedText(one.from, 1)),
                                        QString::fromStdString(signedText(one.to, 1)), QString::fromStdString(signedText(one.gain.value, 1)),
                                        QString::fromStdString(signedText(one.truePeakDbtp, 1))))
                ->setEnabled(false);
        }
        preview->addSeparator();
        preview->addAction(say("Align"), &menu, [&workspace, plan = *aligned] {
            workspace.apply(say("Align the album"), [&](const Project& project) { return mastering::applyAlignment(project, plan); });
        });
    }
    menu.addAction(say("By its lead voice…"), &work, [&work] { work.alignByVoice(); });
}

} // namespace lacquer::ui
