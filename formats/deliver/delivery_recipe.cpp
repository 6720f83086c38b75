#include "formats/deliver/delivery_recipe.h"

#include "engine/mastering/accepted_findings.h"
#include "formats/album/program_identity.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lacquer::formats {
namespace {

std::string optional(const auto& value, auto number) {
    return value ? fmt::format("{}", number(*value)) : "-";
}

void describe(std::string& text, const project::Metadata& metadata) {
    for (const auto& [key, value] : metadata)
        if (!key.starts_with(mastering::kAcceptedPrefix)) // what somebody thinks of the sound is not in the files
            text += fmt::format("{}:{} {}:{} ", key.size(), key, value.size(), value);
    text += '\n';
}

} // namespace

std::string recipeOf(const mastering::Target& target) {
    const auto same = [](auto value) { return value; };
    const auto hertz = [](SampleRate rate) { return rate.hz; };
    const auto seconds = [](Seconds time) { return time.value; };
    return fmt::format("target {} {} {} {} {} rate {} {} bits {} {} {} {} {} {} naming {} tags {} {} {} sides {} "
                       "shortest {}\n",
                       target.id, target.name, nameOf(target.layout), nameOf(target.container),
                       nameOf(target.codec), optional(target.rate, hertz), optional(target.highestRate, hertz),
                       optional(target.bits, same), optional(target.bitrate, same), nameOf(target.dither),
                       nameOf(target.rule), optional(target.loudness, same), optional(target.ceiling, same),
                       target.naming, target.tags, target.artwork, target.broadcastWave,
                       optional(target.sideLength, seconds), optional(target.shortestTrack, seconds));
}

Result<std::string> deliveryRecipe(const RenderSubject& subject,
                                   const mastering::Target& target,
                                   const Artwork& artwork) {
    const project::Project& project = *subject.project;
    std::string text = programIdentity() + "\n" + recipeOf(target) + project.name + "\n";
    if (target.layout == mastering::Layout::stems || target.layout == mastering::Layout::alternates) {
        for (const auto& song : project.songs) {
            text += fmt::format("song {} {}\n", song->name, mixKey(project, *song));
            for (const auto& track : song->tracks) text += track->channel.name + "\n";
            for (const auto& bus : song->buses) text += bus->channel.name + "\n";
        }
        return hashOf(Hash::sha256, text);
    }
    const auto master = albumMasterKey(subject);
    if (!master) return tl::make_unexpected(master.error());
    text += "master " + *master + "\n";
    describe(text, project.album->metadata);
    for (std::size_t k = 0; k < project.album->tracks.size(); ++k) {
        describe(text, project.album->tracks[k]->metadata);
        text += trackText(project, k, "title") + "\n";
        for (const Seconds mark : project.album->tracks[k]->indexMarks) text += fmt::format("mark {} ", mark.value);
        text += fmt::format("pregap {} side {} ", project.album->tracks[k]->pregap.value, project.album->tracks[k]->startsSide);
    }
    if (target.leastArtwork || target.mostArtwork)
        text += fmt::format("cover {} of {} to {} ", artwork.width, target.leastArtwork.value_or(0), target.mostArtwork.value_or(0));
    if (target.artwork) text += hashOf(Hash::sha256, artwork.bytes);
    return hashOf(Hash::sha256, text);
}

} // namespace lacquer::formats
