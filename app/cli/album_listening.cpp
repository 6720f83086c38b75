#include "app/cli/album_listening.h"

#include "app/cli/progress_line.h"
#include "engine/mastering/loudness_alignment.h"
#include "engine/mastering/spacing.h"
#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "engine/project/edit_names.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/album/heard_tail.h"
#include "formats/album/mix_offer.h"
#include "formats/album/quiet_cut.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace lacquer::cli {
namespace {

using namespace project;

/// The context's project as it lies on the disk; edits see the value they are given.
formats::RenderSubject subjectOf(const Project& project, const EditContext& context) {
    return {std::make_shared<const Project>(project), context.folder, 0};
}

} // namespace

Result<Edit> spaceAlbumTrack(const std::vector<std::string>& words, const Project& project, const EditContext& context) {
    const auto id = findAlbumPlace(project, words[0]);
    if (!id) return tl::make_unexpected(id.error());
    const auto& tracks = project.album->tracks;
    std::size_t place = 0;
    while (tracks[place]->id != *id) ++place;
    if (place == 0) return badInput("The first track has none before it, so there is no space to set.");
    const auto spacing = mastering::parseSpacing(words[1]);
    if (!spacing) return tl::make_unexpected(spacing.error());
    double tempo = 0;
    std::string from = "outgoing", snap;
    for (std::size_t k = 2; k < words.size(); ++k) {
        const auto pair = splitAssignment(words[k]);
        if (!pair) return tl::make_unexpected(pair.error());
        if (pair->first == "tempo") {
            const auto number = parseNumber(pair->second, "A tempo");
            if (!number) return tl::make_unexpected(number.error());
            if (*number < 20 || *number > 400) return badInput("A tempo goes from 20 to 400 beats a minute.");
            tempo = *number;
        } else if (pair->first == "from" && (pair->second == "outgoing" || pair->second == "incoming")) {
            from = pair->second;
        } else if (pair->first == "snap" && (pair->second == "beat" || pair->second == "frame")) {
            snap = pair->second;
        } else {
            return badInput(fmt::format("\"{}\" is nothing a spacing knows: tempo=120, from=outgoing or incoming, snap=beat or "
                                        "frame.",
                                        words[k]));
        }
    }
    const processors::ProcessorCatalogue catalogue;
    const auto subject = subjectOf(project, context);
    Result<formats::HeardTail> heard;
    {
        ProgressLine line;
        heard = formats::heardTail(subject, tracks[place - 1]->id, catalogue,
                                   [&line](const std::string& stage, double share) { return line.show(stage, share); });
    }
    if (!heard) return tl::make_unexpected(heard.error());
    mastering::Pulse pulse;
    const AlbumTrack& source = *tracks[from == "outgoing" ? place - 1 : place];
    if (const Song* song = findMix(project, mixOf(source)))
        pulse = from == "outgoing" ? mastering::pulseAtEnd(*song) : mastering::pulseAtStart(*song);
    if (tempo > 0) pulse.beatsPerMinute = tempo;
    auto gap = mastering::gapFor(*spacing, heard->tail, pulse);
    if (!gap) return tl::make_unexpected(gap.error());
    if (snap == "beat") {
        if (pulse.beatsPerMinute <= 0) return badInput("There is no tempo to snap to. Give it, like tempo=120.");
        *gap = mastering::snapToBeat(*gap, heard->length, heard->gridOrigin, pulse);
    }
    if (snap == "frame") *gap = mastering::snapToCdFrame(*gap, heard->end);
    auto next = setAlbumGap(project, *id, *gap);
    if (!next) return tl::make_unexpected(next.error());
    const std::string said = fmt::format("The track before is heard for {:.2f} s less than it lasts; the gap is {:.3f} s.",
                                         heard->tail.value, gap->value);
    return Edit{editOfAlbumTrack(project, "Space before", *id), std::move(*next), [said] { fmt::print("{}\n", said); }};
}

