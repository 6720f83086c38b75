#pragma once

#include "engine/surfaces/desk.h"
#include "engine/surfaces/desk_picture.h"
#include "engine/surfaces/generic_map.h"
#include "engine/surfaces/hands.h"
#include "engine/surfaces/profile.h"
#include "engine/surfaces/rig.h"
#include "ui/models/workspace.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace lacquer::ui {

/// A controller that is plugged in: its ports, and what it was recognised as.
struct FoundSurface {
    QString name;       ///< of the device
    QString recognised; ///< "Behringer X-Touch"; empty: nothing known
    QString kind;       ///< "mcu", "mcuxt", "hui", "generic": what it would be used as
    QString in, out;    ///< ids of its ports
};

/// A controller in use, as it is remembered from day to day.
struct UsedSurface {
    QString name, kind, in, out;
    int id = 0; ///< of the rig; the extenders of a Mackie Control share its number
    /// How its owner wants it: keys, time, pedal, touch. Of a Mackie Control with extenders the first
    /// unit's counts; the law is the model's, with `unity` in its place.
    surfaces::DeskSettings desk = {};
    double unity = 0;        ///< travel of the fader's printed 0 dB; 0: the model's own
    bool fadersDown = false; ///< motors go down when it is let go
};

/// The window's control surfaces: which are found and used, their hands on the workspace, and what
/// lies on them.
///
/// Hands    what a surface's hand holds is heard at once and shown as a gesture of the window; it is one
///          undo step when the hand lets go, apart from what the mouse does meanwhile
/// Thread   [main]; the rig's own thread only rings
class SurfaceLink : public QObject {
    Q_OBJECT

public:
    /// `remember` false: for tests; nothing is read from or written to the user's settings.
    enum class Memory { keeps, none };
    SurfaceLink(Workspace& workspace, Memory memory, QObject* parent = nullptr);
    ~SurfaceLink() override;

    /// What is plugged in and not in use.
    std::vector<FoundSurface> found() const;
    const std::vector<UsedSurface>& used() const { return used_; }
    void use(const FoundSurface& surface);
    void release(std::size_t used);
    /// Other keys, another law…; the surface is told everything anew.
    void configure(std::size_t used, const UsedSurface& wanted);
    surfaces::RigStatus status() const { return rig_->status(); }

    bool bankFollowsSelection() const { return followsSelection_; }
    void setBankFollowsSelection(bool follows);
    int oscPort() const { return oscPort_; }
    bool oscToNetwork() const { return oscToNetwork_; }
    /// 0: off.
    void setOsc(int port, bool toNetwork);

    /// The surface on the screen, made when it is first asked for.
    int virtualSurface();
    /// What a mixing surface shows now; none for others.
    std::optional<surfaces::DeskPicture> picture(int id) const;
    /// As if the surface had sent it.
    void play(int id, const surfaces::Bytes& bytes);

    /// The channel lies on a surface now.
    bool isBanked(ChannelId channel) const { return banked_.contains(channel); }

    /// The next thing that is moved on a generic controller or over OSC will move this.
    void learn(const surfaces::Control& control);
    void cancelLearning();
    bool isLearning() const { return learning_.has_value(); }
    /// What is learned on a control, as people read it: "CC 7"; empty: nothing.
    QString learnedFor(const surfaces::Control& control) const;
    void forget(const surfaces::Control& control);
    /// How it is learned; none: it is not.
    std::optional<surfaces::Binding> learned(const surfaces::Control& control) const;
    /// How it takes a value over, which way round and over which part of its travel.
    void shapeLearned(const surfaces::Control& control, surfaces::Takeover takeover, double low, double high);

signals:
    /// Devices, their state, what is learned.
    void changed();
    void bankedChanged();
    void learningChanged();
    /// A key that is the window's to obey.
    void pressed(surfaces::Command command, int amount);

private:
    void ring();
    void turn();
    void obey(const surfaces::Deed& deed);
    void press(const surfaces::Press& press);
    void tellMix();
    void tellReadings();
    void showHand();
    void endHand(bool letsGo);
    void noticeDevices();
    surfaces::DeskSettings settingsOf(const UsedSurface& used, const surfaces::Profile& profile) const;
    void rebuild();
    void restore();
    void save() const;
    void finishLearning();
    surfaces::GenericMap learnedMap() const;
    void saveLearned(const surfaces::GenericMap& map) const;

    Workspace& workspace_;
    Memory memory_;
    std::shared_ptr<const processors::ProcessorCatalogue> catalogue_;
    surfaces::Hands hands_;
    std::vector<UsedSurface> used_;
    std::set<QString> offered_;
    std::set<ChannelId> banked_;
    bool followsSelection_ = false;
    int oscPort_ = 0;
    bool oscToNetwork_ = false;
    int oscId_ = 0, virtualId_ = 0;
    std::optional<surfaces::Control> learning_;
    /// The hand whose value the window shows as a gesture. A second hand at the same time is heard and
    /// seen on the surfaces, and in the window when it lets go.
    std::optional<surfaces::Control> shownHand_;
    std::shared_ptr<const project::Project> beforeHand_;
    std::vector<surfaces::PortInfo> ports_;
    std::atomic<bool> rung_{false};
    std::unique_ptr<surfaces::Rig> rig_; ///< last: its thread ends first
};

} // namespace lacquer::ui
