#include "formats/deliver/delivery_plan.h"
#include "engine/project/clock_text.h"

#include "formats/deliver/file_naming.h"
#include "formats/deliver/release_tags.h"
#include "formats/disc/cd_text.h"
#include "formats/disc/latin1.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace lacquer::formats {
namespace {

using mastering::AlbumTrackSpan;
using mastering::Container;
using mastering::Layout;
using mastering::Target;
using project::Project;

/// "4:07.25"
std::string clock(double seconds) { return project::clockText({seconds}, 2); }

NameParts albumParts(const Project& project, const Target& target, SampleRate rate) {
    return {{"album", albumText(project, "title")},
            {"artist", albumText(project, "artist")},
            {"rate", fmt::format("{:g}", rate.hz / 1000.0)},
            {"bits", target.bits ? fmt::format("{}", *target.bits) : ""}};
}

const char* extensionOf(const Target& target) {
    switch (target.container) {
    case Container::ddp: return ".DAT";
    case Container::toc: return ".bin";
    case Container::flac: return ".flac";
    case Container::mp3: return ".mp3";
    case Container::ogg: return ".ogg";
    case Container::opus: return ".opus";
    case Container::m4a: return ".m4a";
    case Container::wav:
    case Container::cue: break;
    }
    return ".wav";
}

FramePosition endOfTrack(const std::vector<AlbumTrackSpan>& tracks, std::size_t track, FrameCount length) {
    return track + 1 < tracks.size() ? tracks[track].end() : FramePosition{} + length;
}

Result<DeliveryPlan> planTracks(const Project& project,
                                const Target& target,
                                const std::vector<AlbumTrackSpan>& tracks,
                                FrameCount length,
                                SampleRate rate) {
    DeliveryPlan plan;
    std::set<std::string> taken;
    for (std::size_t k = 0; k < tracks.size(); ++k) {
        NameParts parts = albumParts(project, target, rate);
        parts["track"] = fmt::format("{}", k + 1);
        for (const char* key : {"title", "artist", "isrc", "version"})
            parts[key] = trackText(project, k, key);
        // The album may name its files its own way; numbers of sides and discs stay the target's.
        const std::string own = albumText(project, "naming");
        const std::string wanted = fileNameOf(own.empty() ? target.naming : own, parts);
        std::string name = wanted;
        for (int copy = 2; !taken.insert(name).second; ++copy) name = fmt::format("{} ({})", wanted, copy);
        // What sounds in the pause before a track belongs to the file before; a hidden track before
        // track 1 has none, and opens the first.
        const auto startOf = [&](std::size_t index) {
            const FrameCount pregap = index == 0 ? FrameCount{} : framesIn(project.album->tracks[index]->pregap, rate);
            return tracks[index].start + pregap;
        };
        const FramePosition start = startOf(k);
        const FramePosition end = k + 1 < tracks.size() ? startOf(k + 1) : FramePosition{} + length;
        if (k == 0 && project.album->tracks[k]->pregap.value > 0)
            plan.notes.push_back(fmt::format("The file of track 1 begins with its hidden pregap of {:.2f} s.",
                                             project.album->tracks[k]->pregap.value));
        if (end <= start)
            return fail(ErrorKind::checkFailed,
                        fmt::format("Track {} lies wholly under the next one, so there is nothing left "
                                    "for a file of its own. Shorten the crossfade.",
                                    k + 1));
        plan.files.push_back({name + extensionOf(target), k, k, start, end - start, ""});
    }
    return plan;
}

/// Metadata keys with a language behind an @ ("title@de") are CD-Text in that language.
std::vector<disc::CdTranslation> translationsOf(const Project& project) {
    std::map<std::string, disc::CdTranslation> byLanguage;
    const auto take = [&](const project::Metadata& metadata, std::size_t place) {
        for (const auto& [key, text] : metadata) {
            const auto at = key.find('@');
            if (at == std::string::npos || text.empty()) continue;
            const std::string name = key.substr(0, at);
            const auto field = name == "title"      ? &disc::CdNames::title
                               : name == "artist"   ? &disc::CdNames::performer
                               : name == "composer" ? &disc::CdNames::composer
                                                    : nullptr;
            if (!field) continue;
            disc::CdTranslation& translation = byLanguage[key.substr(at + 1)];
            translation.language = key.substr(at + 1);
            translation.names.resize(project.album->tracks.size() + 1);
            translation.names[place].*field = text;
        }
    };
    take(project.album->metadata, 0);
    for (std::size_t k = 0; k < project.album->tracks.size(); ++k) take(project.album->tracks[k]->metadata, k + 1);
    std::vector<disc::CdTranslation> translations;
    for (auto& [language, translation] : byLanguage) translations.push_back(std::move(translation));
    return translations;
}

Result<DeliveryPlan> planDisc(const Project& project,
                              const Target& target,
                              const std::vector<AlbumTrackSpan>& tracks,
                              FrameCount length,
                              SampleRate rate) {
    std::vector<disc::CdProgramme> programmes;
    for (std::size_t k = 0; k < tracks.size(); ++k) {
        disc::CdProgramme programme{tracks[k].start, tracks[k].length, {}, trackText(project, k, "title"),
                                    trackText(project, k, "artist"), trackText(project, k, "composer"),
                                    trackText(project, k, "isrc"),
                                    framesIn(project.album->tracks[k]->pregap, rate)};
        for (const Seconds mark : project.album->tracks[k]->indexMarks)
            programme.indexMarks.push_back(tracks[k].start + framesIn(mark, rate));
        programmes.push_back(std::move(programme));
    }
    disc::CdTexts texts{albumText(project, "title"), albumText(project, "artist"),
                        albumText(project, "upc"), albumText(project, "catalog")};
    if (texts.masterId.empty()) texts.masterId = texts.title;
    auto layout = disc::layOutCd(programmes, length, texts);
    if (!layout) return tl::make_unexpected(layout.error());
    if (const double seconds = secondsOf(length, rate).value; target.sideLength && seconds > target.sideLength->value)
        return fail(ErrorKind::checkFailed, fmt::format("{} would be {} long, and {} is the most that target takes. Take a song off, shorten gaps, or make two "
                                                        "discs of it.",
                                                        target.name, clock(seconds), clock(target.sideLength->value)));
    if (const std::string language = albumText(project, "cd_language"); !language.empty()) layout->language = language;
    layout->translations = translationsOf(project);
    if (const auto packs = disc::cdTextPacks(*layout); !packs) return tl::make_unexpected(packs.error());
    DeliveryPlan plan;
    plan.notes = layout->notes;
    plan.disc = std::move(*layout);
    // Burning programs take the file's name in a sheet byte for byte, and sheets are ISO 8859-1.
    const std::string name = disc::asciiOf(fileNameOf(target.naming, albumParts(project, target, rate)));
    plan.files.push_back({(target.container == Container::ddp ? "DDP/" : "") + name + extensionOf(target), 0,
                          tracks.size() - 1, {}, length, ""});
    return plan;
}

/// First tracks of the sides as the album says; empty when it leaves that to us.
std::vector<std::size_t> chosenSides(const Project& project) {
    std::vector<std::size_t> first{0};
    for (std::size_t k = 1; k < project.album->tracks.size(); ++k)
        if (project.album->tracks[k]->startsSide) first.push_back(k);
    return first.size() > 1 ? first : std::vector<std::size_t>{};
}

/// A 12-inch side at 33⅓ loses about 1 dB of cut level per minute beyond its reference of 20 minutes
/// (chart of recording time against level, Los Senderos studio).
void noteSideLevels(const Target& target, DeliveryPlan& plan, SampleRate rate) {
    constexpr double kReference = 20; // minutes
    if (target.group != "Vinyl") return;
    for (const PlannedFile& side : plan.files) {
        const double minutes = secondsOf(side.length, rate).value / 60;
        if (minutes > kReference)
            plan.notes.push_back(fmt::format("Side {} is {} long: it will be cut about {:.0f} dB softer than a side of 20 minutes.",
                                             side.side, clock(minutes * 60), std::ceil(minutes - kReference)));
    }
}

Result<DeliveryPlan> planSides(const Project& project,
                               const Target& target,
                               const std::vector<AlbumTrackSpan>& tracks,
                               FrameCount length,
                               SampleRate rate) {
    std::vector<double> lengths;
    for (std::size_t k = 0; k < tracks.size(); ++k)
        lengths.push_back(secondsOf((k + 1 < tracks.size() ? tracks[k + 1].start
                                                           : FramePosition{} + length) -
                                        tracks[k].start,
                                    rate)
                              .value);
    if (const auto chosen = chosenSides(project); !chosen.empty()) {
        DeliveryPlan plan;
        for (std::size_t s = 0; s < chosen.size(); ++s) {
            const std::size_t last = (s + 1 < chosen.size() ? chosen[s + 1] : tracks.size()) - 1;
            NameParts parts = albumParts(project, target, rate);
            parts["side"] = std::string(1, static_cast<char>('A' + s));
            const FrameCount span = endOfTrack(tracks, last, length) - tracks[chosen[s]].start;
            const double seconds = secondsOf(span, rate).value;
            if (target.sideLength && seconds > target.sideLength->value)
                return fail(ErrorKind::checkFailed,
                            fmt::format("Side {} of {} would be {} long, and {} is the most that target takes. Begin the "
                                        "next side with an earlier track.",
                                        parts["side"], target.name, clock(seconds), clock(target.sideLength->value)));
            plan.files.push_back({fileNameOf(target.naming, parts) + extensionOf(target), chosen[s], last,
                                  tracks[chosen[s]].start, span, parts["side"]});
        }
        noteSideLevels(target, plan, rate);
        return plan;
    }
    const double longest = target.sideLength ? target.sideLength->value : 1e9;
    const double total = std::accumulate(lengths.begin(), lengths.end(), 0.0);
    // Records and cassettes have two sides; more only in pairs.
    auto sides = std::max<std::size_t>(2, 2 * static_cast<std::size_t>(std::ceil(total / longest / 2)));
    DeliveryPlan plan;
    for (;; sides += 2) {
        const std::size_t count = std::min(sides, tracks.size());
        const std::vector<std::size_t> first = firstTracksOfSides(lengths, count);
        plan.files.clear();
        double longestSide = 0;
        std::size_t where = 0;
        for (std::size_t s = 0; s < count; ++s) {
            const std::size_t last = (s + 1 < count ? first[s + 1] : tracks.size()) - 1;
            NameParts parts = albumParts(project, target, rate);
            parts["side"] = std::string(1, static_cast<char>('A' + s));
            // The gap to the next side is no part of a side.
            const FrameCount span = endOfTrack(tracks, last, length) - tracks[first[s]].start;
            plan.files.push_back({fileNameOf(target.naming, parts) + extensionOf(target), first[s], last,
                                  tracks[first[s]].start, span, parts["side"]});
            if (secondsOf(span, rate).value > longestSide) {
                longestSide = secondsOf(span, rate).value;
                where = s;
            }
        }
        if (longestSide <= longest) {
            noteSideLevels(target, plan, rate);
            return plan;
        }
        if (count == tracks.size() || sides > 24)
            return fail(ErrorKind::checkFailed,
                        fmt::format("Side {} of {} would be {} long, and {} is the most that target takes. "
                                    "Cut the track in two, or raise side_minutes in a target of your own.",
                                    plan.files[where].side, target.name, clock(longestSide), clock(longest)));
    }
}

Result<void> checkShortest(const Project& project,
                           const Target& target,
                           const std::vector<AlbumTrackSpan>& tracks,
                           SampleRate rate) {
    if (!target.shortestTrack || target.layout == Layout::disc) return {}; // a disc counts in its frames
    for (std::size_t k = 0; k < tracks.size(); ++k)
        if (secondsOf(tracks[k].length, rate) < *target.shortestTrack)
            return fail(ErrorKind::checkFailed,
                        fmt::format("Track {} ({}) is {} long; {} takes none under {:g} s.", k + 1,
                                    trackText(project, k, "title"),
                                    clock(secondsOf(tracks[k].length, rate).value), target.name,
                                    target.shortestTrack->value));
    return {};
}

} // namespace

