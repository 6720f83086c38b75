#include "engine/surfaces/profile.h"

#include <algorithm>
#include <cctype>

namespace lacquer::surfaces {
namespace {

constexpr FaderLaw kXTouchLaw{0.775, 1.0}; // 0 dB is printed at about 12700 of 16383

Profile mackie(const char* id, const char* name, std::vector<std::string> ports) {
    Profile profile;
    profile.id = id;
    profile.name = name;
    profile.ports = std::move(ports);
    return profile;
}

Profile extenderOf(Profile main, const char* id, const char* name, std::vector<std::string> ports) {
    main.id = id;
    main.name = name;
    main.extender = true;
    main.master = false;
    main.timeDisplay = main.assignmentDisplay = false;
    main.ports = std::move(ports);
    return main;
}

std::vector<Profile> table() {
    std::vector<Profile> all;

    Profile xTouch = mackie("x-touch", "Behringer X-Touch", {"x-touch"});
    xTouch.law = kXTouchLaw;
    xTouch.screen = Screen::separate;
    xTouch.tint = Tint::behringer;
    xTouch.meters = MeterKind::lamps;
    xTouch.topMeter = 0xd;
    all.push_back(extenderOf(xTouch, "x-touch-ext", "Behringer X-Touch Extender", {"x-touch-ext", "x-touch extender"}));

    Profile compact = mackie("x-touch-compact", "Behringer X-Touch Compact", {"x-touch compact"});
    compact.law = kXTouchLaw;
    compact.screen = Screen::none;
    compact.timeDisplay = compact.assignmentDisplay = false;
    compact.meters = MeterKind::none;
    all.push_back(compact);

    Profile one = xTouch;
    one.id = "x-touch-one";
    one.name = "Behringer X-Touch One";
    one.master = false;
    one.ports = {"x-touch one", "x-touch-one"};
    all.push_back(one);
    all.push_back(xTouch);

    Profile bcf = mackie("bcf2000", "Behringer BCF2000", {"bcf2000"});
    bcf.handshake = bcf.master = bcf.touch = false;
    bcf.screen = Screen::none;
    bcf.timeDisplay = bcf.assignmentDisplay = false;
    bcf.meters = MeterKind::none;
    bcf.bytesPerSecond = 2700;
    all.push_back(bcf);

    Profile platform = mackie("platform-m", "iCON Platform M", {"platform m"});
    platform.handshake = false;
    platform.screen = Screen::none;
    platform.timeDisplay = platform.assignmentDisplay = false;
    platform.meters = MeterKind::none;
    platform.blink = false;
    all.push_back(platform);
    all.push_back(extenderOf(platform, "platform-x", "iCON Platform X", {"platform x"}));

    Profile qcon = mackie("qcon", "iCON QCon", {"qcon pro", "qcon g2", "qcon lite"});
    qcon.handshake = qcon.assignmentDisplay = qcon.blink = false;
    qcon.meters = MeterKind::lamps;
    qcon.model = 0x14;
    Profile qconExtender = extenderOf(qcon, "qcon-ex", "iCON QCon Extender", {"qcon ex", "qcon xs"});
    all.push_back(qconExtender); // also answers to 14
    all.push_back(qcon);

    Profile v1 = mackie("v1-m", "iCON V1-M", {"v1-m", "p1-m", "p1-nano"});
    v1.handshake = v1.assignmentDisplay = false;
    v1.screen = Screen::separate;
    v1.tint = Tint::icon;
    v1.meters = MeterKind::lamps;
    v1.textGapMs = 3;
    Profile v1Extender = extenderOf(v1, "v1-x", "iCON V1-X", {"v1-x"});
    all.push_back(v1Extender);
    all.push_back(v1);

    Profile uf8 = mackie("uf8", "SSL UF8", {"ssl v-midi port"});
    uf8.handshake = uf8.master = false;
    uf8.meters = MeterKind::lamps;
    all.push_back(uf8);

    Profile faderPort = mackie("faderport", "PreSonus FaderPort 8 and 16, in Mackie mode", {"presonus fp8", "presonus fp16"});
    faderPort.handshake = faderPort.master = false;
    faderPort.screen = Screen::separate;
    faderPort.timeDisplay = faderPort.assignmentDisplay = false;
    all.push_back(faderPort);

    Profile artist = mackie("artist", "Avid Artist, in Mackie mode", {"artist mix", "artist control", "mc mix", "mc control"});
    artist.handshake = artist.master = false;
    artist.screen = Screen::none;
    artist.timeDisplay = artist.assignmentDisplay = false;
    artist.meters = MeterKind::none;
    all.push_back(artist);

    Profile keyLab = mackie("keylab", "Arturia KeyLab, in Mackie mode", {"keylab"});
    keyLab.handshake = keyLab.touch = false;
    keyLab.screen = Screen::none;
    keyLab.timeDisplay = keyLab.assignmentDisplay = false;
    keyLab.meters = MeterKind::none;
    all.push_back(keyLab);

    all.push_back(extenderOf(mackie("mcuxt", "", {}), "mcuxt", "Mackie Control Extender",
                             {"mcu xt", "mackie control xt", "control universal xt", "logic control xt"}));
    all.push_back(mackie("mcu", "Mackie Control",
                         {"mcu", "mackie control", "control universal", "logic control", "mackiecontrol"}));

    Profile hui = mackie("hui", "Mackie HUI", {"hui"});
    hui.protocol = Protocol::hui;
    hui.master = hui.assignmentDisplay = false;
    hui.blink = false;
    hui.bytesPerSecond = 2700;
    all.push_back(hui);
    return all;
}

} // namespace

std::span<const Profile> profiles() {
    static const std::vector<Profile> all = table();
    return all;
}

const Profile* findProfile(std::string_view id) {
    for (const Profile& profile : profiles())
        if (profile.id == id) return &profile;
    return nullptr;
}

const Profile* recogniseProfile(std::string_view portName) {
    std::string lower(portName);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const Profile& profile : profiles())
        for (const std::string& part : profile.ports)
            if (lower.find(part) != std::string::npos) return &profile;
    return nullptr;
}

} // namespace lacquer::surfaces
