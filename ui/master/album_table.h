#pragma once

#include "ui/models/album_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QTableView>

namespace lacquer::ui {

/// The album's table as Qt reads it; editing a cell hands an edit to the workspace.
class AlbumTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { number, title, artist, isrc, length, gap, loudness, deviation, truePeak, range, plr, state, columnCountTotal };

    AlbumTableModel(Workspace& workspace, QObject* parent);

    void showAlbum(const AlbumView& view);
    const AlbumView& view() const { return view_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

private:
    Workspace& workspace_;
    AlbumView view_;
};

/// The table under the album strip: dense rows, numbers right-aligned, loudness with its distance
/// from the album as a bar, problems with a sign beside them. Title, artist, ISRC and gap are
/// edited in place.
class AlbumTable : public QTableView {
    Q_OBJECT

public:
    AlbumTable(Workspace& workspace, const Theme& theme, QWidget* parent);

    void showAlbum(const AlbumView& view);

signals:
    void trackMenuWanted(AlbumTrackId track, QPoint globalPosition);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void layOutColumns();
    void selectFromWorkspace();

    Workspace& workspace_;
    const Theme& theme_;
    AlbumTableModel model_;
    bool following_ = false;
};

} // namespace lacquer::ui