std::vector<std::size_t> firstTracksOfSides(const std::vector<double>& lengths, std::size_t sides) {
    const std::size_t tracks = lengths.size();
    std::vector<double> upTo(tracks + 1, 0.0);
    std::partial_sum(lengths.begin(), lengths.end(), upTo.begin() + 1);
    // best[s][k]: the longest side when the first k tracks lie on s + 1 sides.
    std::vector<std::vector<double>> best(sides, std::vector<double>(tracks + 1, 1e300));
    std::vector<std::vector<std::size_t>> from(sides, std::vector<std::size_t>(tracks + 1, 0));
    for (std::size_t k = 1; k <= tracks; ++k) best[0][k] = upTo[k];
    for (std::size_t s = 1; s < sides; ++s)
        for (std::size_t k = s + 1; k <= tracks; ++k)
            for (std::size_t cut = s; cut < k; ++cut) {
                const double longest = std::max(best[s - 1][cut], upTo[k] - upTo[cut]);
                // Among equals the later cut: the earlier sides are the longer ones.
                if (longest <= best[s][k]) {
                    best[s][k] = longest;
                    from[s][k] = cut;
                }
            }
    std::vector<std::size_t> first(sides, 0);
    std::size_t end = tracks;
    for (std::size_t s = sides; s-- > 1;) first[s] = end = from[s][end];
    return first;
}

