#include "engine/plan/passes.h"

#include "engine/project/vca_edits.h"

#include <algorithm>
#include <unordered_map>

namespace lacquer::plan {
namespace {

using project::AutomationCurve;
using project::AutomationTarget;

class Collector {
public:
    Collector(const project::Song& song,
              SampleRate rate,
              const processors::ProcessorCatalogue& catalogue,
              KnownParts& known,
              Purpose purpose)
        : song_(song), rate_(rate), catalogue_(catalogue), known_(known), purpose_(purpose) {}

    void collect(RenderPlan& plan) {
        for (const auto& track : song_.tracks) {
            Strip strip = track->freeze ? frozenStripOf(*track) : stripOf(track->channel);
            strip.track = static_cast<int>(plan.tracks.size());
            strip.mono = track->mono;
            plan.tracks.push_back(track);
            add(plan, std::move(strip));
        }
        for (const auto& bus : song_.buses) add(plan, stripOf(bus->channel));
        plan.mixStrip = static_cast<int>(plan.strips.size());
        add(plan, stripOf(*song_.mix));

        for (const auto& track : song_.tracks) connect(plan, track->channel);
        for (const auto& bus : song_.buses) connect(plan, bus->channel);
        connectKeys(plan, *song_.mix);
    }

private:
    /// The curve of a target, unless the channel's automation is off.
    std::shared_ptr<const Curve>
    curveOf(const project::Channel& channel, const AutomationTarget& target, Join join) const {
        if (channel.automationMode == project::AutomationMode::off) return nullptr;
        for (const auto& automation : channel.automation)
            if (automation->target == target && !automation->points.empty())
                return known_.curveOf(automation, join);
        return nullptr;
    }

    Value valueOf(const project::Channel& channel,
                  const char* parameter,
                  double constant,
                  Join join = Join::linear) const {
        return {constant, curveOf(channel, {AutomationTarget::Owner::channel, 0, parameter}, join)};
    }

    static Join joinOf(const ParameterSpec& spec) {
        if (spec.kind != ParameterKind::continuous) return Join::step;
        return spec.taper == Taper::logarithmic && spec.unit == Unit::hertz ? Join::octaves
                                                                            : Join::linear;
    }

    Strip stripOf(const project::Channel& channel) {
        Strip strip;
        strip.channel = channel.id;
        strip.name = channel.name;
        strip.trim = valueOf(channel, "trim", channel.trim.value);
        strip.polarityInverted = channel.polarityInverted;
        strip.fader = valueOf(channel, "fader", channel.fader.value);
        strip.pan = valueOf(channel, "pan", channel.pan);
        strip.width = valueOf(channel, "width", channel.width);
        strip.mute = valueOf(channel, "mute", channel.muted ? 1 : 0, Join::step);
        for (const project::Channel* vca : vcasAbove(song_, channel))
            strip.vcas.push_back({vca->id, valueOf(*vca, "fader", vca->fader.value),
                                  valueOf(*vca, "mute", vca->muted ? 1 : 0, Join::step)});
        for (const auto& insert : channel.inserts)
            if (const auto* type = catalogue_.type(insert->processor);
                type && !(type->monitoringOnly && purpose_ == Purpose::delivery))
                strip.inserts.push_back(insertOf(channel, insert, *type));
        return strip;
    }

    /// What was rendered in is not done again.
    Strip frozenStripOf(const project::Track& track) {
        project::Channel rest = track.channel;
        rest.trim = {};
        rest.polarityInverted = false;
        rest.inserts.clear();
        std::erase_if(rest.automation, [](const auto& curve) {
            return curve->target.owner == AutomationTarget::Owner::channel && curve->target.parameter == "trim";
        });
        return stripOf(rest);
    }

    Insert insertOf(const project::Channel& channel,
                    const std::shared_ptr<const project::Insert>& insert,
                    const processors::ProcessorType& type) {
        Insert planned;
        planned.id = insert->id;
        planned.type = &type;
        planned.made = insert;
        planned.figures = known_.figuresOf(insert, type, rate_);
        planned.latency = planned.figures->latency;
        planned.tail = planned.figures->tail;
        if (channel.automationMode == project::AutomationMode::off) return planned;
        for (const auto& automation : channel.automation) {
            const AutomationTarget& target = automation->target;
            if (target.owner != AutomationTarget::Owner::insert || target.id != insert->id.value ||
                automation->points.empty())
                continue;
            const auto& parameters = type.spec.parameters;
            for (std::size_t p = 0; p < parameters.size(); ++p)
                if (parameters[p].id == target.parameter)
                    planned.moving.push_back({p, known_.curveOf(automation, joinOf(parameters[p]))});
        }
        std::sort(planned.moving.begin(), planned.moving.end(),
                  [](const MovingParameter& a, const MovingParameter& b) { return a.parameter < b.parameter; });
        return planned;
    }

    void add(RenderPlan& plan, Strip strip) {
        index_[strip.channel] = static_cast<int>(plan.strips.size());
        plan.strips.push_back(std::move(strip));
    }

    int indexOf(ChannelId id) const {
        const auto found = index_.find(id);
        return found == index_.end() ? -1 : found->second;
    }

    bool isBus(const RenderPlan& plan, int strip) const {
        return strip >= 0 && plan.strips[static_cast<std::size_t>(strip)].track < 0;
    }

    void connect(RenderPlan& plan, const project::Channel& channel) {
        const int from = indexOf(channel.id);
        int to = channel.output ? indexOf(channel.output) : plan.mixStrip;
        if (!isBus(plan, to)) to = plan.mixStrip;
        Input output;
        output.fromStrip = from;
        plan.strips[static_cast<std::size_t>(to)].inputs.push_back(std::move(output));

        for (const project::Send& send : channel.sends) {
            const int bus = indexOf(send.bus);
            if (!isBus(plan, bus)) continue;
            Input input;
            input.fromStrip = from;
            input.tap = send.preFader ? Tap::preFader : Tap::postFader;
            input.send = send.id;
            input.level = {send.level.value,
                           curveOf(channel,
                                   {AutomationTarget::Owner::send, send.id.value, "level"},
                                   Join::linear)};
            input.silent = send.muted;
            plan.strips[static_cast<std::size_t>(bus)].inputs.push_back(std::move(input));
        }
        connectKeys(plan, channel);
    }

    void connectKeys(RenderPlan& plan, const project::Channel& channel) {
        Strip& strip = plan.strips[static_cast<std::size_t>(indexOf(channel.id))];
        for (const auto& insert : channel.inserts)
            for (Insert& planned : strip.inserts)
                if (planned.id == insert->id && insert->key) planned.keyStrip = indexOf(insert->key);
    }

    const project::Song& song_;
    SampleRate rate_;
    const processors::ProcessorCatalogue& catalogue_;
    KnownParts& known_;
    Purpose purpose_;
    std::unordered_map<ChannelId, int> index_;
};

} // namespace

RenderPlan collectStrips(const project::Song& song,
                         SampleRate rate,
                         project::PanLaw panLaw,
                         const processors::ProcessorCatalogue& catalogue,
                         KnownParts& known,
                         Purpose purpose) {
    RenderPlan plan;
    plan.rate = rate;
    plan.panLaw = panLaw;
    plan.tempo = song.tempo;
    Collector(song, rate, catalogue, known, purpose).collect(plan);
    return plan;
}

} // namespace lacquer::plan
