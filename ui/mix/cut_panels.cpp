#include "ui/mix/cut_panels.h"

#include "ui/models/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lacquer::ui {
namespace {

using analysis::SilenceSettings;

QString say(const char* text) { return QCoreApplication::translate("Timeline", text); }

QString nameOf(const project::Project& project, const std::vector<ClipId>& clips) {
    const auto place = clips.empty() ? project::ClipPlace{} : project::findClip(project, clips.front());
    return clips.size() == 1 && place ? QString::fromStdString(place.clip->name) : say("%1 clips").arg(clips.size());
}

void choose(TimelineState& state, std::vector<ClipId> clips) {
    Selection selection = state.workspace().selection();
    selection.clips = std::move(clips);
    state.workspace().select(selection);
}

/// Clips the panel acts on that are still there and whose sources are known; asks for the others.
std::vector<project::Clip> readyClips(TimelineState& state, const std::vector<ClipId>& clips, bool& waiting) {
    std::vector<project::Clip> ready;
    waiting = false;
    for (const ClipId id : clips) {
        const auto place = project::findClip(*state.workspace().project(), id);
        if (!place) continue;
        if (state.facts().of(place.clip->source)) ready.push_back(*place.clip);
        else waiting = true;
    }
    return ready;
}

std::vector<project::TimeSpan> keptOf(const project::Clip& clip, const SourceFact& fact, const SilenceSettings& settings, SampleRate rate) {
    std::vector<project::TimeSpan> kept;
    for (const auto& span : analysis::soundingSpans(levelsOf(clip, fact), settings, rate)) {
        FramePosition start = timelineOf(clip, span.start);
        FramePosition end = timelineOf(clip, span.end - FrameCount{1}) + FrameCount{1};
        if (clip.reversed) {
            start = timelineOf(clip, span.end - FrameCount{1});
            end = timelineOf(clip, span.start) + FrameCount{1};
        }
        kept.push_back({std::max(start, clip.position), std::min(end, clip.end())});
    }
    std::ranges::sort(kept, {}, &project::TimeSpan::start);
    return kept;
}

} // namespace

InlinePanel* openStripSilence(TimelineState& state, std::vector<ClipId> clips, QWidget* parent) {
    auto* panel = new InlinePanel(state.theme(), say("Strip silence"), say("Strip"), parent);
    auto settings = std::make_shared<SilenceSettings>();
    const auto refresh = [&state, clips, panel, settings] {
        bool waiting = false;
        CutPreview preview;
        std::size_t pieces = 0;
        std::int64_t gone = 0;
        for (const project::Clip& clip : readyClips(state, clips, waiting)) {
            auto kept = keptOf(clip, *state.facts().of(clip.source), *settings, state.rate());
            gone += clip.length.value;
            for (const auto& span : kept) gone -= (span.end - span.start).value;
            pieces += kept.size();
            preview.kept[clip.id] = std::move(kept);
        }
        state.setCutPreview(std::move(preview));
        panel->setActionEnabled(!waiting && pieces > 0);
        panel->setSummary(waiting ? say("Listening to the clips…")
                                  : say("%1 pieces stay, %2 go").arg(pieces).arg(QString::fromStdString(lengthText(secondsOf(FrameCount{gone}, state.rate())))));
    };
    const auto field = [&](const char* id, const char* label, Unit unit, double least, double most, double value, auto put) {
        panel->addField(say(label), panelValue(id, say(label), unit, least, most, value), value, [settings, put, refresh](double next) {
            put(*settings, next);
            refresh();
        });
    };
    field("threshold", "Below", Unit::decibels, -96, 0, settings->threshold.value, [](SilenceSettings& s, double v) { s.threshold = {v}; });
    field("shortest", "for", Unit::milliseconds, 0, 4000, settings->shortestSilence.value * 1000, [](SilenceSettings& s, double v) { s.shortestSilence = {v / 1000}; });
    field("before", "Keep before", Unit::milliseconds, 0, 1000, settings->padBefore.value * 1000, [](SilenceSettings& s, double v) { s.padBefore = {v / 1000}; });
    field("after", "after", Unit::milliseconds, 0, 2000, settings->padAfter.value * 1000, [](SilenceSettings& s, double v) { s.padAfter = {v / 1000}; });
    QObject::connect(&state.facts(), &SourceFacts::arrived, panel, refresh);
    QObject::connect(panel, &InlinePanel::dismissed, panel, [&state] { state.setCutPreview(std::nullopt); });
    QObject::connect(panel, &InlinePanel::accepted, panel, [&state, clips, settings] {
        state.setCutPreview(std::nullopt);
        std::vector<ClipId> left;
        state.workspace().apply(say("Strip silence of %1").arg(nameOf(*state.workspace().project(), clips)),
                                [&](const project::Project& from) -> Result<project::Project> {
            Result<project::Project> next = from;
            for (const ClipId id : clips) {
                const auto place = project::findClip(*next, id);
                const SourceFact* fact = place ? state.facts().known(place.clip->source) : nullptr;
                if (!fact) continue;
                // 2 ms keep the new edges from clicking.
                auto made = project::keepSpansOfClip(*next, id, keptOf(*place.clip, *fact, *settings, state.rate()), {state.rate().hz / 500});
                if (!made) return tl::make_unexpected(made.error());
                left.insert(left.end(), made->id.begin(), made->id.end());
                next = std::move(made->project);
            }
            return next;
        });
        if (!left.empty()) choose(state, std::move(left));
    });
    refresh();
    panel->place();
    panel->setFocus();
    return panel;
}