Result<void> checkMetadata(const Project& project, const Target& target) {
    std::string missing;
    for (const std::string& key : target.requiredOfAlbum) {
        const auto found = project.album->metadata.find(key);
        if (found == project.album->metadata.end() || found->second.empty())
            missing += fmt::format("{}the album's {}", missing.empty() ? "" : ", ", key);
    }
    for (std::size_t k = 0; k < project.album->tracks.size(); ++k)
        for (const std::string& key : target.requiredOfTracks)
            if (trackText(project, k, key).empty())
                missing += fmt::format("{}track {}'s {}", missing.empty() ? "" : ", ", k + 1, key);
    if (missing.empty()) return {};
    return fail(ErrorKind::checkFailed,
                fmt::format("{} needs {}. Fill it in on the Master page or with `lacquer album … meta`.",
                            target.name, missing));
}

Result<DeliveryPlan> planFiles(const Project& project,
                               const Target& target,
                               const std::vector<AlbumTrackSpan>& tracks,
                               FrameCount length,
                               SampleRate rate) {
    if (auto metadata = checkMetadata(project, target); !metadata)
        return tl::make_unexpected(metadata.error());
    if (auto lengths = checkShortest(project, target, tracks, rate); !lengths)
        return tl::make_unexpected(lengths.error());
    switch (target.layout) {
    case Layout::disc: return planDisc(project, target, tracks, length, rate);
    case Layout::sides: return planSides(project, target, tracks, length, rate);
    case Layout::tracks: return planTracks(project, target, tracks, length, rate);
    case Layout::stems:
    case Layout::alternates: break; // made from songs, not from the album
    }
    return DeliveryPlan{};
}

