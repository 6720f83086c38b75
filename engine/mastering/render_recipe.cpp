#include "engine/mastering/render_recipe.h"

#include <fmt/format.h>

#include <iterator>

namespace lacquer::mastering {
namespace {

/// Text is written with its length in front, so that no value can pass for another's neighbour.
class Recipe {
public:
    explicit Recipe(std::string& text) : text_(text) {}

    void word(std::string_view value) {
        fmt::format_to(std::back_inserter(text_), "{}:{} ", value.size(), value);
    }

    template <typename... Values>
    void line(std::string_view what, const Values&... values) {
        text_ += what;
        text_ += ' ';
        (put(values), ...);
        text_ += '\n';
    }

private:
    void put(double value) { fmt::format_to(std::back_inserter(text_), "{:a} ", value); }
    void put(bool value) { text_ += value ? "1 " : "0 "; }
    void put(int value) { fmt::format_to(std::back_inserter(text_), "{} ", value); }
    void put(std::int64_t value) { fmt::format_to(std::back_inserter(text_), "{} ", value); }
    void put(std::uint64_t value) { fmt::format_to(std::back_inserter(text_), "{} ", value); }
    void put(const std::string& value) { word(value); }
    void put(Decibels value) { put(value.value); }
    void put(FrameCount value) { put(value.value); }
    void put(FramePosition value) { put(value.value); }

    std::string& text_;
};

void describe(Recipe& recipe, const project::Channel& channel) {
    recipe.line("channel", channel.id.value, channel.trim, channel.polarityInverted, channel.fader,
                channel.pan, channel.width, channel.muted, channel.soloed, channel.soloSafe,
                channel.output.value, static_cast<int>(channel.automationMode));
    if (channel.vca) recipe.line("moved by", channel.vca.value);
    for (const auto& insert : channel.inserts) {
        recipe.line("insert", insert->id.value, insert->processor, insert->bypassed,
                    insert->key.value);
        for (const auto& [id, value] : insert->values.numbers) recipe.line("number", id, value);
        for (const auto& [id, value] : insert->values.texts) recipe.line("text", id, value);
    }
    for (const project::Send& send : channel.sends)
        recipe.line("send", send.id.value, send.bus.value, send.level, send.preFader, send.muted);
    for (const auto& curve : channel.automation) {
        recipe.line("curve", static_cast<int>(curve->target.owner), curve->target.id,
                    curve->target.parameter);
        for (const auto& point : curve->points)
            recipe.line("point", point.position, point.value, point.bend);
    }
}

void describe(Recipe& recipe, const project::Clip& clip, const SourceContent& contentOf) {
    recipe.line("clip", contentOf(clip.source), clip.position, clip.offset, clip.length, clip.gain,
                clip.fadeIn.length, static_cast<int>(clip.fadeIn.shape), clip.fadeIn.past, clip.fadeOut.length,
                static_cast<int>(clip.fadeOut.shape), clip.fadeOut.past, clip.muted,
                clip.reversed);
}

} // namespace

std::string renderRecipe(const project::Song& song,
                         SampleRate rate,
                         project::PanLaw panLaw,
                         const SourceContent& contentOf) {
    std::string text;
    Recipe recipe(text);
    recipe.line("render", 1, rate.hz, static_cast<int>(panLaw));
    for (const auto& point : song.tempo)
        recipe.line("tempo", point.position, point.beatsPerMinute, point.beatsPerBar,
                    point.beatUnit);
    for (const auto& track : song.tracks) {
        recipe.line("track", track->mono);
        describe(recipe, track->channel);
        if (track->freeze) recipe.line("frozen");
        for (const project::Clip& clip : *playedClips(*track)) describe(recipe, clip, contentOf);
    }
    for (const auto& bus : song.buses) {
        recipe.line("bus", static_cast<int>(bus->role));
        describe(recipe, bus->channel);
    }
    for (const auto& vca : song.vcas) {
        recipe.line("vca");
        describe(recipe, *vca);
    }
    recipe.line("mix");
    describe(recipe, *song.mix);
    return text;
}

SourceContent contentOfSources(const project::Project& project) {
    return [&project](SourceId id) -> std::string {
        const project::Source* source = findSource(project, id);
        if (!source) return "missing";
        return fmt::format("{} {}+{}", source->contentHash, source->firstChannel, source->channels);
    };
}

} // namespace lacquer::mastering
