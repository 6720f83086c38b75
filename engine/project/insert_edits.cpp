#include "engine/project/insert_edits.h"

#include "engine/project/channel_parameters.h"
#include "engine/project/routing_edits.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {
namespace {

constexpr std::string_view kBypass = "bypass";
constexpr std::string_view kKey = "key";

template <typename Change>
Result<Project> changeInsert(Project project, ChannelId channel, InsertId id, Change change) {
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        for (auto& insert : changed.inserts)
            if (insert->id == id) return detail::replace(insert, change);
        return detail::gone("insert");
    });
}

Result<std::size_t> placeInChain(const Channel& channel, int at) {
    const std::size_t size = channel.inserts.size();
    if (at == kAtEnd) return size;
    if (at < 0 || static_cast<std::size_t>(at) > size)
        return badInput(fmt::format("\"{}\" has {} inserts, so place {} does not exist.",
                                    channel.name, size, at + 1));
    return static_cast<std::size_t>(at);
}

Result<void> putInsert(Channel& channel, Insert insert, int at) {
    const auto place = placeInChain(channel, at);
    if (!place) return tl::make_unexpected(place.error());
    channel.inserts.insert(channel.inserts.begin() + static_cast<std::ptrdiff_t>(*place),
                           std::make_shared<const Insert>(std::move(insert)));
    return {};
}

/// What a processor this version does not know is set to is kept as given.
const ProcessorSpec* knownProcessor(const Catalogue& catalogue, const Insert& insert) {
    return catalogue.find(insert.processor);
}

} // namespace

const Insert* findInsert(const Channel& channel, InsertId id) {
    for (const auto& insert : channel.inserts)
        if (insert->id == id) return insert.get();
    return nullptr;
}

const ParameterSpec* findParameter(const ProcessorSpec& processor, std::string_view id) {
    for (const ParameterSpec& parameter : processor.parameters)
        if (parameter.id == id) return &parameter;
    return nullptr;
}

Result<const ProcessorSpec*> requireProcessor(const Catalogue& catalogue, std::string_view id) {
    if (const ProcessorSpec* spec = catalogue.find(id)) return spec;
    std::vector<std::string> names;
    for (const ProcessorSpec* spec : catalogue.all()) names.push_back(spec->id);
    return badInput(fmt::format("There is no processor \"{}\".{}", id, suggestion(id, names)));
}

Result<const ParameterSpec*> requireParameter(const ProcessorSpec& processor, std::string_view id) {
    if (const ParameterSpec* spec = findParameter(processor, id)) return spec;
    std::vector<std::string> names;
    for (const ParameterSpec& spec : processor.parameters) names.push_back(spec.id);
    return badInput(fmt::format("\"{}\" has no parameter \"{}\".{}", processor.id, id,
                                suggestion(id, names)));
}

void putParameter(ParameterValues& values, const ProcessorSpec& processor,
                  const ParameterSpec& parameter, double value) {
    values.numbers.insert_or_assign(parameter.id, value);
    const auto dot = parameter.id.find('.');
    if (dot == std::string::npos) return;
    const std::string switchId = parameter.id.substr(0, dot) + ".on";
    if (switchId == parameter.id) return;
    if (const ParameterSpec* on = findParameter(processor, switchId);
        on && on->kind == ParameterKind::onOff && on->defaultValue < 0.5)
        values.numbers.insert_or_assign(switchId, 1.0);
}

Result<void> assignParameter(ParameterValues& values, const ProcessorSpec& processor,
                             std::string_view name, std::string_view text) {
    const auto parameter = requireParameter(processor, name);
    if (!parameter) return tl::make_unexpected(parameter.error());
    if ((*parameter)->kind == ParameterKind::text) {
        values.texts.insert_or_assign(std::string(name), std::string(text));
        return {};
    }
    const auto value = parseValue(**parameter, text);
    if (!value) return tl::make_unexpected(value.error());
    putParameter(values, processor, **parameter, *value);
    return {};
}

Result<Added<InsertId>> addInsert(Project project, const Catalogue& catalogue, ChannelId channel,
                                  std::string_view processor, const ParameterValues& values, int at) {
    const auto spec = requireProcessor(catalogue, processor);
    if (!spec) return tl::make_unexpected(spec.error());
    Insert insert;
    insert.id = takeId<InsertId>(project);
    insert.processor = (*spec)->id;
    insert.values.texts = values.texts;
    for (const auto& [id, value] : values.numbers) {
        const auto parameter = requireParameter(**spec, id);
        if (!parameter) return tl::make_unexpected(parameter.error());
        if (auto inRange = checkRange(**parameter, value); !inRange)
            return tl::make_unexpected(inRange.error());
        if (id == kBypass) insert.bypassed = value >= 0.5;
        else insert.values.numbers.insert_or_assign(id, value);
    }
    if (auto carries = mustCarrySound(project, channel); !carries) return tl::make_unexpected(carries.error());
    const InsertId id = insert.id;
    auto changed = changeChannel(std::move(project), channel, [&](Channel& strip) {
        return putInsert(strip, std::move(insert), at);
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<InsertId>{std::move(*changed), id};
}

Result<Project> removeInsert(Project project, ChannelId channel, InsertId id) {
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        if (!findInsert(changed, id)) return detail::gone("insert");
        std::erase_if(changed.inserts, [&](const auto& insert) { return insert->id == id; });
        std::erase_if(changed.automation, [&](const auto& curve) {
            return curve->target.owner == AutomationTarget::Owner::insert &&
                   curve->target.id == id.value;
        });
        return {};
    });
}

