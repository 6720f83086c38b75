#include "engine/project/mix_difference.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_parameters.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::project {
namespace {

using Kind = MixDifference::Kind;

std::vector<const Channel*> stripsOf(const Song& song) {
    std::vector<const Channel*> strips;
    for (const auto& track : song.tracks) strips.push_back(&track->channel);
    for (const auto& bus : song.buses) strips.push_back(&bus->channel);
    for (const auto& vca : song.vcas) strips.push_back(vca.get());
    strips.push_back(song.mix.get());
    return strips;
}

/// "-3 → -1.8 dB (+1.2 dB)", "off → on", "L30 → C".
std::string stepText(const ParameterSpec& spec, double before, double after) {
    const auto round = [](double value) { return std::isfinite(value) ? std::round(value * 100) / 100 : value; };
    std::string text = fmt::format("{} → {}", formatValue(spec, round(before)), formatValue(spec, round(after)));
    if (spec.unit == Unit::decibels && std::isfinite(before) && std::isfinite(after))
        text += fmt::format(" ({:+.1f} dB)", after - before);
    return text;
}

std::string timeText(FramePosition at, SampleRate rate) {
    const auto seconds = static_cast<long>(secondsOf(at, rate).value);
    return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

class Comparison {
public:
    Comparison(const Catalogue& catalogue, const Song& before, const Song& after, SampleRate rate)
        : catalogue_(catalogue), before_(before), after_(after), rate_(rate) {}

    std::vector<MixDifference> run() {
        for (const Channel* now : stripsOf(after_)) {
            channel_ = now;
            const Channel* was = findChannel(before_, now->id);
            if (!was) {
                add(Kind::stripAdded, "New strip");
                continue;
            }
            if (*was == *now) continue;
            values(*was, *now);
            inserts(*was, *now);
            sends(*was, *now);
            automation(*was, *now);
        }
        for (const Channel* was : stripsOf(before_)) {
            if (findChannel(after_, was->id)) continue;
            channel_ = was;
            add(Kind::stripRemoved, "Strip removed");
        }
        return std::move(found_);
    }

private:
    MixDifference& add(Kind kind, std::string text) {
        MixDifference difference;
        difference.kind = kind;
        difference.channel = channel_->id;
        difference.strip = channel_->name;
        difference.text = std::move(text);
        return found_.emplace_back(std::move(difference));
    }

    std::string nameOf(ChannelId id) const {
        if (!id) return after_.mix->name;
        const Channel* channel = findChannel(after_, id);
        if (!channel) channel = findChannel(before_, id);
        return channel ? channel->name : "a strip that is gone";
    }

    std::string nameOf(const Insert& insert) const {
        const ProcessorSpec* spec = catalogue_.find(insert.processor);
        return spec ? spec->name : insert.processor;
    }

    void values(const Channel& was, const Channel& now) {
        for (const ParameterSpec& spec : channelParameters()) {
            const double before = channelValue(was, spec.id), after = channelValue(now, spec.id);
            if (before == after) continue;
            add(Kind::value, fmt::format("{} {}", spec.name, stepText(spec, before, after))).parameter = spec.id;
        }
        if (was.output != now.output) add(Kind::output, fmt::format("Output {} → {}", nameOf(was.output), nameOf(now.output)));
        if (was.vca != now.vca)
            add(Kind::vca, fmt::format("VCA {} → {}", was.vca ? nameOf(was.vca) : "none", now.vca ? nameOf(now.vca) : "none"));
    }

    void inserts(const Channel& was, const Channel& now) {
        std::vector<InsertId> orderBefore, orderAfter;
        for (const auto& insert : was.inserts) {
            if (findInsert(now, insert->id)) orderBefore.push_back(insert->id);
            else add(Kind::insertRemoved, fmt::format("{} removed", nameOf(*insert))).insert = insert->id;
        }
        for (const auto& insert : now.inserts) {
            const Insert* old = findInsert(was, insert->id);
            if (!old) {
                add(Kind::insertAdded, fmt::format("{} added", nameOf(*insert))).insert = insert->id;
                continue;
            }
            orderAfter.push_back(insert->id);
            if (*old == *insert) continue;
            if (old->bypassed != insert->bypassed)
                add(Kind::insertBypass, fmt::format("{} {}", nameOf(*insert), insert->bypassed ? "bypassed" : "switched on")).insert = insert->id;
            if (old->key != insert->key)
                add(Kind::insertKey, fmt::format("{} key {} → {}", nameOf(*insert), old->key ? nameOf(old->key) : "internal",
                                                 insert->key ? nameOf(insert->key) : "internal")).insert = insert->id;
            parameters(*old, *insert);
        }
        if (orderBefore != orderAfter) add(Kind::insertOrder, "Order of the chain changed");
    }

    void parameters(const Insert& old, const Insert& insert) {
        const ProcessorSpec* spec = catalogue_.find(insert.processor);
        if (!spec) return;
        for (const ParameterSpec& parameter : spec->parameters) {
            std::string text;
            if (parameter.kind == ParameterKind::text) {
                const auto textOf = [&](const Insert& one) {
                    const auto found = one.values.texts.find(parameter.id);
                    return found == one.values.texts.end() ? std::string("none") : found->second;
                };
                if (textOf(old) == textOf(insert)) continue;
                text = fmt::format("{} → {}", textOf(old), textOf(insert));
            } else {
                const double before = numberOf(old.values, parameter), after = numberOf(insert.values, parameter);
                if (before == after) continue;
                text = stepText(parameter, before, after);
            }
            MixDifference& difference = add(Kind::insertParameter, fmt::format("{} {} {}", spec->name, parameter.name, text));
            difference.insert = insert.id;
            difference.parameter = parameter.id;
        }
    }

    void sends(const Channel& was, const Channel& now) {
        for (const Send& send : was.sends)
            if (!findSend(now, send.id)) add(Kind::sendRemoved, fmt::format("Send to {} removed", nameOf(send.bus))).send = send.id;
        for (const Send& send : now.sends) {
            const Send* old = findSend(was, send.id);
            const std::string bus = nameOf(send.bus);
            if (!old) {
                add(Kind::sendAdded, fmt::format("Send to {} at {}", bus, formatValue(sendLevelParameter(), send.level.value))).send = send.id;
                continue;
            }
            if (old->level != send.level)
                add(Kind::sendLevel, fmt::format("Send to {} {}", bus, stepText(sendLevelParameter(), old->level.value, send.level.value))).send = send.id;
            if (old->muted != send.muted) add(Kind::sendMute, fmt::format("Send to {} {}", bus, send.muted ? "off" : "on")).send = send.id;
            if (old->preFader != send.preFader)
                add(Kind::sendPreFader, fmt::format("Send to {} {} fader", bus, send.preFader ? "before the" : "after the")).send = send.id;
        }
    }

    std::string targetName(const Channel& channel, const AutomationTarget& target) const {
        if (target.owner == AutomationTarget::Owner::send)
            for (const Send& send : channel.sends)
                if (send.id.value == target.id) return "Send to " + nameOf(send.bus);
        if (target.owner == AutomationTarget::Owner::insert)
            for (const auto& insert : channel.inserts)
                if (insert->id.value == target.id) {
                    const ParameterSpec* spec = specOf(catalogue_, channel, target);
                    return nameOf(*insert) + " " + (spec ? spec->name : target.parameter);
                }
        const ParameterSpec* spec = specOf(catalogue_, channel, target);
        return spec ? spec->name : target.parameter;
    }

    /// The first moment the two curves part.
    static FramePosition partingOf(const AutomationCurve& a, const AutomationCurve& b) {
        std::size_t n = 0;
        while (n < a.points.size() && n < b.points.size() && a.points[n] == b.points[n]) ++n;
        FramePosition at{INT64_MAX};
        if (n < a.points.size()) at = std::min(at, a.points[n].position);
        if (n < b.points.size()) at = std::min(at, b.points[n].position);
        return at;
    }

    void automation(const Channel& was, const Channel& now) {
        for (const auto& curve : was.automation)
            if (!findCurve(now, curve->target)) add(Kind::curve, targetName(was, curve->target) + " automation removed").target = curve->target;
        for (const auto& curve : now.automation) {
            const AutomationCurve* old = findCurve(was, curve->target);
            if (old && *old == *curve) continue;
            const std::string name = targetName(now, curve->target);
            if (!old) {
                add(Kind::curve, fmt::format("{} automated from {}", name, timeText(curve->points.front().position, rate_))).target = curve->target;
                continue;
            }
            const FramePosition at = partingOf(*old, *curve);
            std::string text = fmt::format("{} automation changed from {}", name, timeText(at, rate_));
            // A whole passage that was moved by one amount reads as that amount.
            if (const ParameterSpec* spec = specOf(catalogue_, now, curve->target);
                spec && spec->unit == Unit::decibels && old->points.size() == curve->points.size()) {
                std::optional<double> by;
                bool same = true;
                for (std::size_t n = 0; n < curve->points.size(); ++n) {
                    const double step = curve->points[n].value - old->points[n].value;
                    if (curve->points[n].position != old->points[n].position) same = false;
                    if (step == 0) continue;
                    if (by && std::abs(*by - step) > 0.05) same = false;
                    by = step;
                }
                if (same && by) text = fmt::format("{} automation {:+.1f} dB from {}", name, *by, timeText(at, rate_));
            }
            add(Kind::curve, std::move(text)).target = curve->target;
        }
        if (was.automationMode != now.automationMode) {
            static constexpr const char* kModes[] = {"off", "read", "touch", "latch", "write", "trim"};
            add(Kind::mode, fmt::format("Automation {} → {}", kModes[static_cast<std::size_t>(was.automationMode)],
                                        kModes[static_cast<std::size_t>(now.automationMode)]));
        }
    }

    const Catalogue& catalogue_;
    const Song& before_;
    const Song& after_;
    SampleRate rate_;
    const Channel* channel_ = nullptr;
    std::vector<MixDifference> found_;
};

template <typename Change>
Result<void> changeInsertOf(Channel& channel, InsertId id, Change change) {
    for (auto& insert : channel.inserts)
        if (insert->id == id) return detail::replace(insert, change);
    return detail::gone("insert");
}

Result<void> putBack(Channel& now, const Channel& was, const MixDifference& difference) {
    const Insert* oldInsert = findInsert(was, difference.insert);
    const Send* oldSend = findSend(was, difference.send);
    const auto forgetCurves = [&](AutomationTarget::Owner owner, std::uint64_t id) {
        std::erase_if(now.automation, [&](const auto& curve) { return curve->target.owner == owner && curve->target.id == id; });
    };
    const auto bringCurves = [&](AutomationTarget::Owner owner, std::uint64_t id) {
        for (const auto& curve : was.automation)
            if (curve->target.owner == owner && curve->target.id == id) now.automation.push_back(curve);
    };
    const auto changeSend = [&](auto change) -> Result<void> {
        for (Send& send : now.sends)
            if (send.id == difference.send && oldSend) {
                change(send);
                return {};
            }
        return detail::gone("send");
    };
    switch (difference.kind) {
    case Kind::stripAdded:
    case Kind::stripRemoved: return badInput("A strip that came or went cannot be taken back alone: use undo, or remove it.");
    case Kind::value: putChannelValue(now, difference.parameter, channelValue(was, difference.parameter)); return {};
    case Kind::output: now.output = was.output; return {};
    case Kind::vca: now.vca = was.vca; return {};
    case Kind::mode: now.automationMode = was.automationMode; return {};
    case Kind::insertAdded:
        std::erase_if(now.inserts, [&](const auto& insert) { return insert->id == difference.insert; });
        forgetCurves(AutomationTarget::Owner::insert, difference.insert.value);
        return {};
    case Kind::insertRemoved: {
        if (findInsert(now, difference.insert)) return {};
        const auto old = std::ranges::find(was.inserts, difference.insert, [](const auto& insert) { return insert->id; });
        if (old == was.inserts.end()) return detail::gone("insert");
        // Behind the nearest one before it that is still there.
        std::size_t place = 0;
        for (auto before = was.inserts.begin(); before != old; ++before)
            for (std::size_t k = 0; k < now.inserts.size(); ++k)
                if (now.inserts[k]->id == (*before)->id) place = k + 1;
        now.inserts.insert(now.inserts.begin() + static_cast<std::ptrdiff_t>(place), *old);
        bringCurves(AutomationTarget::Owner::insert, difference.insert.value);
        return {};
    }
    case Kind::insertOrder:
        std::ranges::stable_sort(now.inserts, {}, [&](const auto& insert) {
            return std::ranges::find(was.inserts, insert->id, [](const auto& one) { return one->id; }) - was.inserts.begin();
        });
        return {};
    case Kind::insertBypass:
    case Kind::insertKey:
    case Kind::insertParameter:
        if (!oldInsert) return detail::gone("insert");
        return changeInsertOf(now, difference.insert, [&](Insert& insert) {
            if (difference.kind == Kind::insertBypass) insert.bypassed = oldInsert->bypassed;
            else if (difference.kind == Kind::insertKey) insert.key = oldInsert->key;
            else {
                const auto put = [&](auto& to, const auto& from) {
                    const auto found = from.find(difference.parameter);
                    if (found == from.end()) to.erase(difference.parameter);
                    else to[difference.parameter] = found->second;
                };
                put(insert.values.numbers, oldInsert->values.numbers);
                put(insert.values.texts, oldInsert->values.texts);
            }
        });
    case Kind::sendAdded:
        std::erase_if(now.sends, [&](const Send& send) { return send.id == difference.send; });
        forgetCurves(AutomationTarget::Owner::send, difference.send.value);
        return {};
    case Kind::sendRemoved:
        if (!oldSend) return detail::gone("send");
        now.sends.push_back(*oldSend);
        bringCurves(AutomationTarget::Owner::send, difference.send.value);
        return {};
    case Kind::sendLevel: return changeSend([&](Send& send) { send.level = oldSend->level; });
    case Kind::sendMute: return changeSend([&](Send& send) { send.muted = oldSend->muted; });
    case Kind::sendPreFader: return changeSend([&](Send& send) { send.preFader = oldSend->preFader; });
    case Kind::curve:
        for (const auto& old : was.automation) {
            if (!(old->target == difference.target)) continue;
            const auto found = std::ranges::find(now.automation, difference.target, [](const auto& curve) { return curve->target; });
            if (found == now.automation.end()) now.automation.push_back(old);
            else *found = old;
            return {};
        }
        std::erase_if(now.automation, [&](const auto& curve) { return curve->target == difference.target; });
        return {};
    }
    return {};
}

} // namespace

std::vector<MixDifference> compareMixes(const Catalogue& catalogue, const Song& before, const Song& after, SampleRate rate) {
    return Comparison(catalogue, before, after, rate).run();
}

Result<Project> takeBack(Project project, SongId song, const MixDifference& difference, const Song& before) {
    const Channel* was = findChannel(before, difference.channel);
    if (!was && difference.kind != Kind::stripAdded) return detail::gone("strip");
    const Channel nothing;
    auto changed = changeSong(std::move(project), song, [&](Song& next) -> Result<void> {
        auto back = [&](Channel& now) { return putBack(now, was ? *was : nothing, difference); };
        return changeChannelIn(next, difference.channel, back);
    });
    if (!changed) return changed;
    const Song* now = findSong(*changed, song);
    const Channel* strip = findChannel(*now, difference.channel);
    if (difference.kind == Kind::vca && strip->vca) {
        if (!findVca(*now, strip->vca)) return badInput("The VCA that moved it is gone.");
        if (const auto ring = findVcaRing(*now, strip->id, strip->vca)) return badInput(fmt::format("A VCA would move itself: {}.", *ring));
    }
    if (difference.kind == Kind::output && strip->output) {
        if (!findBus(*now, strip->output)) return badInput("The bus it went to is gone.");
        if (const auto loop = findLoop(*changed, strip->id, strip->output)) return badInput(fmt::format("Sound would go in a loop: {}.", *loop));
    }
    if (difference.kind == Kind::sendRemoved && !findBus(*now, strip->sends.back().bus)) return badInput("The bus of that send is gone.");
    if (difference.kind == Kind::sendRemoved)
        if (const auto loop = findLoop(*changed, strip->id, strip->sends.back().bus)) return badInput(fmt::format("Sound would go in a loop: {}.", *loop));
    return changed;
}

} // namespace lacquer::project
