#include "ui/models/monitor_desk.h"

#include "engine/project/metronome_edits.h"
#include "ui/models/workspace.h"

#include <algorithm>
#include <utility>

namespace lacquer::ui {

MonitorDesk::MonitorDesk(Workspace& workspace) : workspace_(workspace) {
    connect(&workspace, &Workspace::songChanged, this, &MonitorDesk::leave);
    connect(&workspace, &Workspace::subjectChanged, this, &MonitorDesk::leave);
    connect(&workspace, &Workspace::projectReplaced, this, [this] {
        monitoring_.reference.reset();
        leave();
    });
    connect(&workspace, &Workspace::projectChanged, this, &MonitorDesk::dropGone);
    connect(&workspace, &Workspace::projectChanged, this, [this, was = project::MetronomeSettings{}]() mutable {
        if (std::exchange(was, workspace_.project()->metronome) == workspace_.project()->metronome) return;
        emit changed(); // undo may have set it
    });
}

void MonitorDesk::tell() {
    if (const auto shown = workspace_.player().setMonitoring(monitoring_); !shown)
        workspace_.messages().fail(QString::fromStdString(shown.error().message));
    emit changed();
}

/// The mix again, of whatever is heard now; the reference stays at hand.
void MonitorDesk::leave() {
    if (!isListening() && !isReferenceHeard() && workspace_.player().monitoring() == monitoring_) return;
    monitoring_.listen.clear();
    if (monitoring_.reference) monitoring_.reference->heard = false;
    tell();
}

void MonitorDesk::dropGone() {
    const plan::Monitoring before = monitoring_;
    std::erase_if(monitoring_.listen, [this](ChannelId id) { return !project::findChannel(*workspace_.project(), id); });
    if (monitoring_.reference && !project::findSource(*workspace_.project(), monitoring_.reference->source)) monitoring_.reference.reset();
    if (!(before == monitoring_)) tell();
}

void MonitorDesk::listen(ChannelId channel, Choose how) {
    const bool was = isListened(channel);
    if (how == Choose::only) monitoring_.listen = {channel};
    else if (was) std::erase(monitoring_.listen, channel);
    else monitoring_.listen.push_back(channel);
    tell();
}

void MonitorDesk::setListened(std::vector<ChannelId> channels) {
    if (channels == monitoring_.listen) return;
    monitoring_.listen = std::move(channels);
    tell();
}

void MonitorDesk::setSoloButtons(SoloButtons does) {
    if (does == soloButtons_) return;
    soloButtons_ = does;
    if (does == SoloButtons::inPlace) monitoring_.listen.clear();
    else monitoring_.point = does == SoloButtons::afterFader ? plan::ListenPoint::afterFader : plan::ListenPoint::beforeFader;
    tell();
}

void MonitorDesk::clearListen() {
    if (!isListening()) return;
    monitoring_.listen.clear();
    tell();
}

bool MonitorDesk::isListened(ChannelId channel) const { return std::ranges::count(monitoring_.listen, channel) > 0; }

void MonitorDesk::setListenPoint(plan::ListenPoint point) {
    if (point == monitoring_.point) return;
    monitoring_.point = point;
    tell();
}

void MonitorDesk::setReference(SourceId id, Decibels level, FramePosition position) {
    const project::Source* source = project::findSource(*workspace_.project(), id);
    if (!source) return clearReference();
    const bool heard = isReferenceHeard();
    monitoring_.reference = plan::Reference{id, source->length, position, level, heard};
    tell();
}

void MonitorDesk::clearReference() {
    if (!monitoring_.reference) return;
    monitoring_.reference.reset();
    tell();
}

void MonitorDesk::setReferenceLevel(Decibels level) {
    if (!monitoring_.reference) return;
    monitoring_.reference->level = level;
    tell();
}

void MonitorDesk::hearReference(bool on) {
    if (!monitoring_.reference || monitoring_.reference->heard == on) return;
    monitoring_.reference->heard = on;
    tell();
}

void MonitorDesk::setDim(bool on) {
    switches_.dim = on;
    workspace_.player().setDim(on);
    emit changed();
}

void MonitorDesk::setMono(bool on) {
    switches_.mono = on;
    workspace_.player().setMonitorMono(on);
    emit changed();
}

void MonitorDesk::setMute(bool on) {
    switches_.mute = on;
    workspace_.player().setMonitorMute(on);
    emit changed();
}

const live::MetronomeSettings& MonitorDesk::metronome() const { return workspace_.player().metronome(); }

void MonitorDesk::setMetronome(const live::MetronomeSettings& settings) {
    workspace_.player().setMetronome(settings); // without a project, too
    workspace_.nudge("metronome", tr("Metronome"),
                     [&](const project::Project& project) { return project::setMetronome(project, settings); });
    emit changed();
}

} // namespace lacquer::ui
