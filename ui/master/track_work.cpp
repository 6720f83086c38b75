#include "ui/master/track_work.h"

#include "engine/mastering/album_tone.h"
#include "engine/mastering/loudness_alignment.h"
#include "engine/mastering/spacing.h"
#include "engine/project/album_edits.h"
#include "formats/album/heard_tail.h"
#include "formats/album/quiet_cut.h"
#include "ui/master/listening_panel.h"
#include "ui/models/album_view.h"
#include "ui/models/time_text.h"

#include <QStringList>

#include <algorithm>
#include <memory>

namespace lacquer::ui {

using project::Project;

TrackWork::TrackWork(Workspace& workspace, AlbumMeasurer& measurer, ListeningPanel& listening, QObject* parent)
    : QObject(parent), workspace_(workspace), measurer_(measurer), listening_(listening) {}

void TrackWork::cutAt(AlbumTrackId track, FramePosition place, Cut cut) {
    const AlbumView view = albumView(*workspace_.project(), measurer_.measures(), {});
    const auto row = std::ranges::find(view.rows, track, &AlbumRow::id);
    const auto* now = project::findAlbumTrack(*workspace_.project(), track);
    if (row == view.rows.end() || !now) return;
    const SampleRate rate = workspace_.project()->rate;
    // From the start of what the track plays.
    const Seconds near{now->trimStart.value + secondsOf(place - row->start, rate).value};
    const Seconds whole{now->trimStart.value + secondsOf(row->length, rate).value + now->trimEnd.value};
    auto found = std::make_shared<Seconds>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Finding a zero crossing"),
        [subject, track, near, found, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            const auto at = formats::quietCutNear(subject, track, near, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!at) return tl::make_unexpected(at.error());
            *found = *at;
            return {};
        },
        [this, track, found, whole, cut, before = *now](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            const Seconds start = cut == Cut::start ? *found : before.trimStart;
            const Seconds end = cut == Cut::end ? Seconds{std::max(0.0, whole.value - found->value)} : before.trimEnd;
            workspace_.apply(tr("Trim of %1").arg(QString::fromStdString(project::titleOf(*workspace_.project(), before))),
                             [&](const Project& project) { return project::setAlbumTrim(project, track, start, end); });
        });
}

void TrackWork::spaceAt(AlbumTrackId track, const std::string& text, TempoOf tempo) {
    const auto& tracks = workspace_.project()->album->tracks;
    const auto here = std::ranges::find_if(tracks, [&](const auto& one) { return one->id == track; });
    const auto spacing = mastering::parseSpacing(text);
    if (here == tracks.end() || here == tracks.begin() || !spacing) return;
    const AlbumTrackId before = (*std::prev(here))->id;
    mastering::Pulse pulse;
    const project::AlbumTrack& from = tempo == TempoOf::incoming ? **here : **std::prev(here);
    if (const project::Song* song = findMix(*workspace_.project(), project::mixOf(from)))
        pulse = tempo == TempoOf::incoming ? mastering::pulseAtStart(*song) : mastering::pulseAtEnd(*song);
    auto heard = std::make_shared<formats::HeardTail>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Listening for the end of the song"),
        [subject, before, heard, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            const auto tail = formats::heardTail(subject, before, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!tail) return tl::make_unexpected(tail.error());
            *heard = *tail;
            return {};
        },
        [this, track, heard, spacing = *spacing, pulse](const Result<void>& done) {
            const auto gap = done ? mastering::gapFor(spacing, heard->tail, pulse) : Result<Seconds>(tl::make_unexpected(done.error()));
            if (!gap) {
                if (gap.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(gap.error().message));
                return;
            }
            const auto* now = project::findAlbumTrack(*workspace_.project(), track);
            if (!now) return;
            workspace_.apply(tr("Space before %1").arg(QString::fromStdString(project::titleOf(*workspace_.project(), *now))),
                             [&](const Project& project) { return project::setAlbumGap(project, track, *gap); });
            workspace_.messages().note(tr("The song before is heard for %1 s less than it lasts; the gap is %2 s.").arg(heard->tail.value, 0, 'f', 2).arg(gap->value, 0, 'f', 3));
        });
}

