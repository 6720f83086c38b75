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
class ChainPanel;
class MeterWall;

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

    /// Puts a song of the project at the end of the album.
    void addSong(SongId song);
    /// Takes audio files into the project, and puts them at the end of the album.
    void addFiles(const QStringList& files);

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
    MenuButton* addSong_;
    Button* addFiles_;
    Button* measure_;
    QString said_; ///< the trouble that was told last
};

} // namespace lacquer::ui
