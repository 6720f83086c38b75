#pragma once

#include "ui/controls/buttons.h"
#include "ui/master/album_measurer.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

namespace lacquer::ui {

class AlbumStrip;
class AlbumTable;
class AutomationStrip;
class ChainPanel;
class ListeningPanel;
class MeterWall;
class TonePanel;
class TrackWork;
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
    TonePanel& tone() { return *tone_; }
    /// What is done to a track after listening to it.
    TrackWork& work() { return *work_; }
    void showAutomation(bool on);
    void showVinyl(bool on);
    void showTone(bool on);

    /// Puts a song of the project at the end of the album.
    void addSong(SongId song);
    /// Takes audio files into the project, and puts them at the end of the album.
    void addFiles(const QStringList& files);
    /// Puts the disc of a DDP folder at the end of the album, and says what is wrong with it.
    void addDisc(const QString& folder);
    /// To another song, at the same relative place: −1 or +1.
    void jump(int songs);
    /// A folder of stems as one track to master, in groups by their names.
    void addStems(const QString& folder);

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
    Button* compare_;
    AutomationStrip* automation_;
    VinylPanel* vinyl_;
    TonePanel* tone_;
    TrackWork* work_;
    QString said_; ///< the trouble that was told last
};

} // namespace lacquer::ui
