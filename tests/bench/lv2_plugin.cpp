#include "tests/bench/lv2_plugin.h"

#include "engine/vocabulary/quantum.h"

#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

namespace lacquer::bench {

struct Lv2Plugin::State {
    static constexpr std::size_t kAtomBytes = 1 << 16;

    LilvWorld* world = lilv_world_new();
    LilvInstance* instance = nullptr;
    std::deque<std::string> names; // numbers are places in it, from 1
    std::vector<float> controls;
    std::array<std::vector<float>, 2> in, out;
    std::vector<float> silence, waste;
    std::deque<std::vector<std::uint64_t>> events;
    std::vector<bool> eventsCome; // into the plug-in, or out of it
    const LV2_Worker_Interface* worker = nullptr;

    ~State() {
        if (instance) {
            lilv_instance_deactivate(instance);
            lilv_instance_free(instance);
        }
        lilv_world_free(world);
    }

    static LV2_URID number(LV2_URID_Map_Handle handle, const char* uri) {
        auto& names = static_cast<State*>(handle)->names;
        const auto found = std::find(names.begin(), names.end(), uri);
        if (found != names.end()) return static_cast<LV2_URID>(found - names.begin()) + 1;
        names.emplace_back(uri);
        return static_cast<LV2_URID>(names.size());
    }
    static const char* name(LV2_URID_Unmap_Handle handle, LV2_URID number) {
        const auto& names = static_cast<State*>(handle)->names;
        return number > 0 && number <= names.size() ? names[number - 1].c_str() : nullptr;
    }
    static LV2_Worker_Status respond(LV2_Worker_Respond_Handle handle, uint32_t size, const void* body) {
        auto* state = static_cast<State*>(handle);
        return state->worker->work_response(lilv_instance_get_handle(state->instance), size, body);
    }
    static LV2_Worker_Status schedule(LV2_Worker_Schedule_Handle handle, uint32_t size, const void* body) {
        auto* state = static_cast<State*>(handle);
        if (!state->worker) return LV2_WORKER_ERR_UNKNOWN;
        return state->worker->work(lilv_instance_get_handle(state->instance), respond, handle, size, body);
    }

    LV2_URID_Map map{this, number};
    LV2_URID_Unmap unmap{this, name};
    LV2_Worker_Schedule schedules{this, schedule};
    std::int32_t block = kQuantum;
    std::int32_t sequence = kAtomBytes;
    std::vector<LV2_Options_Option> options;

    void emptyEvents() {
        for (std::size_t k = 0; k < events.size(); ++k) {
            auto* atoms = reinterpret_cast<LV2_Atom_Sequence*>(events[k].data());
            atoms->atom.type = number(this, eventsCome[k] ? LV2_ATOM__Sequence : LV2_ATOM__Chunk);
            atoms->atom.size = eventsCome[k] ? sizeof(LV2_Atom_Sequence_Body) : kAtomBytes - sizeof(LV2_Atom);
            atoms->body = {};
        }
    }
};

Lv2Plugin::Lv2Plugin(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lv2Plugin::~Lv2Plugin() = default;

std::unique_ptr<Lv2Plugin> Lv2Plugin::create(const std::string& uri,
                                             double rate,
                                             const std::map<std::string, float>& wanted) {
    auto state = std::make_unique<State>();
    State& s = *state;
    lilv_world_load_all(s.world);
    LilvNode* const address = lilv_new_uri(s.world, uri.c_str());
    const LilvPlugin* plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(s.world), address);
    lilv_node_free(address);
    if (!plugin) return nullptr;

    const LV2_URID whole = s.number(&s, LV2_ATOM__Int);
    const auto option = [&](const char* key, const std::int32_t& value) {
        s.options.push_back({LV2_OPTIONS_INSTANCE, 0, s.number(&s, key), sizeof value, whole, &value});
    };
    option(LV2_BUF_SIZE__minBlockLength, s.block);
    option(LV2_BUF_SIZE__maxBlockLength, s.block);
    option(LV2_BUF_SIZE__nominalBlockLength, s.block);
    option(LV2_BUF_SIZE__sequenceSize, s.sequence);
    s.options.push_back({LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr});
    LV2_Feature map{LV2_URID__map, &s.map}, unmap{LV2_URID__unmap, &s.unmap};
    LV2_Feature options{LV2_OPTIONS__options, s.options.data()}, worker{LV2_WORKER__schedule, &s.schedules};
    LV2_Feature bounded{LV2_BUF_SIZE__boundedBlockLength, nullptr}, power{LV2_BUF_SIZE__powerOf2BlockLength, nullptr};
    const LV2_Feature* const features[] = {&map, &unmap, &options, &worker, &bounded, &power, nullptr};
    s.instance = lilv_plugin_instantiate(plugin, rate, features);
    if (!s.instance) return nullptr;
    s.worker = static_cast<const LV2_Worker_Interface*>(
        lilv_instance_get_extension_data(s.instance, LV2_WORKER__interface));

    const std::uint32_t ports = lilv_plugin_get_num_ports(plugin);
    s.controls.resize(ports);
    lilv_plugin_get_port_ranges_float(plugin, nullptr, nullptr, s.controls.data());
    for (auto* buffers : {&s.in, &s.out})
        for (auto& buffer : *buffers) buffer.resize(kQuantum);
    s.silence.resize(kQuantum);
    s.waste.resize(kQuantum);
    LilvNode* const audio = lilv_new_uri(s.world, LV2_CORE__AudioPort);
    LilvNode* const control = lilv_new_uri(s.world, LV2_CORE__ControlPort);
    LilvNode* const input = lilv_new_uri(s.world, LV2_CORE__InputPort);
    std::size_t inputs = 0, outputs = 0;
    for (std::uint32_t k = 0; k < ports; ++k) {
        const LilvPort* port = lilv_plugin_get_port_by_index(plugin, k);
        const bool comes = lilv_port_is_a(plugin, port, input);
        void* place = nullptr;
        if (lilv_port_is_a(plugin, port, control)) {
            const auto set = wanted.find(lilv_node_as_string(lilv_port_get_symbol(plugin, port)));
            if (set != wanted.end()) s.controls[k] = set->second;
            place = &s.controls[k];
        } else if (lilv_port_is_a(plugin, port, audio)) {
            std::size_t& taken = comes ? inputs : outputs;
            auto& rest = comes ? s.silence : s.waste;
            place = taken < 2 ? (comes ? s.in : s.out)[taken].data() : rest.data();
            ++taken;
        } else {
            s.eventsCome.push_back(comes);
            place = s.events.emplace_back(State::kAtomBytes / sizeof(std::uint64_t)).data();
        }
        lilv_instance_connect_port(s.instance, k, place);
    }
    for (LilvNode* node : {audio, control, input}) lilv_node_free(node);
    if (inputs < 2 || outputs < 2) return nullptr;
    s.emptyEvents();
    lilv_instance_activate(s.instance);
    return std::unique_ptr<Lv2Plugin>(new Lv2Plugin(std::move(state)));
}

void Lv2Plugin::process(float* left, float* right) {
    State& s = *state_;
    float* const sides[] = {left, right};
    for (std::size_t c = 0; c < 2; ++c) std::copy_n(sides[c], kQuantum, s.in[c].data());
    s.emptyEvents();
    lilv_instance_run(s.instance, kQuantum);
    if (s.worker && s.worker->end_run) s.worker->end_run(lilv_instance_get_handle(s.instance));
    for (std::size_t c = 0; c < 2; ++c) std::copy_n(s.out[c].data(), kQuantum, sides[c]);
}

} // namespace lacquer::bench