Result<Edit> trimAlbumTrack(const std::vector<std::string>& words, const Project& project, const EditContext& context) {
    const auto id = findAlbumPlace(project, words[0]);
    if (!id) return tl::make_unexpected(id.error());
    const AlbumTrack& track = *findAlbumTrack(project, *id);
    std::optional<Seconds> start, end;
    std::string snap;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto pair = splitAssignment(words[i]);
        if (!pair) return tl::make_unexpected(pair.error());
        if (pair->first == "snap") {
            snap = pair->second;
            if (snap != "zero" && snap != "frame") return badInput(fmt::format("A cut snaps to zero or frame; you gave \"{}\".", snap));
            continue;
        }
        if (pair->first != "start" && pair->first != "end")
            return badInput(fmt::format("A trim has no value \"{}\": it has start, end and snap.", pair->first));
        const auto time = parseTime(pair->second, "A trim");
        if (!time) return tl::make_unexpected(time.error());
        (pair->first == "start" ? start : end) = *time;
    }
    const auto subject = subjectOf(project, context);
    const processors::ProcessorCatalogue catalogue;
    if (snap == "frame")
        for (auto* cut : {&start, &end})
            if (*cut) (*cut)->value = std::round((*cut)->value * 75) / 75;
    if (snap == "zero") {
        ProgressLine line;
        const auto progress = [&line](const std::string& stage, double share) { return line.show(stage, share); };
        const auto length = formats::playedLength(subject, *id, catalogue, progress);
        if (!length) return tl::make_unexpected(length.error());
        const auto quiet = [&](Seconds near) { return formats::quietCutNear(subject, *id, near, catalogue, progress); };
        if (start && start->value > 0) {
            const auto found = quiet(*start);
            if (!found) return tl::make_unexpected(found.error());
            start = *found;
        }
        if (end && end->value > 0) {
            const auto found = quiet({length->value - end->value});
            if (!found) return tl::make_unexpected(found.error());
            end = Seconds{std::max(0.0, length->value - found->value)};
        }
    }
    auto next = setAlbumTrim(project, *id, start.value_or(track.trimStart), end.value_or(track.trimEnd));
    if (!next) return tl::make_unexpected(next.error());
    return Edit{editOfAlbumTrack(project, "Trim of", *id), std::move(*next), {}};
}

Result<Edit> alignAlbum(const std::vector<std::string>& words, const Project& project, const EditContext& context) {
    using mastering::AlignmentRule;
    const std::vector<std::string> rules{"integrated", "loudest", "vocal"};
    const auto named = std::find(rules.begin(), rules.end(), words[0]);
    if (named == rules.end())
        return badInput(fmt::format("An album is aligned by integrated, loudest or vocal; you gave \"{}\".{}", words[0],
                                    suggestion(words[0], rules)));
    const auto rule = static_cast<AlignmentRule>(named - rules.begin());
    double to = std::numeric_limits<double>::quiet_NaN(), strength = 1;
    for (std::size_t k = 1; k < words.size(); ++k) {
        const auto pair = splitAssignment(words[k]);
        if (!pair) return tl::make_unexpected(pair.error());
        const bool percent = pair->first == "strength";
        if (!percent && pair->first != "to")
            return badInput(fmt::format("\"{}\" is nothing an alignment knows: to=-12LUFS, strength=50%.", pair->first));
        const auto number = parseNumber(pair->second, percent ? "A strength" : "A loudness", percent ? "%" : "LUFS");
        if (!number) return tl::make_unexpected(number.error());
        if (percent && (*number < 0 || *number > 100)) return badInput("A strength goes from 0 to 100 %.");
        (percent ? strength : to) = percent ? *number / 100 : *number;
    }
    const processors::ProcessorCatalogue catalogue;
    const auto subject = subjectOf(project, context);
    Result<std::vector<mastering::TrackLoudness>> tracks;
    {
        ProgressLine line;
        tracks = formats::trackLoudness(subject, rule == AlignmentRule::vocal, catalogue,
                                        [&line](const std::string& stage, double share) { return line.show(stage, share); });
    }
    if (!tracks) return tl::make_unexpected(tracks.error());
    if (std::isnan(to)) to = mastering::usualLoudness(*tracks, rule);
    const auto aligned = mastering::planAlignment(*tracks, rule, to, strength);
    if (!aligned) return tl::make_unexpected(aligned.error());
    auto next = mastering::applyAlignment(project, *aligned);
    if (!next) return tl::make_unexpected(next.error());
    std::string said;
    for (std::size_t k = 0; k < aligned->size(); ++k)
        said += fmt::format("{:>3}  {:6.1f} -> {:6.1f} LUFS  gain {:+.1f} dB  peak {:+.1f} dBTP\n", k + 1, (*aligned)[k].from,
                            (*aligned)[k].to, (*aligned)[k].gain.value, (*aligned)[k].truePeakDbtp);
    return Edit{fmt::format("Align the album by {}", words[0]), std::move(*next), [said] { fmt::print("{}", said); }};
}

} // namespace lacquer::cli
