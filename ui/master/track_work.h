#pragma once

#include "formats/album/mix_offer.h"
#include "ui/master/album_measurer.h"
#include "ui/models/workspace.h"

#include <QObject>

#include <optional>
#include <string>

namespace lacquer::ui {

class ListeningPanel;

/// What is done to an album track only after listening to it: each a job, and then one edit.
///
/// Thread   [main]
class TrackWork : public QObject {
    Q_OBJECT

public:
    TrackWork(Workspace& workspace, AlbumMeasurer& measurer, ListeningPanel& listening, QObject* parent);

    /// Cuts a track's start or end off at a place of the album, at the zero crossing next to it.
    enum class Cut { start, end };
    void cutAt(AlbumTrackId track, FramePosition place, Cut cut);
    /// A gap from where the song before is heard to end: "2s", "150f", "4beats", "1bar".
    enum class TempoOf { outgoing, incoming };
    void spaceAt(AlbumTrackId track, const std::string& spacing, TempoOf tempo);
    /// An equalizer on the track that brings its balance closer to the reference's.
    void suggestMatch(AlbumTrackId track, SourceId reference);
    /// Brings the lead voices of all songs to one loudness: says what would change, and does it when that
    /// is pressed.
    void alignByVoice();
    /// Plays the newer or the held mix of a track that is offered one, and says how they differ.
    void hearOffer(AlbumTrackId track, bool newer);

private:
    Workspace& workspace_;
    AlbumMeasurer& measurer_;
    ListeningPanel& listening_;
    std::optional<formats::MixOffer> offer_; ///< compared last
};

} // namespace lacquer::ui
