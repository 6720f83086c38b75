#pragma once

#include "engine/live/player.h"
#include "engine/mastering/album_assembly.h"
#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/surfaces/automation_recorder.h"
#include "engine/vocabulary/result.h"
#include "formats/audio/source_pool.h"
#include "formats/project/project_store.h"
#include "ui/models/jobs.h"
#include "ui/models/messages.h"
#include "ui/models/readings.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::ui {

/// An edit as the window hands it over: pure, from the current value to the next.
using Edit = std::function<Result<project::Project>(const project::Project&)>;

class LevelMatch;
class MonitorDesk;

/// What is selected. Not part of the document and not undone.
struct Selection {
    std::vector<ChannelId> channels; ///< tracks and buses, in the order they were chosen
    std::vector<ClipId> clips;
    InsertId insert; ///< the processor in the editor

    friend bool operator==(const Selection&, const Selection&) = default;
};

/// The window's one document: the open project, its history, its sound and what is selected.
/// Widgets read the current value, show it, and hand edits in; there is no other way to change
/// anything.
///
/// Edits    apply() commits one undo step. Between beginGesture() and endGesture() the edits only
///          move the value that is shown, and the end commits them together as one step; meanwhile
///          the dragged control makes itself heard through preview…() of player()
/// Errors   a refused edit changes nothing and says why in messages()
/// Thread   [main]
class Workspace : public QObject {
    Q_OBJECT

public:
    explicit Workspace(std::shared_ptr<const processors::ProcessorCatalogue> catalogue,
                       QObject* parent = nullptr);
    ~Workspace() override;

    /// Replaces the open project. Its first song becomes the current one.
    Result<void> open(const std::filesystem::path& folder);
    Result<void> create(const std::filesystem::path& folder, SampleRate rate);
    void close();
    bool isOpen() const { return store_.has_value(); }
    std::filesystem::path folder() const;
    std::filesystem::path audioFolder() const;
    std::filesystem::path cacheFolder() const;

    /// Never null; an empty project while none is open.
    const std::shared_ptr<const project::Project>& project() const { return project_; }
    const processors::ProcessorCatalogue& catalogue() const { return *catalogue_; }
    /// For work on another thread.
    const std::shared_ptr<const processors::ProcessorCatalogue>& sharedCatalogue() const { return catalogue_; }
    /// Null while no project is open.
    const std::shared_ptr<const formats::SourcePool>& sources() const { return sources_; }

    /// One undo step, on disk when this returns. False when the edit was refused.
    bool apply(const QString& name, const Edit& edit);
    /// As apply(), but calls under the same key that follow within half a second (wheel, arrow
    /// keys) become one step.
    bool nudge(const QString& key, const QString& name, const Edit& edit);
    void beginGesture(const QString& name);
    void endGesture();
    /// The value from before the gesture is back.
    void cancelGesture();
    /// The player plays the value that is shown, until the gesture ends.
    void hearGesture() { hear(); }
    bool inGesture() const { return gesture_.has_value(); }

    /// Hands that move values while the song plays, and the automation they write.
    surfaces::AutomationRecorder& recorder() { return recorder_; }
    const surfaces::AutomationRecorder& recorder() const { return recorder_; }
    /// A hand of the gesture has moved a value, which is heard at once. Where its channel's mode writes
    /// automation the move goes there, and the stored value is as before when the gesture ends.
    void handMoves(const surfaces::Control& control, double value);
    /// As handMoves() for a key; false when it writes nothing and an edit is to be made.
    bool handPuts(const surfaces::Control& control, double value);
    /// As it is heard now: where a hand, a curve or the project has it.
    double heardValue(const surfaces::Control& control) const;
    /// What hands of others have done goes to the player now instead of with the next tick.
    void serveHands();

    void undo();
    void redo();
    QString undoName() const;
    QString redoName() const;
    std::vector<formats::HistoryEntry> history() const;
    Result<void> save();

    SongId currentSong() const { return currentSong_; }
    void setCurrentSong(SongId song);
    /// Null when the project has no song.
    const project::Song* song() const;

    const Selection& selection() const { return selection_; }
    void select(Selection selection);
    /// One channel alone; `toggle` adds it to the others or takes it away.
    enum class Choose { only, toggle };
    void selectChannel(ChannelId channel, Choose how = Choose::only);
    void selectInsert(ChannelId channel, InsertId insert);
    bool isSelected(ChannelId channel) const;

    /// Plays what this makes of the project instead of the project itself, until it is taken away: for
    /// comparing. Nothing else sees it.
    void setListening(Edit variant);
    /// Comparing at equal loudness.
    LevelMatch& levelMatch() { return *levelMatch_; }

