#pragma once

#include "formats/album/mix_offer.h"
#include "ui/controls/buttons.h"
#include "ui/master/album_measurer.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QMenu;

namespace lacquer::ui {

class AlbumStrip;
class AlbumTable;
class AutomationStrip;
class ChainPanel;
class ListeningPanel;
class MeterWall;
class VinylPanel;

/// The Master page: the album as a strip and a table, the chain below, the meters at the right.
/// Finished songs are dropped anywhere on it.
///
/// Thread   [main]
class MasterPage : public QWidget {
    Q_OBJECT

public:
    MasterPage(Workspace& workspace, const Theme& theme, QWidget* parent = nullptr);

    AlbumMeasurer& measurer() { return measurer_; }
    AlbumStrip& strip() { return *strip_; }
    AlbumTable& table() { return *table_; }
    ChainPanel& chain() { return *chain_; }
    MeterWall& meters() { return *meters_; }
    ListeningPanel& listening() { return *listening_; }
    AutomationStrip& automation() { return *automation_; }
    VinylPanel& vinyl() { return *vinyl_; }
    void showAutomation(bool on);
    void showVinyl(bool on);

    /// Puts a song of the project at the end of the album.
    void addSong(SongId song);
    /// Takes audio files into the project, and puts them at the end of the album.
    void addFiles(const QStringList& files);
    /// Puts the disc of a DDP folder at the end of the album, and says what is wrong with it.
    void addDisc(const QString& folder);
    /// To another song, at the same relative place: −1 or +1.
    void jump(int songs);
    /// Cuts a track's start or end off at a place of the album, at the zero crossing next to it.
    enum class Cut { start, end };
    void cutAt(AlbumTrackId track, FramePosition place, Cut cut);
    /// A gap from where the song before is heard to end: "2s", "150f", "4beats", "1bar".
    enum class TempoOf { outgoing, incoming };
    void spaceAt(AlbumTrackId track, const std::string& spacing, TempoOf tempo);
    /// A folder of stems as one track to master, in groups by their names.
    void addStems(const QString& folder);
    /// An equalizer on the track that brings its balance closer to the reference's.
    void suggestMatch(AlbumTrackId track, SourceId reference);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void refresh();
    void layOut();
    void openTrackMenu(AlbumTrackId track, QPoint at);
    void addMixActions(QMenu& menu, const project::AlbumTrack& track, const QString& name);
    void fillAlignMenu(QMenu& menu);
    void compareOffer(AlbumTrackId track, bool newer);
    QRect titleRect() const;

    Workspace& workspace_;
    const Theme& theme_;
    AlbumMeasurer measurer_;
    AlbumView view_;
    AlbumStrip* strip_;
    AlbumTable* table_;
    ChainPanel* chain_;
    MeterWall* meters_;
    ListeningPanel* listening_;
    MenuButton* align_;
    MenuButton* addSong_;
    Button* addFiles_;
    Button* measure_;
    Button* sides_;
    AutomationStrip* automation_;
    VinylPanel* vinyl_;
    std::optional<formats::MixOffer> offer_; ///< compared last
    QString said_; ///< the trouble that was told last
};

} // namespace lacquer::ui