Result<Project> moveInsert(Project project, ChannelId channel, InsertId id, int to) {
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        const auto from = std::find_if(changed.inserts.begin(), changed.inserts.end(),
                                       [&](const auto& insert) { return insert->id == id; });
        if (from == changed.inserts.end()) return detail::gone("insert");
        const auto insert = *from;
        changed.inserts.erase(from);
        const auto place = placeInChain(changed, to);
        if (!place) return tl::make_unexpected(place.error());
        changed.inserts.insert(changed.inserts.begin() + static_cast<std::ptrdiff_t>(*place), insert);
        return {};
    });
}

Result<Added<InsertId>> copyInsert(Project project, ChannelId from, InsertId id, ChannelId to, int at) {
    const Channel* source = findChannel(project, from);
    const Insert* original = source ? findInsert(*source, id) : nullptr;
    if (!original) return detail::gone("insert");
    Insert copy = *original;
    copy.id = takeId<InsertId>(project);
    const InsertId made = copy.id;
    if (auto carries = mustCarrySound(project, to); !carries) return tl::make_unexpected(carries.error());
    const bool sameSong = songOf(project, from) == songOf(project, to);
    if (!sameSong || (copy.key && findLoop(project, copy.key, to))) copy.key = {};
    auto changed = changeChannel(std::move(project), to, [&](Channel& strip) {
        return putInsert(strip, std::move(copy), at);
    });
    if (!changed) return tl::make_unexpected(changed.error());
    return Added<InsertId>{std::move(*changed), made};
}

Result<Project> setInsertParameter(Project project, const Catalogue& catalogue, ChannelId channel,
                                   InsertId id, std::string_view parameter, double value) {
    return changeInsert(std::move(project), channel, id, [&](Insert& insert) -> Result<void> {
        if (parameter == kBypass) {
            insert.bypassed = value >= 0.5;
            return {};
        }
        const ProcessorSpec* processor = knownProcessor(catalogue, insert);
        if (!processor)
            return badInput(fmt::format("This version does not know the processor \"{}\", so its "
                                        "values cannot be changed.", insert.processor));
        const auto spec = requireParameter(*processor, parameter);
        if (!spec) return tl::make_unexpected(spec.error());
        if (auto inRange = checkRange(**spec, value); !inRange) return inRange;
        putParameter(insert.values, *processor, **spec, value);
        return {};
    });
}

Result<Project> setInsertText(Project project, const Catalogue& catalogue, ChannelId channel,
                              InsertId id, std::string_view parameter, std::string text) {
    return changeInsert(std::move(project), channel, id, [&](Insert& insert) -> Result<void> {
        if (const ProcessorSpec* processor = knownProcessor(catalogue, insert)) {
            const auto spec = requireParameter(*processor, parameter);
            if (!spec) return tl::make_unexpected(spec.error());
            if ((*spec)->kind != ParameterKind::text)
                return badInput(fmt::format("{} is a number, not a text.", (*spec)->name));
        }
        insert.values.texts.insert_or_assign(std::string(parameter), std::move(text));
        return {};
    });
}

Result<Project> setInsertValues(Project project, ChannelId channel, InsertId id, ParameterValues values) {
    return changeInsert(std::move(project), channel, id,
                        [&](Insert& insert) { insert.values = std::move(values); });
}

Result<Project> setInsertBypassed(Project project, ChannelId channel, InsertId id, bool bypassed) {
    return changeInsert(std::move(project), channel, id,
                        [&](Insert& insert) { insert.bypassed = bypassed; });
}

Result<Project> setInsertKey(Project project, const Catalogue& catalogue, ChannelId channel,
                             InsertId id, ChannelId key) {
    if (key) {
        const Song* song = songOf(project, channel);
        const Channel* source = song ? findChannel(*song, key) : nullptr;
        if (!source || source == song->mix.get() || findVca(*song, key))
            return badInput("A side-chain is keyed by a track or bus of the same song.");
        if (const auto loop = findLoop(project, key, channel))
            return badInput(fmt::format("Keying from \"{}\" would make a loop: {}.", source->name, *loop));
    }
    return changeInsert(std::move(project), channel, id, [&](Insert& insert) {
        insert.key = key;
        // Processors with a switch for it follow the source.
        const ProcessorSpec* processor = knownProcessor(catalogue, insert);
        const ParameterSpec* spec = processor ? findParameter(*processor, kKey) : nullptr;
        if (!spec || spec->kind != ParameterKind::choice) return;
        const auto found = std::find(spec->choices.begin(), spec->choices.end(),
                                     key ? "external" : "internal");
        if (found != spec->choices.end())
            insert.values.numbers.insert_or_assign(
                std::string(kKey), static_cast<double>(found - spec->choices.begin()));
    });
}

} // namespace lacquer::project
