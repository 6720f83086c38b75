#include "app/cli/surface_options.h"

#include "engine/surfaces/generic_surface.h"
#include "engine/surfaces/hui_surface.h"
#include "engine/surfaces/mackie_surface.h"
#include "engine/surfaces/osc_surface.h"
#include "formats/surfaces/map_file.h"

#include <fmt/format.h>

#include <charconv>

namespace lacquer::cli {
namespace {

using namespace surfaces;

/// The general profile where a port's name tells nothing more.
Profile profileFor(const std::string& port, const char* general) {
    const Profile* own = recogniseProfile(port);
    const Profile* known = findProfile(general);
    if (own && own->protocol == known->protocol && own->extender == known->extender) return *own;
    return *known;
}

Result<Setup> oscSetup(const std::string& text) {
    Setup setup;
    std::string digits = text;
    if (digits.starts_with("any:")) {
        digits = digits.substr(4);
        setup.oscReach = OscPort::Reach::network;
    }
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), setup.oscPort);
    if (error != std::errc{} || end != digits.data() + digits.size() || setup.oscPort < 1 || setup.oscPort > 65535)
        return badInput(fmt::format("\"osc:{}\": after osc: stands a UDP port from 1 to 65535, such as osc:3819.", text));
    setup.name = "OSC";
    setup.surface = std::make_unique<OscSurface>();
    return setup;
}

Setup genericSetup(const std::string& port) {
    const auto maps = formats::surfaceMaps();
    const GenericMap* map = formats::findSurfaceMap(maps, port);
    for (const GenericMap& known : maps)
        if (!map && known.id == port.substr(0, port.find('='))) map = &known;
    GenericMap empty;
    empty.id = "generic";
    empty.name = port;
    Setup setup;
    setup.name = map ? map->name : port;
    const auto named = port.find('=');
    const std::string wish = named == std::string::npos ? port : port.substr(named + 1);
    setup.units.push_back({wish, wish});
    setup.surface = std::make_unique<GenericSurface>(map ? *map : empty);
    return setup;
}

} // namespace

std::string recognisedName(std::string_view portName) {
    const auto maps = formats::surfaceMaps();
    if (const GenericMap* map = formats::findSurfaceMap(maps, portName)) return map->name;
    const Profile* profile = recogniseProfile(portName);
    return profile ? profile->name : "";
}

Result<std::vector<Setup>> parseSurfaces(const std::vector<std::string>& options) {
    std::vector<Setup> setups;
    std::vector<Profile> mackie;
    Setup mackieSetup;
    for (const std::string& option : options) {
        const auto colon = option.find(':');
        const std::string kind = option.substr(0, colon);
        const std::string port = colon == std::string::npos ? "" : option.substr(colon + 1);
        if (port.empty()) return badInput(fmt::format("\"{}\" is no surface: give KIND:PORT, such as mcu:X-Touch.", option));
        if (kind == "mcu" || kind == "mcuxt") {
            mackie.push_back(profileFor(port, kind.c_str()));
            mackieSetup.units.push_back({port, port});
        } else if (kind == "hui") {
            Setup setup;
            setup.surface = std::make_unique<HuiSurface>(*findProfile("hui"), DeskSettings{});
            setup.name = findProfile("hui")->name;
            setup.units.push_back({port, port});
            setups.push_back(std::move(setup));
        } else if (kind == "osc") {
            auto setup = oscSetup(port);
            if (!setup) return tl::make_unexpected(setup.error());
            setups.push_back(std::move(*setup));
        } else if (kind == "generic") {
            setups.push_back(genericSetup(port));
        } else {
            return badInput(fmt::format("\"{}\" is no kind of surface; the kinds are mcu, mcuxt, hui, osc and generic.", kind));
        }
    }
    if (!mackie.empty()) {
        DeskSettings settings;
        settings.law = mackie.front().law;
        settings.touchSense = mackie.front().touch;
        mackieSetup.name = mackie.front().name;
        mackieSetup.surface = std::make_unique<MackieSurface>(std::move(mackie), settings);
        setups.insert(setups.begin(), std::move(mackieSetup));
    }
    return setups;
}

} // namespace lacquer::cli
