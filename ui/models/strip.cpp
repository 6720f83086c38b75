#include "ui/models/strip.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lacquer::ui {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 25> kShortNames{{
    {"eq", "EQ"},           {"compressor", "Comp"}, {"gate", "Gate"},       {"deesser", "De-ess"},
    {"transient", "Trans"}, {"saturator", "Sat"},   {"reverb", "Reverb"},   {"convolver", "Conv"},
    {"delay", "Delay"},     {"chorus", "Chorus"},   {"flanger", "Flanger"}, {"phaser", "Phaser"},
    {"tremolo", "Trem"},    {"utility", "Utility"}, {"imager", "Imager"},   {"multiband", "Multi"},
    {"lineareq", "Lin EQ"}, {"matcheq", "Match"},   {"clipper", "Clip"},    {"limiter", "Limit"},
    {"tuner", "Tuner"},     {"hum", "Hum"},         {"denoise", "Noise"},   {"declick", "Click"},
    {"declip", "Declip"},
}};

constexpr std::array<std::string_view, 6> kReducers{"compressor", "gate",      "deesser",
                                                    "limiter",    "multiband", "clipper"};

std::vector<SendCell> sendsOf(const project::Channel& channel, const project::Song& song) {
    std::vector<SendCell> cells;
    for (const auto& bus : song.buses) {
        if (bus->role != project::BusRole::effectReturn || bus->channel.id == channel.id) continue;
        SendCell cell;
        cell.bus = bus->channel.id;
        cell.busName = bus->channel.name;
        cell.busColour = bus->channel.colour.rgb;
        for (const project::Send& send : channel.sends)
            if (send.bus == cell.bus) {
                cell.id = send.id;
                cell.level = send.level;
                cell.muted = send.muted;
                cell.preFader = send.preFader;
            }
        cells.push_back(std::move(cell));
    }
    return cells;
}

/// Whether a channel or a VCA that moves it has this set.
template <typename Which> bool hasOrVca(const project::Song& song, const project::Channel& channel, Which which) {
    if (which(channel)) return true;
    const project::Channel* vca = channel.vca ? project::findVca(song, channel.vca) : nullptr;
    return vca && hasOrVca(song, *vca, which);
}

bool isSoloed(const project::Song& song, const project::Channel& channel) {
    return hasOrVca(song, channel, [](const project::Channel& one) { return one.soloed; });
}

/// True when a soloed channel is heard through this one: soloing a track keeps its group open.
bool carriesSolo(const project::Song& song, const project::Channel& bus) {
    const auto feeds = [&](const project::Channel& channel) {
        return channel.output == bus.id && (isSoloed(song, channel) || carriesSolo(song, channel));
    };
    return std::any_of(song.tracks.begin(), song.tracks.end(), [&](const auto& t) { return feeds(t->channel); }) ||
           std::any_of(song.buses.begin(), song.buses.end(), [&](const auto& b) { return feeds(b->channel); });
}

/// True when the channel plays into a soloed group.
bool insideSolo(const project::Song& song, const project::Channel& channel) {
    const project::Bus* bus = project::findBus(song, channel.output);
    return bus && (isSoloed(song, bus->channel) || insideSolo(song, bus->channel));
}

Strip stripOf(const project::Channel& channel,
              StripKind kind,
              const project::Song& song,
              const Catalogue& catalogue,
              bool anySolo) {
    Strip strip;
    strip.id = channel.id;
    strip.kind = kind;
    strip.name = channel.name;
    strip.colour = channel.colour.rgb;
    strip.trim = channel.trim.value;
    strip.polarityInverted = channel.polarityInverted;
    for (const auto& insert : channel.inserts)
        strip.inserts.push_back({insert->id,
                                 insert->processor,
                                 shortName(insert->processor, catalogue),
                                 insert->bypassed,
                                 catalogue.find(insert->processor) != nullptr,
                                 std::find(kReducers.begin(), kReducers.end(), insert->processor) != kReducers.end()});
    const bool sounds = kind != StripKind::vca;
    if (kind != StripKind::mix && sounds) strip.sends = sendsOf(channel, song);
    strip.pan = channel.pan;
    strip.width = channel.width;
    strip.muted = channel.muted;
    strip.soloed = channel.soloed;
    strip.soloSafe = channel.soloSafe;
    strip.impliedMute = anySolo && sounds && kind != StripKind::mix && !isSoloed(song, channel) && !channel.soloSafe &&
                        !carriesSolo(song, channel) && !insideSolo(song, channel);
    if (channel.vca && hasOrVca(song, channel, [&](const project::Channel& one) { return one.muted && one.id != channel.id; })) strip.impliedMute = true;
    strip.vca = channel.vca;
    if (const project::Channel* vca = channel.vca ? project::findVca(song, channel.vca) : nullptr) strip.vcaName = vca->name;
    strip.fader = channel.fader.value;
    strip.mode = channel.automationMode;
    strip.outputId = channel.output;
    const project::Channel* output = channel.output ? project::findChannel(song, channel.output) : nullptr;
    strip.output = kind == StripKind::mix ? "Master" : output ? output->name : song.mix->name;
    return strip;
}

} // namespace

std::vector<Strip> stripsOf(const project::Song& song, const Catalogue& catalogue) {
    std::vector<Strip> strips;
    const bool anySolo = soloCount(song) > 0;
    for (const auto& track : song.tracks) {
        Strip strip = stripOf(track->channel, StripKind::track, song, catalogue, anySolo);
        strip.number = static_cast<int>(strips.size()) + 1;
        strip.stereo = !track->mono;
        strip.frozen = track->freeze.has_value();
        strips.push_back(std::move(strip));
    }
    for (const project::BusRole role : {project::BusRole::group, project::BusRole::effectReturn})
        for (const auto& bus : song.buses)
            if (bus->role == role)
                strips.push_back(stripOf(bus->channel,
                                         role == project::BusRole::group ? StripKind::group : StripKind::effectReturn,
                                         song,
                                         catalogue,
                                         anySolo));
    for (const auto& vca : song.vcas) strips.push_back(stripOf(*vca, StripKind::vca, song, catalogue, anySolo));
    strips.push_back(stripOf(*song.mix, StripKind::mix, song, catalogue, anySolo));
    return strips;
}

int soloCount(const project::Song& song) {
    const auto tracks = std::count_if(song.tracks.begin(), song.tracks.end(), [](const auto& t) { return t->channel.soloed; });
    const auto buses = std::count_if(song.buses.begin(), song.buses.end(), [](const auto& b) { return b->channel.soloed; });
    const auto vcas = std::count_if(song.vcas.begin(), song.vcas.end(), [](const auto& v) { return v->soloed; });
    return static_cast<int>(tracks + buses + vcas);
}

std::string shortName(std::string_view processor, const Catalogue& catalogue) {
    for (const auto& [id, name] : kShortNames)
        if (id == processor) return std::string(name);
    if (const ProcessorSpec* spec = catalogue.find(processor)) return spec->name;
    return std::string(processor);
}

} // namespace lacquer::ui
