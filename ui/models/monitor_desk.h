#pragma once

#include "engine/live/player.h"
#include "engine/vocabulary/ids.h"

#include <QObject>

#include <optional>
#include <vector>

namespace lacquer::ui {

class Workspace;

/// The monitor section: what the ears get in the place of the mix, its switches, and the metronome.
/// Nothing of it is part of the document, none of it reaches a render, and the mix goes on behind it.
/// Another song, another subject or another project ends the listening.
///
/// Thread   [main]
class MonitorDesk : public QObject {
    Q_OBJECT

public:
    explicit MonitorDesk(Workspace& workspace);

    /// Channels listened to after or before their faders.
    enum class Choose { only, toggle };
    void listen(ChannelId channel, Choose how = Choose::toggle);
    /// Several at once: one change of the plan.
    void setListened(std::vector<ChannelId> channels);
    void clearListen();
    bool isListened(ChannelId channel) const;
    bool isListening() const { return !monitoring_.listen.empty(); }
    void setListenPoint(plan::ListenPoint point);
    plan::ListenPoint listenPoint() const { return monitoring_.point; }
    const std::vector<ChannelId>& listened() const { return monitoring_.listen; }

    /// What the solo buttons of strips and headers do: solo in the mix, or listen to the channel beside it.
    enum class SoloButtons { inPlace, afterFader, beforeFader };
    void setSoloButtons(SoloButtons does);
    SoloButtons soloButtons() const { return soloButtons_; }
    bool soloListens() const { return soloButtons_ != SoloButtons::inPlace; }

    /// A source of the pool (those of the album's references suggest themselves) to compare with:
    /// kept ready, its first frame at `position` of the timeline. None: no reference.
    void setReference(SourceId source, Decibels level = {}, FramePosition position = {});
    void clearReference();
    void setReferenceLevel(Decibels level);
    const std::optional<plan::Reference>& reference() const { return monitoring_.reference; }
    /// Mix or reference; nothing happens without one.
    void hearReference(bool on);
    bool isReferenceHeard() const { return monitoring_.reference && monitoring_.reference->heard; }

    const live::MonitorSwitches& switches() const { return switches_; }
    void setDim(bool on);
    void setMono(bool on);
    void setMute(bool on);

    const live::MetronomeSettings& metronome() const;
    void setMetronome(const live::MetronomeSettings& settings);

signals:
    void changed();

private:
    void tell();
    void leave();
    void dropGone();

    Workspace& workspace_;
    plan::Monitoring monitoring_;
    live::MonitorSwitches switches_;
    SoloButtons soloButtons_ = SoloButtons::inPlace;
};

} // namespace lacquer::ui