    /// What the ears get in the place of the mix, and the metronome.
    MonitorDesk& monitorDesk() { return *monitorDesk_; }

    live::Player& player() { return player_; }
    const live::Player& player() const { return player_; }
    /// What the player plays: the current song, or the album while the Master page is shown.
    void setSubject(const live::Subject& subject);
    const live::Subject& subject() const { return subject_; }
    /// What the album is heard from: the lengths of its songs' rendered mixes, and sources that open
    /// them. Until it is given, only an album of finished files can be heard.
    void setAlbumSound(mastering::MixLengths mixes, std::shared_ptr<const AudioSources> sources);
    /// Something heard in the album's place, for the ears alone: a reference, a coded song, the
    /// transitions. None: the album again. Another subject ends it.
    struct Audition {
        std::shared_ptr<const project::Song> song;
        std::shared_ptr<const AudioSources> sources;
    };
    void setAudition(std::optional<Audition> audition);
    bool isAuditioning() const { return audition_.has_value(); }
    /// A slot behind everything while the album is heard: a headphone's or room's correction, one
    /// band alone. Never rendered.
    void setListeningSlot(std::vector<project::Insert> inserts);
    const std::vector<project::Insert>& listeningSlot() const { return listeningSlot_; }
    void play();
    void stop();
    void togglePlay();
    void locate(FramePosition position);
    /// The state as of the last tick.
    const live::PlayerState& playerState() const { return playerState_; }
    void reopenDevice(const live::DeviceSettings& settings);
    const live::DeviceSettings& deviceSettings() const { return deviceSettings_; }
    /// What the device is opened with when the first project comes.
    void setDeviceSettings(const live::DeviceSettings& settings) { deviceSettings_ = settings; }

    MeterBoard& meters() { return meters_; }
    /// Gain reduction as shown now, dB ≥ 0.
    double shownReduction(InsertId insert) const;

    Messages& messages() { return messages_; }
    Jobs& jobs() { return jobs_; }

signals:
    /// The value changed: an edit, a step of a gesture, undo, another project.
    void projectChanged();
    /// Another project was opened, or none is open any more.
    void projectReplaced();
    void songChanged();
    void selectionChanged();
    void subjectChanged();
    /// The window's one clock: 60 times a second while something moves, a few times a second while
    /// nothing does. Meters and position are new.
    void ticked(double elapsedSeconds);

private:
    struct Gesture {
        QString name;
        QString nudgeKey; ///< empty: a drag
        std::shared_ptr<const project::Project> before;
        std::vector<surfaces::Control> written = {}; ///< by its hand, as automation
    };

    Result<void> adopt(Result<formats::ProjectStore> store);
    bool commit(const QString& name, const project::Project& next);
    /// One step there or back; what was heard and selected follows.
    void walkHistory(const std::function<Result<int>(formats::ProjectStore&)>& walk);
    void publish(std::shared_ptr<const project::Project> project);
    void hear();
    void hearAlbum();
    project::Song withListeningSlot(project::Song song) const;
    void refreshSources(const project::Project& before);
    void dropStaleSelection();
    void report(const Error& error);
    void tick();
    void letGoOfWritten(Gesture& gesture);
    void commitWritten();
    void setClock(bool moving);

    std::shared_ptr<const processors::ProcessorCatalogue> catalogue_;
    std::optional<formats::ProjectStore> store_;
    std::shared_ptr<const project::Project> project_;
    std::shared_ptr<const formats::SourcePool> sources_;
    std::optional<Gesture> gesture_;
    QTimer nudgeEnd_;
    SongId currentSong_;
    Selection selection_;
    Messages messages_;
    Jobs jobs_;
    surfaces::AutomationRecorder recorder_;
    live::Player player_;
    live::PlayerState playerState_;
    live::DeviceSettings deviceSettings_;
    live::Subject subject_;
    mastering::MixLengths albumMixes_;
    Edit listening_; ///< empty: the project is heard as it is
    std::unique_ptr<LevelMatch> levelMatch_;
    std::unique_ptr<MonitorDesk> monitorDesk_;
    std::shared_ptr<const AudioSources> albumSources_; ///< null: the project's files
    std::optional<Audition> audition_;
    std::vector<project::Insert> listeningSlot_;
    bool albumHeard_ = false; ///< the player has the album
    MeterBoard meters_;
    std::unordered_map<InsertId, double> reductions_;
    QTimer clock_;
    QElapsedTimer sinceTick_;
    bool deviceOpen_ = false;
    std::string saidTrouble_;
    std::optional<FramePosition> located_; ///< where the stopped playhead was put
};

} // namespace lacquer::ui
