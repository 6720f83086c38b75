#pragma once

#include "ui/models/workspace.h"

#include <QString>
#include <QStringList>

/// What is put at the end of the album, each as one undoable step. Files are taken in by a job; what is
/// wrong with them is said on the bottom line.
namespace lacquer::ui {

void putSongOnAlbum(Workspace& workspace, SongId song);
/// Finished songs; their titles come from their tags or names.
void putFilesOnAlbum(Workspace& workspace, const QStringList& files);
/// A folder of stems as one track to master, in groups by their names.
void putStemsOnAlbum(Workspace& workspace, const QString& folder);
/// The tracks of a DDP folder, with its marks and texts; says what is wrong with the disc.
void putDiscOnAlbum(Workspace& workspace, const QString& folder);

} // namespace lacquer::ui
