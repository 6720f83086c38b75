#pragma once

#include "ui/models/monitor_desk.h"
#include "ui/models/presets.h"
#include "ui/models/workspace.h"

#include <QCoreApplication>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::ui {

/// What hands on a strip mean: intents in, edits out. A value that is moved on one of several
/// selected strips moves on all of them by the same amount.
///
/// Thread   [main]
class MixerActions {
    Q_DECLARE_TR_FUNCTIONS(MixerActions)

public:
    explicit MixerActions(Workspace& workspace) : workspace_(workspace) {}

    /// `parameter` is one of the engine's channel parameters: "fader", "pan", "trim", "width".
    void beginDrag(ChannelId channel, std::string_view parameter);
    void drag(ChannelId channel, std::string_view parameter, double value);
    void endDrag();
    void step(ChannelId channel, std::string_view parameter, double value);
    void enter(ChannelId channel, std::string_view parameter, double value);

    void toggleMute(ChannelId channel, Qt::KeyboardModifiers modifiers = {});
    /// Alt: this one alone; Ctrl: solo safe. Where the desk says that solo buttons listen, they do.
    void toggleSolo(ChannelId channel, Qt::KeyboardModifiers modifiers = {});
    void togglePolarity(ChannelId channel);
    void clearSolos();
    void setMode(ChannelId channel, project::AutomationMode mode);

    /// A send that is not there yet is made when it is first moved. Sends of strips that move together go
    /// by the same amount.
    void beginSendDrag(ChannelId channel, ChannelId bus);
    void dragSend(ChannelId channel, ChannelId bus, double level);
    void stepSend(ChannelId channel, ChannelId bus, double level);
    void enterSend(ChannelId channel, ChannelId bus, double level);
    void removeSend(ChannelId channel, ChannelId bus);
    void toggleSendMuted(ChannelId channel, ChannelId bus);
    void toggleSendPreFader(ChannelId channel, ChannelId bus);

    /// The new insert opens in the editor; several selected strips get one each. Bypass and removal are for
    /// the same processor at the same place of all of them.
    void addInsert(ChannelId channel, std::string_view processor, int at);
    void removeInsert(ChannelId channel, InsertId insert);
    void toggleBypass(ChannelId channel, InsertId insert);
    void moveInsert(ChannelId channel, InsertId insert, int to);
    /// From wherever it is, to a place of this channel's chain.
    void dropInsert(InsertId insert, ChannelId to, int at, bool copy);

    /// Chain, sends, levels and pan of a strip, for others.
    void copySettings(ChannelId channel);
    bool hasCopiedSettings() const { return copied_.has_value(); }
    void pasteSettings(ChannelId channel);
    /// An empty chain, no sends, everything at its default.
    void resetStrip(ChannelId channel);

    void rename(ChannelId channel, const QString& name);
    void setColour(ChannelId channel, std::uint32_t rgb);
    void route(ChannelId channel, ChannelId bus);
    /// A new group that the selected channels play into.
    void groupSelection();
    void addReturn(const QString& name, std::string_view processor);
    /// The selected strips' faders, mutes, solos and sends move together from now on, selected or not.
    void linkSelection();
    /// The strip and those it is linked with move alone again.
    void unlink(ChannelId channel);
    /// A new VCA that moves the selected strips along.
    void vcaForSelection();
    /// Which VCA moves a strip along; none: nobody.
    void setVca(ChannelId channel, ChannelId vca);
    /// A send with its level and switches, to another strip too.
    void copySend(ChannelId from, ChannelId bus, ChannelId to);
    /// A strip's chain, kept by name for any song. Trim, level and place belong to what is on the strip.
    void saveChain(ChannelId channel, const QString& name, TakenName taken = TakenName::number);
    /// Whether the user keeps another chain under this name.
    bool isChainNameTaken(ChannelId channel, const QString& name) const;
    void loadChain(ChannelId channel, const project::ChainPreset& preset);
    /// As a file for others, and one from others: kept among the user's own and put on the strip.
    void exportChain(ChannelId channel, const std::filesystem::path& file);
    void importChain(ChannelId channel, const std::filesystem::path& file);
    void removeChannel(ChannelId channel);
    void duplicateTrack(ChannelId channel);
    /// The track, and those selected with it, to stand before another; none: last.
    void moveTracks(ChannelId channel, ChannelId before);
    void toggleSoloSafe(ChannelId channel);
    /// Listens to the channel and those it moves with beside the mix, after or before their faders, or
    /// to the mix again; `how` as the desk's.
    void toggleListen(ChannelId channel, MonitorDesk::Choose how = MonitorDesk::Choose::toggle);

    /// The channel, or all selected ones when it is among them.
    std::vector<ChannelId> chosenWith(ChannelId channel) const;
    /// Those and the channels they are linked with.
    std::vector<ChannelId> together(ChannelId channel) const;
    QString nameOf(ChannelId channel) const;

    /// Whoever shows lanes hears it here when a control's automation is to be seen.
    void onAutomationWanted(std::function<void(ChannelId, const project::AutomationTarget&)> show) { showAutomation_ = std::move(show); }
    void showAutomation(ChannelId channel, const project::AutomationTarget& target) const {
        if (showAutomation_) showAutomation_(channel, target);
    }

private:
    Result<project::Project> withSend(const project::Project& project, ChannelId channel, ChannelId bus, double level) const;
    std::map<ChannelId, double> sendsTogether(ChannelId channel, ChannelId bus) const;
    Edit editSends(ChannelId channel, ChannelId bus, double level, const std::map<ChannelId, double>& start) const;
    void previewSends(ChannelId channel, ChannelId bus) const;
    using SendChange = std::function<Result<project::Project>(const project::Project&, ChannelId, SendId)>;
    void changeSends(const QString& name, ChannelId channel, ChannelId bus, const SendChange& change);
    using InsertChange = std::function<Result<project::Project>(const project::Project&, ChannelId, InsertId)>;
    void changeInserts(const QString& name, ChannelId channel, InsertId insert, const InsertChange& change);
    Edit editTogether(ChannelId channel, std::string_view parameter, double value) const;
    void preview(ChannelId channel, std::string_view parameter) const;

    Workspace& workspace_;
    std::optional<project::Channel> copied_;
    std::function<void(ChannelId, const project::AutomationTarget&)> showAutomation_;
    std::map<ChannelId, double> start_; ///< values when the drag began
};

} // namespace lacquer::ui
