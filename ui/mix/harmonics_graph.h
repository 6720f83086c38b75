#pragma once

#include "ui/mix/insert_actions.h"
#include "ui/mix/parameter_drag.h"
#include "ui/mix/picture_job.h"
#include "ui/mix/processor_picture.h"
#include "ui/models/harmonics_picture.h"
#include "ui/theme/theme.h"

#include <optional>

namespace lacquer::ui {

/// A saturator or a clipper as a picture: what goes out for what comes in, up to full scale, and beside
/// it the harmonics that a tone at a usual level gets.
///
/// Hands    drag left and right for the drive (Shift fine), double-click resets it
class HarmonicsGraph : public ProcessorPicture {
    Q_OBJECT

public:
    HarmonicsGraph(InsertActions& actions, const Theme& theme, QWidget* parent);

    void refresh() override;
    const HarmonicsPicture& picture() const { return picture_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    std::optional<PictureJob::Work> measurement();
    QRectF transferBox() const;
    QRectF barsBox() const;
    void paintTransfer(QPainter& painter) const;
    void paintBars(QPainter& painter) const;

    InsertActions& actions_;
    const Theme& theme_;
    HarmonicsPicture picture_;
    std::optional<ParameterValues> asked_; ///< what the picture shows, or will soon
    PictureJob job_;
    ParameterDrag drag_;
};

} // namespace lacquer::ui
