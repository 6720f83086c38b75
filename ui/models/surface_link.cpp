#include "ui/models/surface_link.h"

#include "engine/surfaces/bar_position.h"
#include "engine/surfaces/generic_surface.h"
#include "engine/surfaces/hui_surface.h"
#include "engine/surfaces/mackie_surface.h"
#include "engine/surfaces/osc_surface.h"
#include "formats/assets/asset_folder.h"
#include "formats/surfaces/map_file.h"
#include "ui/models/monitor_desk.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

namespace lacquer::ui {
namespace {

using namespace surfaces;
using Owner = project::AutomationTarget::Owner;

constexpr double kScrubSeconds = 0.01;
constexpr std::size_t kDeedsATurn = 64;

/// The name both of a device's ports share: JACK bridges say which is which in brackets, others by
/// the port's name behind the client's.
QString deviceName(const PortInfo& port) {
    QString name = QString::fromStdString(port.name);
    for (const char* mark : {"(capture_", "(playback_"})
        if (const int at = static_cast<int>(name.indexOf(QLatin1String(mark))); at >= 0)
            return name.mid(static_cast<int>(name.indexOf(')', at)) + 1).trimmed();
    return port.api == "JACK" ? name.section(':', 0, 0) : name;
}

QString kindOf(const Profile& profile) {
    if (profile.protocol == Protocol::hui) return QStringLiteral("hui");
    return profile.extender ? QStringLiteral("mcuxt") : QStringLiteral("mcu");
}

Destination destinationOf(const Control& control) {
    Destination destination;
    destination.control = control;
    return destination;
}

Profile profileOf(const UsedSurface& surface) {
    const Profile& general = *findProfile(surface.kind == "mcuxt" ? "mcuxt" : surface.kind == "hui" ? "hui" : "mcu");
    const Profile* own = recogniseProfile(surface.name.toStdString());
    return own && own->protocol == general.protocol && own->extender == general.extender ? *own : general;
}

} // namespace

SurfaceLink::SurfaceLink(Workspace& workspace, Memory memory, QObject* parent)
    : QObject(parent), workspace_(workspace), memory_(memory),
      catalogue_(std::make_shared<const processors::ProcessorCatalogue>()), hands_(catalogue_, &workspace.recorder()) {
    // A hand's move is heard on the rig's thread already, ahead of the edit.
    const auto hear = [&player = workspace.player(), &recorder = workspace.recorder()](const Control& control, double value) {
        player.hand(recorder.orderFor(control, value));
    };
    rig_ = std::make_unique<Rig>(Rig::Host{hear, [this] { ring(); }});
    connect(&workspace, &Workspace::projectChanged, this, &SurfaceLink::tellMix);
    connect(&workspace, &Workspace::projectReplaced, this, [this] {
        hands_ = Hands(catalogue_, &workspace_.recorder());
        shownHand_.reset();
        rebuild();
    });
    connect(&workspace, &Workspace::songChanged, this, &SurfaceLink::tellMix);
    connect(&workspace, &Workspace::selectionChanged, this, &SurfaceLink::tellMix);
    connect(&workspace.monitorDesk(), &MonitorDesk::changed, this, &SurfaceLink::tellMix);
    connect(&workspace, &Workspace::ticked, this, &SurfaceLink::tellReadings);
    if (memory_ == Memory::keeps) restore();
    rebuild();
}

SurfaceLink::~SurfaceLink() { rig_.reset(); }

// Hands

void SurfaceLink::ring() {
    if (!rung_.exchange(true)) QMetaObject::invokeMethod(this, &SurfaceLink::turn, Qt::QueuedConnection);
}

void SurfaceLink::turn() {
    rung_ = false;
    const std::vector<Deed> deeds = rig_->takeDeeds(kDeedsATurn);
    for (const Deed& deed : deeds) obey(deed);
    if (!deeds.empty()) {
        workspace_.serveHands();
        showHand();
        tellMix();
        if (deeds.size() == kDeedsATurn) ring(); // the rest after the window has painted
    }
    if (learning_) finishLearning();
    noticeDevices();
}

/// The first hand is a gesture of the window; nothing of it is in the history yet.
void SurfaceLink::showHand() {
    if (!workspace_.isOpen()) return;
    const auto held = hands_.held();
    if (!shownHand_ && !held.empty() && !workspace_.inGesture()) {
        shownHand_ = held.front().first;
        beforeHand_ = workspace_.project();
        workspace_.beginGesture(QString::fromStdString(editName(*workspace_.project(), *catalogue_, *shownHand_)));
    }
    if (shownHand_ && !workspace_.inGesture()) shownHand_.reset(); // undo, or another gesture, has ended it
    if (!shownHand_) return;
    for (const auto& [control, value] : held)
        if (control == *shownHand_ && storedValue(*workspace_.project(), *catalogue_, control) != value)
            workspace_.apply({}, [this, held = control, to = value](const project::Project& from) { return putValue(from, *catalogue_, held, to); });
}

/// Before a step of another hand or key, what the shown hand has moved is taken out of the window and
/// shown again behind it; unless the mouse has put something into the same gesture, which is kept.
void SurfaceLink::endHand(bool letsGo) {
    if (!shownHand_) return;
    const Control control = *std::exchange(shownHand_, std::nullopt);
    if (!workspace_.inGesture()) return;
    const auto moved = storedValue(*workspace_.project(), *catalogue_, control);
    const Result<project::Project> alone = putValue(*beforeHand_, *catalogue_, control, moved.value_or(0));
    if (!letsGo && alone && *alone == *workspace_.project()) workspace_.cancelGesture();
    else workspace_.endGesture();
}

void SurfaceLink::obey(const Deed& deed) {
    if (!workspace_.isOpen()) return;
    QString mouse; // the gesture of the mouse that a step falls into
    if (!std::holds_alternative<Touched>(deed) && !std::holds_alternative<Moved>(deed)) {
        const auto* released = std::get_if<Released>(&deed);
        endHand(released && released->control == shownHand_);
        if (workspace_.inGesture()) {
            workspace_.endGesture();
            mouse = workspace_.undoName();
        }
    }
    if (auto step = hands_.carryOut(*workspace_.project(), {workspace_.currentSong(), workspace_.playerState().position, workspace_.playerState().playing}, deed))
        workspace_.apply(QString::fromStdString(step->name), [&](const project::Project&) { return Result<project::Project>(std::move(step->project)); });
    if (!mouse.isEmpty()) workspace_.beginGesture(mouse); // and goes on
    if (const auto* chosen = std::get_if<Selected>(&deed)) workspace_.selectChannel(chosen->channel);
    if (const auto* place = std::get_if<Located>(&deed)) workspace_.locate(place->position);
    if (const auto* pressed = std::get_if<Press>(&deed)) press(*pressed);
}

void SurfaceLink::press(const Press& press) {
    const project::Song* song = workspace_.song();
    const SampleRate rate = workspace_.project()->rate;
    const FramePosition at = workspace_.playerState().position;
    switch (press.command) {
    case Command::play: workspace_.play(); return tellReadings();
    case Command::stop: workspace_.stop(); return tellReadings();
    case Command::playOrStop: workspace_.togglePlay(); return tellReadings();
    case Command::toStart: return workspace_.locate({});
    case Command::toEnd:
        if (song) workspace_.locate(project::endOf(*song));
        return;
    case Command::wind: return workspace_.locate(at + framesIn(Seconds{1.0 * press.amount}, rate));
    case Command::scrub: return workspace_.locate(at + framesIn(Seconds{kScrubSeconds * press.amount}, rate));
    case Command::jog:
        if (song) workspace_.locate(at + FrameCount{std::llround(press.amount * framesPerBeat(*song, rate, at))});
        return;
    case Command::previousMarker:
    case Command::nextMarker: {
        std::optional<FramePosition> found;
        if (song)
            for (const auto& marker : song->markers) {
                if (press.command == Command::nextMarker && marker.position > at && !found) found = marker.position;
                if (press.command == Command::previousMarker && marker.position < at) found = marker.position;
            }
        if (found) workspace_.locate(*found);
        return;
    }
    case Command::undo: return workspace_.undo();
    case Command::redo: return workspace_.redo();
    case Command::recordAutomation:
        workspace_.recorder().setWriting(!workspace_.recorder().isOn());
        tellMix();
        break;
    default: break;
    }
    emit pressed(press.command, press.amount);
}

void SurfaceLink::tellMix() {
    auto mixer = std::make_shared<Mixer>();
    mixer->project = hands_.showsAnything() ? std::make_shared<const project::Project>(hands_.asShown(*workspace_.project())) : workspace_.project();
    mixer->catalogue = catalogue_;
    mixer->song = workspace_.currentSong();
    const auto& chosen = workspace_.selection().channels;
    if (!chosen.empty()) mixer->selected = chosen.back();
    mixer->recordsAutomation = workspace_.recorder().isArmed();
    mixer->clicks = workspace_.monitorDesk().metronome().on;
    rig_->show(std::move(mixer));
}

void SurfaceLink::tellReadings() {
    if (learning_) finishLearning(); // what is learned makes no deed
    Readings readings;
    // Not as of the last tick: a stop right behind a play must find it playing.
    readings.playing = workspace_.player().state().playing;
    readings.position = workspace_.playerState().position;
    if (const project::Song* song = workspace_.song()) {
        const auto peak = [&](ChannelId channel) {
            const auto& bars = workspace_.meters().of(channel).bars;
            readings.peaks.emplace_back(channel, static_cast<float>(gainOf({std::max(bars[0].peak, bars[1].peak)})));
        };
        for (const auto& track : song->tracks) peak(track->channel.id);
        for (const auto& bus : song->buses) peak(bus->channel.id);
        peak(song->mix->id);
    }
    rig_->read(std::move(readings));
    std::set<ChannelId> banked;
    for (const auto& surface : rig_->status().surfaces)
        if (surface.id != virtualId_)
            for (const ChannelId channel : surface.banked)
                if (channel && std::ranges::any_of(surface.units, [](const auto& unit) { return !unit.port.empty(); })) banked.insert(channel);
    if (banked == banked_) return;
    banked_ = std::move(banked);
    emit bankedChanged();
}

// Devices

std::vector<FoundSurface> SurfaceLink::found() const {
    std::vector<FoundSurface> devices;
    const auto maps = formats::surfaceMaps();
    for (const PortInfo& port : rig_->status().ports) {
        const QString name = deviceName(port);
        auto known = std::ranges::find(devices, name, &FoundSurface::name);
        if (known == devices.end()) {
            FoundSurface device{name, {}, QStringLiteral("generic"), {}, {}};
            if (const GenericMap* map = formats::findSurfaceMap(maps, name.toStdString())) device.recognised = QString::fromStdString(map->name);
            else if (const Profile* profile = recogniseProfile(name.toStdString())) {
                device.recognised = QString::fromStdString(profile->name);
                device.kind = kindOf(*profile);
            }
            devices.push_back(device);
            known = devices.end() - 1;
        }
        if (port.in && known->in.isEmpty()) known->in = QString::fromStdString(port.id);
        if (port.out && known->out.isEmpty()) known->out = QString::fromStdString(port.id);
    }
    std::erase_if(devices, [this](const FoundSurface& device) {
        return device.in.isEmpty() || std::ranges::any_of(used_, [&](const UsedSurface& used) { return used.in == device.in; });
    });
    return devices;
}

void SurfaceLink::noticeDevices() {
    auto ports = rig_->status().ports;
    if (ports == ports_) return;
    ports_ = std::move(ports);
    for (const FoundSurface& device : found()) {
        if (device.recognised.isEmpty() || !offered_.insert(device.in).second) continue;
        workspace_.messages().post({Verdict::info, tr("%1 is plugged in.").arg(device.recognised), tr("Mix with it"), [this, device] { use(device); }});
    }
    emit changed();
}

void SurfaceLink::use(const FoundSurface& surface) {
    UsedSurface used;
    used.name = surface.name;
    used.kind = surface.kind;
    used.in = surface.in;
    used.out = surface.out;
    used_.push_back(std::move(used));
    save();
    rebuild();
}

void SurfaceLink::release(std::size_t which) {
    if (which >= used_.size()) return;
    used_.erase(used_.begin() + static_cast<std::ptrdiff_t>(which));
    save();
    rebuild();
}

void SurfaceLink::configure(std::size_t which, const UsedSurface& wanted) {
    if (which >= used_.size()) return;
    UsedSurface& used = used_[which];
    used.kind = wanted.kind;
    used.desk = wanted.desk;
    used.unity = wanted.unity;
    used.fadersDown = wanted.fadersDown;
    save();
    rebuild();
}

DeskSettings SurfaceLink::settingsOf(const UsedSurface& used, const Profile& profile) const {
    DeskSettings settings = used.desk;
    settings.law = profile.law;
    if (used.unity > 0) settings.law.unity = used.unity;
    settings.touchSense = profile.touch && used.desk.touchSense;
    settings.bankFollowsSelection = followsSelection_;
    return settings;
}

/// All surfaces are set up anew: a change of settings is rare, and every unit is told everything
/// again.
void SurfaceLink::rebuild() {
    for (const auto& surface : rig_->status().surfaces) rig_->remove(surface.id);
    const bool hadVirtual = virtualId_ != 0;
    virtualId_ = oscId_ = 0;
    std::vector<Profile> mackie;
    Setup mackieSetup;
    std::vector<UsedSurface*> mackieUsed;
    for (UsedSurface& used : used_) {
        const Setup::Unit ports{used.in.toStdString(), used.out.toStdString()};
        if (used.kind == "mcu" || used.kind == "mcuxt") {
            mackie.push_back(profileOf(used));
            mackieSetup.units.push_back(ports);
            mackieUsed.push_back(&used);
            continue;
        }
        Setup setup;
        setup.name = used.name.toStdString();
        setup.units.push_back(ports);
        if (used.kind == "hui") {
            setup.surface = std::make_unique<HuiSurface>(profileOf(used), settingsOf(used, profileOf(used)));
        } else {
            const auto maps = formats::surfaceMaps();
            const GenericMap* map = formats::findSurfaceMap(maps, used.name.toStdString());
            GenericMap own = map ? *map : GenericMap{"generic", used.name.toStdString()};
            // What was learned replaces the ready map's meaning of the same knob.
            for (const Binding& learned : learnedMap().bindings) {
                std::erase_if(own.bindings, [&](const Binding& binding) { return binding.source == learned.source; });
                own.bindings.push_back(learned);
            }
            setup.surface = std::make_unique<GenericSurface>(std::move(own));
        }
        used.id = rig_->add(std::move(setup));
    }
    if (!mackie.empty()) {
        const UsedSurface& first = *mackieUsed.front();
        mackieSetup.name = first.name.toStdString();
        const DeskSettings settings = settingsOf(first, mackie.front());
        mackieSetup.surface = std::make_unique<MackieSurface>(
            std::move(mackie), settings, first.fadersDown ? MackieSurface::FadersAtEnd::down : MackieSurface::FadersAtEnd::stay);
        const int id = rig_->add(std::move(mackieSetup));
        for (UsedSurface* used : mackieUsed) used->id = id;
    }
    if (oscPort_ > 0) {
        std::vector<Binding> learned;
        for (const Binding& binding : learnedMap().bindings)
            if (binding.source.kind == Source::Kind::osc) learned.push_back(binding);
        Setup setup;
        setup.name = "OSC";
        setup.oscPort = oscPort_;
        setup.oscReach = oscToNetwork_ ? OscPort::Reach::network : OscPort::Reach::thisMachine;
        setup.surface = std::make_unique<OscSurface>(std::move(learned));
        oscId_ = rig_->add(std::move(setup));
        for (const auto& surface : rig_->status().surfaces)
            if (surface.id == oscId_ && !surface.trouble.empty()) workspace_.messages().warn(QString::fromStdString(surface.trouble));
    }
    if (hadVirtual) virtualSurface();
    tellMix();
    emit changed();
}

void SurfaceLink::setBankFollowsSelection(bool follows) {
    followsSelection_ = follows;
    save();
    rebuild();
}

void SurfaceLink::setOsc(int port, bool toNetwork) {
    oscPort_ = port;
    oscToNetwork_ = toNetwork;
    save();
    rebuild();
}

void SurfaceLink::restore() {
    const QSettings settings("lacquer", "lacquer");
    followsSelection_ = settings.value("surfaces/follow").toBool();
    oscPort_ = settings.value("surfaces/osc").toInt();
    oscToNetwork_ = settings.value("surfaces/network").toBool();
    const QJsonArray list = QJsonDocument::fromJson(settings.value("surfaces/used").toByteArray()).array();
    for (const QJsonValue& value : list) {
        const QJsonObject object = value.toObject();
        UsedSurface used{object["name"].toString(), object["kind"].toString(), object["in"].toString(), object["out"].toString()};
        const QJsonArray keys = object["keys"].toArray();
        for (std::size_t k = 0; k < used.desk.functions.size() && static_cast<qsizetype>(k) < keys.size(); ++k)
            used.desk.functions[k] = commandOf(keys[static_cast<qsizetype>(k)].toString().toStdString()).value_or(Command::none);
        used.desk.smpte = object["frames"].toBool(used.desk.smpte);
        used.desk.framesPerSecond = object["rate"].toInt(used.desk.framesPerSecond);
        used.desk.touchSense = object["touch"].toBool(true);
        used.desk.pedalMovesMaster = object["pedal"].toBool();
        used.unity = object["unity"].toDouble();
        used.fadersDown = object["down"].toBool();
        used_.push_back(std::move(used));
    }
}

void SurfaceLink::save() const {
    if (memory_ == Memory::none) return;
    QJsonArray list;
    for (const UsedSurface& used : used_) {
        QJsonArray keys;
        for (const Command command : used.desk.functions) keys.append(QString::fromUtf8(nameOf(command).data(), static_cast<qsizetype>(nameOf(command).size())));
        list.append(QJsonObject{{"name", used.name}, {"kind", used.kind}, {"in", used.in}, {"out", used.out}, {"keys", keys},
                                {"frames", used.desk.smpte}, {"rate", used.desk.framesPerSecond}, {"touch", used.desk.touchSense},
                                {"pedal", used.desk.pedalMovesMaster}, {"unity", used.unity}, {"down", used.fadersDown}});
    }
    QSettings settings("lacquer", "lacquer");
    settings.setValue("surfaces/used", QJsonDocument(list).toJson(QJsonDocument::Compact));
    settings.setValue("surfaces/follow", followsSelection_);
    settings.setValue("surfaces/osc", oscPort_);
    settings.setValue("surfaces/network", oscToNetwork_);
}

// The surface on the screen

int SurfaceLink::virtualSurface() {
    if (virtualId_ != 0) return virtualId_;
    Setup setup;
    setup.name = "Screen";
    setup.units.emplace_back(); // no ports
    Profile profile = *findProfile("mcu");
    profile.handshake = false;
    profile.bytesPerSecond = 1'000'000;
    DeskSettings settings;
    settings.bankFollowsSelection = followsSelection_;
    setup.surface = std::make_unique<MackieSurface>(std::vector<Profile>{profile}, settings);
    virtualId_ = rig_->add(std::move(setup));
    return virtualId_;
}

std::optional<DeskPicture> SurfaceLink::picture(int id) const {
    std::optional<DeskPicture> picture;
    rig_->visit(id, [&](Surface& surface) {
        if (const auto* mackie = dynamic_cast<const MackieSurface*>(&surface)) picture = mackie->desk().picture();
        if (const auto* hui = dynamic_cast<const HuiSurface*>(&surface)) picture = hui->desk().picture();
    });
    return picture;
}

void SurfaceLink::play(int id, const Bytes& bytes) { rig_->play(id, 0, bytes); }

// Learning

void SurfaceLink::learn(const Control& control) {
    learning_ = control;
    for (const auto& surface : rig_->status().surfaces)
        rig_->visit(surface.id, [&](Surface& learns) {
            if (auto* generic = dynamic_cast<GenericSurface*>(&learns)) generic->learn(destinationOf(control));
            if (auto* osc = dynamic_cast<OscSurface*>(&learns)) osc->learn(destinationOf(control));
        });
    emit learningChanged();
}

void SurfaceLink::cancelLearning() {
    if (!learning_) return;
    learning_.reset();
    for (const auto& surface : rig_->status().surfaces)
        rig_->visit(surface.id, [&](Surface& learns) {
            if (auto* generic = dynamic_cast<GenericSurface*>(&learns)) generic->cancelLearning();
            if (auto* osc = dynamic_cast<OscSurface*>(&learns)) osc->cancelLearning();
        });
    emit learningChanged();
}

void SurfaceLink::finishLearning() {
    std::optional<Binding> learned;
    for (const auto& surface : rig_->status().surfaces)
        rig_->visit(surface.id, [&](Surface& learns) {
            const auto take = [&](const std::vector<Binding>& bindings) {
                for (const Binding& binding : bindings)
                    if (binding.destination == destinationOf(*learning_)) learned = binding;
            };
            if (auto* generic = dynamic_cast<GenericSurface*>(&learns); generic && !generic->isLearning()) take(generic->map().bindings);
            if (auto* osc = dynamic_cast<OscSurface*>(&learns); osc && !osc->isLearning()) take(osc->learned());
        });
    if (!learned) return;
    GenericMap map = learnedMap();
    std::erase_if(map.bindings, [&](const Binding& binding) { return binding.source == learned->source || binding.destination == learned->destination; });
    map.bindings.push_back(*learned);
    saveLearned(map);
    cancelLearning();
    emit changed();
}

QString SurfaceLink::learnedFor(const Control& control) const {
    for (const Binding& binding : learnedMap().bindings) {
        if (binding.destination != destinationOf(control)) continue;
        const Source& source = binding.source;
        switch (source.kind) {
        case Source::Kind::controller: return tr("CC %1").arg(source.number);
        case Source::Kind::controller14: return tr("CC %1 and %2").arg(source.number).arg(source.number + 32);
        case Source::Kind::nrpn: return tr("NRPN %1:%2").arg(source.number >> 7).arg(source.number & 0x7f);
        case Source::Kind::pitchBend: return tr("pitch bend");
        case Source::Kind::note: return tr("note %1").arg(source.number);
        case Source::Kind::program: return tr("program %1").arg(source.number);
        case Source::Kind::pressure: return tr("pressure");
        case Source::Kind::osc: return QString::fromStdString(source.path);
        }
    }
    return {};
}

void SurfaceLink::forget(const Control& control) {
    GenericMap map = learnedMap();
    if (std::erase_if(map.bindings, [&](const Binding& binding) { return binding.destination == destinationOf(control); }) == 0) return;
    saveLearned(map);
    rebuild();
}

std::optional<Binding> SurfaceLink::learned(const Control& control) const {
    const auto bindings = learnedMap().bindings;
    const auto found = std::ranges::find(bindings, destinationOf(control), &Binding::destination);
    return found == bindings.end() ? std::nullopt : std::optional(*found);
}

void SurfaceLink::shapeLearned(const Control& control, Takeover takeover, double low, double high) {
    GenericMap map = learnedMap();
    const auto found = std::ranges::find(map.bindings, destinationOf(control), &Binding::destination);
    if (found == map.bindings.end()) return;
    found->takeover = takeover;
    found->low = low;
    found->high = high;
    saveLearned(map);
    rebuild();
}

/// What was learned belongs to a project's channels and is kept in its folder.
GenericMap SurfaceLink::learnedMap() const {
    GenericMap none{"learned", "Learned"};
    if (!workspace_.isOpen()) return none;
    auto map = formats::readSurfaceMap(workspace_.folder() / "learned-controls.json");
    return map ? *map : none;
}

void SurfaceLink::saveLearned(const GenericMap& map) const {
    if (!workspace_.isOpen()) return;
    const std::filesystem::path file = workspace_.folder() / "learned-controls.json";
    const std::filesystem::path beside = workspace_.folder() / "learned-controls.json.new";
    {
        std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
        stream << formats::surfaceMapText(map);
        if (!stream) return workspace_.messages().fail(tr("What was learned could not be saved in the project's folder."));
    }
    std::error_code problem;
    std::filesystem::rename(beside, file, problem);
    if (problem) workspace_.messages().fail(tr("What was learned could not be saved in the project's folder."));
}

} // namespace lacquer::ui
