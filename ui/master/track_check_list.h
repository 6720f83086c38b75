#pragma once

#include "ui/controls/buttons.h"
#include "ui/master/album_measurer.h"
#include "ui/models/master_findings_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <string>
#include <vector>

namespace lacquer::ui {

/// What Track Check found in the master, and what is missing on paper. The chosen finding offers to go
/// there and play, and to accept it as it is, with a reason that goes into the report.
///
/// Mouse    a click chooses, goes there and plays. Keyboard: up and down choose, Enter goes there
class TrackCheckList : public QWidget {
    Q_OBJECT

public:
    TrackCheckList(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent);

    void showAlbum(const AlbumView& view);
    const std::vector<FindingLine>& findings() const { return findings_; }

    void choose(int index);
    int chosen() const { return chosen_; }
    /// The chosen finding's place on the album is wanted, a little before it.
    void goThere();
    /// The chosen finding is meant so; an empty reason is refused in words.
    void accept(const QString& why);
    void withdraw();

signals:
    void placeWanted(ChannelId track, FramePosition place);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void check();
    void refresh();
    void layOut();
    QRect row(int index) const;
    void askWhy();

    Workspace& workspace_;
    AlbumMeasurer& measurer_;
    const Theme& theme_;
    AlbumView view_;
    std::vector<formats::TrackFindings> heard_;
    std::string checkedKey_, checkingKey_; ///< of masters
    std::vector<FindingLine> findings_;
    int first_ = 0;   ///< shown on top
    int chosen_ = -1; ///< −1: none
    Button* go_;
    Button* accept_;
};

} // namespace lacquer::ui
