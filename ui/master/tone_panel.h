#pragma once

#include "engine/mastering/album_tone.h"
#include "ui/controls/buttons.h"
#include "ui/master/album_measurer.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <string>

namespace lacquer::ui {

/// The album's songs beside each other: the spectra of all in one picture (or how far each is from the
/// album's mean), each song's distance and width in a list, and the equalizer that would bring the
/// selected one closer. Nothing is changed until it is asked for, and then in one step.
///
/// Mouse    a song in the list selects its track; the wheel scrolls the list
/// Keys     up and down select the song above and below
class TonePanel : public QWidget {
    Q_OBJECT

public:
    TonePanel(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent);

    void showAlbum(const AlbumView& view);
    /// None while the album is not measured.
    const std::optional<mastering::AlbumTone>& tone() const { return tone_; }
    /// What the picture shows.
    enum class Picture { spectra, deviation };
    void setPicture(Picture picture);
    /// Puts the suggested equalizer on the selected track's chain.
    void applyMatch();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void compare();
    void refresh();
    void paintPicture(QPainter& painter, const QRectF& box) const;
    void paintList(QPainter& painter);
    /// Of the selected track among the songs; −1: none is selected, or the album.
    int selected() const;
    void select(int song);
    int rowsShown() const;
    QRect row(int index) const;

    Workspace& workspace_;
    AlbumMeasurer& measurer_;
    const Theme& theme_;
    AlbumView view_;
    std::optional<mastering::AlbumTone> tone_;
    std::vector<mastering::TrackTone> songs_;
    std::string comparedKey_, comparingKey_; ///< of masters
    Picture picture_ = Picture::spectra;
    int first_ = 0; ///< shown on top of the list
    Button* spectra_;
    Button* deviation_;
    Button* match_;
};

} // namespace lacquer::ui
