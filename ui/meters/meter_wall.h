#pragma once

#include "ui/models/listening.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QPolygonF>
#include <QWidget>

#include <optional>
#include <vector>

namespace lacquer::ui {

/// What is heard, as a mastering engineer wants it: loudness in numbers and over time, true peak
/// with hold, correlation, balance and width by band, goniometer, spectrum.
///
/// Mouse    a click on the true peak clears its hold; a click on the loudness history starts it anew
class MeterWall : public QWidget {
    Q_OBJECT

public:
    MeterWall(Workspace& workspace, const Theme& theme, QWidget* parent);

    /// Of the album as measured: the target line of the history, and the range.
    void setTarget(std::optional<double> lufs) { target_ = lufs; }
    void setRange(std::optional<double> lu) { range_ = lu; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    void advance(double elapsed);
    void layOut();
    void paintReadouts(QPainter& painter) const;
    void paintHistory(QPainter& painter) const;
    void paintGoniometer(QPainter& painter) const;
    void paintStereo(QPainter& painter) const;
    void paintPeaks(QPainter& painter) const;
    void paintSpectrum(QPainter& painter) const;

    Workspace& workspace_;
    const Theme& theme_;
    Listening listening_;
    std::optional<double> target_, range_;
    QRect readouts_, history_, goniometer_, stereo_, peaks_, spectrum_;
};

} // namespace lacquer::ui