InlinePanel* openSlices(TimelineState& state, std::vector<ClipId> clips, QWidget* parent) {
    auto* panel = new InlinePanel(state.theme(), say("Slice at transients"), say("Slice"), parent);
    const auto refresh = [&state, clips, panel] {
        bool waiting = false;
        CutPreview preview;
        std::size_t count = 0;
        for (const project::Clip& clip : readyClips(state, clips, waiting)) {
            auto hits = hitsOf(clip, *state.facts().of(clip.source), state.hitStrength());
            count += hits.size();
            preview.cuts[clip.id] = std::move(hits);
        }
        state.setCutPreview(std::move(preview));
        panel->setActionEnabled(!waiting && count > 0);
        panel->setSummary(waiting ? say("Listening to the clips…") : say("%1 cuts").arg(count));
    };
    panel->addField(say("Sensitivity"), panelValue("sensitivity", say("Sensitivity"), Unit::percent, 0, 100, 50), state.sensitivity() * 100,
                    [&state, refresh](double next) {
                        state.setSensitivity(next / 100);
                        refresh();
                    });
    QObject::connect(&state.facts(), &SourceFacts::arrived, panel, refresh);
    QObject::connect(panel, &InlinePanel::dismissed, panel, [&state] { state.setCutPreview(std::nullopt); });
    QObject::connect(panel, &InlinePanel::accepted, panel, [&state, clips] {
        const auto preview = state.cutPreview();
        state.setCutPreview(std::nullopt);
        if (!preview) return;
        std::vector<ClipId> pieces;
        state.workspace().apply(say("Slice %1").arg(nameOf(*state.workspace().project(), clips)),
                                [&](const project::Project& from) -> Result<project::Project> {
            Result<project::Project> next = from;
            for (const auto& [id, cuts] : preview->cuts) {
                if (cuts.empty()) continue;
                auto made = project::sliceClip(*next, id, cuts);
                if (!made) return tl::make_unexpected(made.error());
                pieces.insert(pieces.end(), made->id.begin(), made->id.end());
                next = std::move(made->project);
            }
            return next;
        });
        if (!pieces.empty()) choose(state, std::move(pieces));
    });
    refresh();
    panel->place();
    panel->setFocus();
    return panel;
}

namespace {

struct Shape {
    double peak = 0;  ///< of the first 50 ms
    double after = 0; ///< mean level 50 to 150 ms behind, over the peak
};

Shape shapeAt(const SourceFact& fact, FramePosition attack, SampleRate rate) {
    Shape shape;
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(0, attack.value / std::max<std::int64_t>(1, fact.levels.hop.value)));
    const auto& levels = fact.levels.levels;
    const auto hops = [&](double seconds) { return static_cast<std::size_t>(seconds * rate.hz / static_cast<double>(std::max<std::int64_t>(1, fact.levels.hop.value))); };
    for (std::size_t k = at; k < std::min(levels.size(), at + hops(0.05)); ++k) shape.peak = std::max(shape.peak, static_cast<double>(levels[k]));
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t k = at + hops(0.05); k < std::min(levels.size(), at + hops(0.15)); ++k, ++count) sum += static_cast<double>(levels[k]);
    if (count > 0 && shape.peak > 0) shape.after = sum / static_cast<double>(count) / shape.peak;
    return shape;
}

/// The first hit of a clip; its start when it has none that stands out.
FramePosition attackOf(const project::Clip& clip, const SourceFact& fact) {
    const auto hits = hitsOf(clip, fact, analysis::kWeakestOnset);
    return sourceOf(clip, hits.empty() ? clip.position : hits.front());
}

} // namespace

