#pragma once

#include "engine/surfaces/desk_picture.h"
#include "ui/models/surface_link.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace lacquer::ui {

/// A mixing surface as it stands: displays, rings, lamps, faders, time. The one on the screen can be
/// played: keys press, faders drag, knobs turn with the wheel or a drag.
class SurfacePicture : public QWidget {
    Q_OBJECT

public:
    SurfacePicture(SurfaceLink& link, const Theme& theme, QWidget* parent);

    /// 0: none.
    void show(int surface, bool playable);
    QSize sizeHint() const override;
    /// What a click there would press: a note of the Mackie Control; none elsewhere.
    std::optional<int> noteAt(const QPoint& point) const;
    /// The slot of a strip's fader (8: the master's).
    QRect faderSlot(int strip) const;
    QRect knobRect(int strip) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    struct KeyPlace {
        int note;
        QString label;
        QRect rect;
    };

    void refresh();
    std::vector<KeyPlace> keys() const;
    QRect stripRect(int strip) const;
    void paintStrip(QPainter& painter, int strip) const;
    void paintFader(QPainter& painter, const QRect& slot, int position) const;
    void paintKey(QPainter& painter, const KeyPlace& key) const;
    surfaces::Lamp lampOf(int note) const;
    void send(int status, int number, int value);
    void moveFaderTo(int strip, int y);

    SurfaceLink& link_;
    const Theme& theme_;
    int surface_ = 0;
    bool playable_ = false;
    surfaces::DeskPicture picture_;
    std::optional<int> held_;   ///< note under the mouse
    std::optional<int> fader_;  ///< strip under the mouse
    std::optional<int> knob_;
    QPoint last_;
};

} // namespace lacquer::ui
