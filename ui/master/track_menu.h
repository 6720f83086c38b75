#pragma once

#include "ui/master/album_measurer.h"
#include "ui/master/track_work.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"

class QMenu;

/// The menus of the Master page.
namespace lacquer::ui {

class ListeningPanel;

/// All that can be done to one track of the album.
void fillTrackMenu(QMenu& menu, AlbumTrackId track, const AlbumView& view, Workspace& workspace, TrackWork& work, const ListeningPanel& listening);

/// The rules by which songs come to one loudness, each with what would change.
void fillAlignMenu(QMenu& menu, Workspace& workspace, const AlbumMeasurer& measurer, TrackWork& work);

} // namespace lacquer::ui
