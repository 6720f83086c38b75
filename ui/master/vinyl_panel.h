#pragma once

#include "engine/mastering/vinyl_level.h"
#include "ui/controls/buttons.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <string>
#include <vector>

namespace lacquer::ui {

/// A side of a record as it would be cut.
struct VinylSide {
    std::string name; ///< "A"
    std::size_t firstTrack = 0, lastTrack = 0;
    Seconds length;
    double level = 0;    ///< dB against the reference level, by its length
    double loudness = 0; ///< LUFS of its songs together; −inf: not measured
    bool tooLong = false;

    friend bool operator==(const VinylSide&, const VinylSide&) = default;
};

/// The album split where sides begin, or else into two as equal as can be; gaps count.
std::vector<VinylSide> vinylSides(const AlbumView& view, SampleRate rate, const mastering::VinylFormat& format);

/// The trade-off of a record in a picture: what each side's length costs in level, for a size and
/// speed. Sides begin where a track says so (its menu), else the album is split in two.
class VinylPanel : public QWidget {
    Q_OBJECT

public:
    VinylPanel(Workspace& workspace, const Theme& theme, QWidget* parent);

    void showAlbum(const AlbumView& view);
    void chooseFormat(std::size_t format);
    const std::vector<VinylSide>& sides() const { return sides_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();

    Workspace& workspace_;
    const Theme& theme_;
    AlbumView view_;
    std::size_t format_ = 0;
    std::vector<VinylSide> sides_;
    MenuButton* formats_;
};

} // namespace lacquer::ui