std::vector<HitCandidate> hitCandidates(const project::Track& track, const project::Clip& bad, SourceFacts& facts, SampleRate rate) {
    std::vector<HitCandidate> found;
    const SourceFact* own = facts.of(bad.source);
    if (!own) return found;
    const Shape wanted = shapeAt(*own, attackOf(bad, *own), rate);
    for (const project::Clip& clip : *track.clips) {
        if (clip.id == bad.id || clip.muted || clip.reversed) continue;
        const SourceFact* fact = facts.of(clip.source);
        if (!fact) continue;
        const FramePosition attack = attackOf(clip, *fact);
        const Shape shape = shapeAt(*fact, attack, rate);
        if (shape.peak <= 0) continue;
        const double level = wanted.peak > 0 ? std::abs(decibelsOf(shape.peak / wanted.peak).value) : 0;
        const double length = clip.length < bad.length ? 6.0 * (1 - static_cast<double>(clip.length.value) / static_cast<double>(bad.length.value)) : 0;
        found.push_back({clip, attack, shape.peak, level + 12 * std::abs(shape.after - wanted.after) + length});
    }
    std::ranges::stable_sort(found, {}, &HitCandidate::unlikeness);
    return found;
}

InlinePanel* openHitSwap(TimelineState& state, ClipId id, QWidget* parent) {
    auto* panel = new InlinePanel(state.theme(), say("Swap this hit"), say("Swap"), parent);
    struct Looking {
        std::size_t at = 0;
        bool matchLevel = true;
        std::shared_ptr<const project::Project> before;
    };
    auto looking = std::make_shared<Looking>();
    looking->before = state.workspace().project();
    const auto show = [&state, id, panel, looking](bool audition) {
        Workspace& workspace = state.workspace();
        if (workspace.inGesture()) workspace.cancelGesture();
        const auto place = project::findClip(*workspace.project(), id);
        if (!place) return;
        const auto candidates = hitCandidates(*place.track, *place.clip, state.facts(), state.rate());
        const SourceFact* own = state.facts().of(place.clip->source);
        panel->setActionEnabled(!candidates.empty());
        if (candidates.empty() || !own) {
            panel->setSummary(own ? say("No other hit · slice the track first (Shift+T)") : say("Listening to the clips…"));
            return;
        }
        looking->at %= candidates.size();
        const HitCandidate& candidate = candidates[looking->at];
        const FramePosition hit = timelineOf(*place.clip, attackOf(*place.clip, *own));
        const Shape wanted = shapeAt(*own, attackOf(*place.clip, *own), state.rate());
        Decibels gain = candidate.clip.gain;
        if (looking->matchLevel && wanted.peak > 0)
            gain = {std::clamp(std::round(10 * (decibelsOf(wanted.peak / candidate.peak).value + place.clip->gain.value)) / 10, -24.0, 24.0)};
        const project::OtherHit other{candidate.clip.source, {candidate.attack.value}, gain, candidate.clip.name};
        const QString name = say("Swap hit of %1").arg(QString::fromStdString(place.clip->name));
        workspace.beginGesture(name);
        workspace.apply(name, [&](const project::Project& from) { return project::replaceHit(from, id, hit, other, {state.rate().hz / 500}); });
        panel->setSummary(say("%1 of %2 · from %3 · %4 dB").arg(looking->at + 1).arg(candidates.size())
                              .arg(QString::fromStdString(barsBeatsText(state.tempo().musicalAt(candidate.clip.position))),
                                   QString::fromStdString(signedText(gain.value, 1))));
        if (!audition) return;
        workspace.hearGesture();
        workspace.locate(std::max(FramePosition{0}, hit - FrameCount{state.rate().hz}));
        workspace.play();
    };
    panel->addButton(say("◀"), say("The candidate before"), [looking, show, &state, id] {
        const auto place = project::findClip(*looking->before, id);
        const std::size_t count = place ? hitCandidates(*place.track, *place.clip, state.facts(), state.rate()).size() : 0;
        looking->at = count == 0 ? 0 : (looking->at + count - 1) % count;
        show(false);
    });
    panel->addButton(say("▶"), say("The next candidate"), [looking, show] {
        ++looking->at;
        show(false);
    });
    panel->addButton(say("Listen"), say("Plays from a second before the hit, with the candidate in place"), [show] { show(true); });
    auto* match = panel->addButton(say("Match level"), say("The candidate as loud as the hit it replaces"), [] {});
    match->setCheckable(true);
    match->setChecked(true);
    QObject::connect(match, &QAbstractButton::clicked, panel, [looking, match, show] {
        looking->matchLevel = match->isChecked();
        show(false);
    });
    QObject::connect(&state.facts(), &SourceFacts::arrived, panel, [show] { show(false); });
    QObject::connect(panel, &InlinePanel::dismissed, panel, [&state] { state.workspace().cancelGesture(); });
    QObject::connect(panel, &InlinePanel::accepted, panel, [&state] { state.workspace().endGesture(); });
    show(false);
    panel->place();
    panel->setFocus();
    return panel;
}

} // namespace lacquer::ui