std::string sideSheet(const Project& project,
                      const Target& target,
                      const DeliveryPlan& plan,
                      const std::vector<AlbumTrackSpan>& tracks,
                      SampleRate rate) {
    std::string sheet = fmt::format("{}\n{}\n{}\n", albumText(project, "title"), albumText(project, "artist"),
                                    target.name);
    if (const std::string catalogue = albumText(project, "catalog"); !catalogue.empty())
        sheet += fmt::format("Catalogue number {}\n", catalogue);
    sheet += "Times are minutes:seconds from the start of the side; gaps are in the files.\n";
    for (const PlannedFile& file : plan.files) {
        sheet += fmt::format("\nSide {}  {}  {}\n", file.side, clock(secondsOf(file.length, rate).value),
                             file.name);
        for (std::size_t k = file.firstTrack; k <= file.lastTrack; ++k) {
            const double start = secondsOf(tracks[k].start - file.start, rate).value;
            const double length = secondsOf(tracks[k].length, rate).value;
            sheet += fmt::format("{}{:<3} {:>8} - {:>8}  ({:>8})  {}\n", file.side, k - file.firstTrack + 1,
                                 clock(start), clock(start + length), clock(length),
                                 trackText(project, k, "title"));
        }
    }
    return sheet;
}

} // namespace lacquer::formats