void TrackWork::suggestMatch(AlbumTrackId track, SourceId reference) {
    const auto& master = measurer_.master();
    const auto known = listening_.references().find(reference);
    if (!master || known == listening_.references().end()) return;
    std::size_t place = 0;
    while (place < master->tracks.size() && master->tracks[place].track != track) ++place;
    if (place == master->tracks.size()) return;
    auto facts = std::make_shared<formats::MixFacts>();
    workspace_.jobs().start(
        tr("Comparing with the reference"),
        [facts, rendered = *master, place](const Jobs::Progress& progress) -> Result<void> {
            auto made = formats::factsOfSpan(rendered.file, rendered.rate, rendered.tracks[place].start, rendered.programmeLength(place), [&] { return progress(0.5); });
            if (!made) return tl::make_unexpected(made.error());
            *facts = std::move(*made);
            return {};
        },
        [this, facts, track, tone = known->second.tone](const Result<void>& done) {
            const auto* now = project::findAlbumTrack(*workspace_.project(), track);
            if (!done || !now) return;
            const auto match = mastering::suggestMatch(facts->tone, tone);
            const QString name = QString::fromStdString(project::titleOf(*workspace_.project(), *now));
            const ChannelId channel = now->channel.id;
            const bool made = workspace_.apply(tr("Equalizer towards the reference on %1").arg(name), [&](const Project& project) {
                return mastering::addMatch(project, workspace_.catalogue(), channel, match);
            });
            if (made)
                workspace_.messages().note(tr("\"%1\" was %2 dB apart from the reference; with the equalizer about %3. Undo takes it away.")
                                               .arg(name)
                                               .arg(match.before, 0, 'f', 1)
                                               .arg(match.after, 0, 'f', 1));
        });
}

void TrackWork::alignByVoice() {
    auto tracks = std::make_shared<std::vector<mastering::TrackLoudness>>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Measuring the voices"),
        [subject, tracks, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            auto measured = formats::trackLoudness(subject, true, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!measured) return tl::make_unexpected(measured.error());
            *tracks = std::move(*measured);
            return {};
        },
        [this, tracks](const Result<void>& done) {
            using mastering::AlignmentRule;
            const auto plan = done ? mastering::planAlignment(*tracks, AlignmentRule::vocal, mastering::usualLoudness(*tracks, AlignmentRule::vocal))
                                   : Result<std::vector<mastering::AlignedTrack>>(tl::make_unexpected(done.error()));
            if (!plan) {
                if (plan.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(plan.error().message));
                return;
            }
            QStringList changes;
            for (const auto& one : *plan)
                if (const auto* track = project::findAlbumTrack(*workspace_.project(), one.track))
                    changes << tr("%1 %2 dB").arg(QString::fromStdString(project::titleOf(*workspace_.project(), *track)), QString::fromStdString(signedText(one.gain.value - track->gain.value, 1)));
            workspace_.messages().post({Verdict::info, tr("With the lead voices at one loudness: %1.").arg(changes.join(", ")), tr("Align"), [this, plan = *plan] {
                                            workspace_.apply(tr("Align the album by its voices"), [&](const Project& project) { return mastering::applyAlignment(project, plan); });
                                        }});
        });
}

void TrackWork::hearOffer(AlbumTrackId track, bool newer) {
    const auto* now = project::findAlbumTrack(*workspace_.project(), track);
    const auto recipe = now ? formats::offeredMix(*workspace_.project(), *now) : std::nullopt;
    if (offer_ && offer_->track == track && recipe == offer_->recipe) return listening_.hearMix(*offer_, newer);
    auto offer = std::make_shared<formats::MixOffer>();
    const formats::RenderSubject subject{workspace_.project(), workspace_.folder(), 0};
    workspace_.jobs().start(
        tr("Comparing the mixes"),
        [subject, track, offer, &catalogue = workspace_.catalogue()](const Jobs::Progress& progress) -> Result<void> {
            auto made = formats::compareMixes(subject, track, catalogue, [&](const std::string&, double share) { return progress(share); });
            if (!made) return tl::make_unexpected(made.error());
            *offer = std::move(*made);
            return {};
        },
        [this, offer, newer](const Result<void>& done) {
            if (!done) {
                if (done.error().kind != ErrorKind::cancelled) workspace_.messages().fail(QString::fromStdString(done.error().message));
                return;
            }
            offer_ = std::move(*offer);
            const auto &was = offer_->held.programme.measures, &is = offer_->newer.programme.measures;
            QStringList edits;
            for (const auto& edit : offer_->edits) edits << QString::fromStdString(edit);
            workspace_.messages().note(tr("Newer mix: %1 LU, true peak %2 dB, length %3 s, %4 dB of spectrum apart. %5")
                                           .arg(QString::fromStdString(signedText(is.integratedLufs - was.integratedLufs, 1)),
                                                QString::fromStdString(signedText(is.truePeakDbtp - was.truePeakDbtp, 1)),
                                                QString::fromStdString(signedText(secondsOf(offer_->newer.length - offer_->held.length, workspace_.project()->rate).value, 2)))
                                           .arg(mastering::toneDistance(offer_->held.tone, offer_->newer.tone), 0, 'f', 1)
                                           .arg(edits.join("; ")));
            listening_.hearMix(*offer_, newer);
        });
}

} // namespace lacquer::ui
