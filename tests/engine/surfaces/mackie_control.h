#pragma once

#include "engine/surfaces/mackie_surface.h"
#include "tests/engine/surfaces/desk_bench.h"

/// What a Mackie Control sends and must be sent, byte by byte. The numbers are those of the Logic
/// Control's MIDI implementation and of measurements on a Mackie Control Pro.
namespace lacquer::testing {

inline constexpr const char* kHello = "f0 00 00 66 14 01 58 59 5a 57 18 61 05 57 18 61 05 f7";

inline Profile profile(std::string_view id) { return *findProfile(id); }

class MackieControl : public ::testing::Test {
protected:
    void start(std::vector<Profile> units, DeskSettings settings = {}, int tracks = 20) {
        for (const Profile& unit : units) {
            settings.touchSense = unit.touch;
            settings.law = unit.law;
        }
        bench = std::make_unique<DeskBench>(tracks);
        bench->use(std::make_unique<MackieSurface>(std::move(units), settings, MackieSurface::FadersAtEnd::down));
        bench->open();
    }
    /// One main unit that is online and has been told everything.
    void online(DeskSettings settings = {}, int tracks = 20) {
        start({profile("mcu")}, settings, tracks);
        bench->in(kHello);
        bench->wait(300);
        bench->forget();
    }

    std::unique_ptr<DeskBench> bench;
};

} // namespace lacquer::testing
